package dev.sluice.host.run;

import dev.sluice.spi.Identity;
import dev.sluice.spi.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Some rows of a pass, each with the same probability. For one thread. */
final class RowSample {
    private final int size;
    private final SplittableRandom random = new SplittableRandom();
    private final List<Sampled> rows = new ArrayList<>();
    private long seen;

    /**
     * A row of the sample.
     *
     * @param ordinal its position in the pass
     */
    record Sampled(long ordinal, Identity identity, Row row) {}

    /** @param size at most so many rows */
    RowSample(int size) {
        this.size = size;
    }

    void offer(long ordinal, Identity identity, Row row) {
        if (seen++ < size) {
            rows.add(new Sampled(ordinal, identity, row));
        } else if (size > 0) {
            long place = random.nextLong(seen);
            if (place < size) {
                rows.set((int) place, new Sampled(ordinal, identity, row));
            }
        }
    }

    List<Sampled> rows() {
        return rows;
    }
}
