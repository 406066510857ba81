package dev.sluice.host.run;

import dev.sluice.spi.Identity;
import dev.sluice.spi.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;

/** Some rows of a pass, each with the same probability. For one thread. */
final class RowSample {
    private final int size;
    private final SplittableRandom random = new SplittableRandom();
    private final List<Sampled> rows = new ArrayList<>();
    private long seen;
    private long place;

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

    /** Whether the next row of the pass is to be put into the sample; to be asked once for each. */
    boolean takesNext() {
        seen++;
        place = rows.size() < size ? rows.size() : size == 0 ? 0 : random.nextLong(seen);
        return place < size;
    }

    /** Puts the row in that it {@link #takesNext takes}. */
    void put(long ordinal, Identity identity, Row row) {
        Sampled sampled = new Sampled(ordinal, identity, row);
        if (place == rows.size()) {
            rows.add(sampled);
        } else {
            rows.set((int) place, sampled);
        }
    }

    List<Sampled> rows() {
        return rows;
    }

    /** The positions of the rows. */
    Set<Long> ordinals() {
        return rows.stream().map(Sampled::ordinal).collect(Collectors.toSet());
    }
}
