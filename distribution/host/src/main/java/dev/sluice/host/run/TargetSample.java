package dev.sluice.host.run;

import dev.sluice.host.change.ComparedState;
import dev.sluice.host.mapping.RowReader;
import dev.sluice.host.progress.RunStatus;
import dev.sluice.host.progress.Warnings;
import dev.sluice.host.run.RowSample.Sampled;
import dev.sluice.host.target.Finding;
import dev.sluice.spi.Destination;
import dev.sluice.spi.DestinationException;
import dev.sluice.spi.Expiry;
import dev.sluice.spi.Identity;
import dev.sluice.spi.ReadBack;
import dev.sluice.spi.RecordReader;
import dev.sluice.spi.Row;
import dev.sluice.spi.RunContext;
import dev.sluice.spi.WriteRequest;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Looks whether the target still has records that the state holds for unchanged. One that it does not have is written again; two are no
 * accident any more, so then every row is. Changes nothing at the target. For one thread.
 */
final class TargetSample {
    private static final int CHUNK = 10_000;

    private final Destination destination;
    private final WriteRequest request;
    private final Expiry expiry;
    private final Clock clock;
    private final RunContext context;
    private final RunStatus status;
    private final Warnings warnings;
    private final List<Identity> lost = new ArrayList<>();
    private long looked;

    TargetSample(
            Destination destination,
            WriteRequest request,
            Expiry expiry,
            Clock clock,
            RunContext context,
            RunStatus status,
            Warnings warnings) {
        this.destination = destination;
        this.request = request;
        this.expiry = expiry;
        this.clock = clock;
        this.context = context;
        this.status = status;
        this.warnings = warnings;
    }

    /** Looks at those of some rows that are unchanged. */
    ComparedState look(ComparedState compared, RowSample sample) {
        return withReader(compared, reader -> examine(compared, reader, sample.rows()));
    }

    /** Looks at every unchanged row, in a pass of its own over the source. */
    ComparedState lookAtAll(ComparedState compared, RowReader rows, List<String> identity) {
        return withReader(compared, reader -> {
            List<Sampled> chunk = new ArrayList<>(CHUNK);
            while (lost.size() < 2 && status.goesOn() && rows.next()) {
                Row row = rows.row();
                Optional<Identity> named = row == null ? Optional.empty() : Comparison.identity(row, identity);
                if (row != null && named.isPresent()) {
                    chunk.add(new Sampled(rows.ordinal(), named.get(), row));
                }
                if (chunk.size() == CHUNK) {
                    examine(compared, reader, chunk);
                    chunk.clear();
                }
            }
            examine(compared, reader, chunk);
        });
    }

    /** Whether too many records were not as they should be. */
    boolean doubtsAll() {
        return lost.size() > 1;
    }

    private interface Look {
        void with(RecordReader reader);
    }

    private ComparedState withReader(ComparedState compared, Look look) {
        if (compared.difference().unchanged() == 0 || !status.goesOn()) {
            return compared;
        }
        try {
            Optional<RecordReader> reader = destination.reader(request, context);
            if (reader.isPresent()) {
                try (RecordReader open = reader.get()) {
                    look.with(open);
                }
            }
        } catch (DestinationException e) {
            // The run itself needs no such right and no further connection.
            warnings.add("No sample of unchanged rows was looked at: "
                    + e.detail().message() + " " + e.detail().remedy());
        }
        return judged(compared);
    }

    private void examine(ComparedState compared, RecordReader reader, List<Sampled> rows) {
        Set<Long> unchanged =
                compared.unchanged(rows.stream().map(Sampled::ordinal).collect(Collectors.toSet()));
        List<Sampled> expected =
                rows.stream().filter(row -> unchanged.contains(row.ordinal())).toList();
        if (expected.isEmpty()) {
            return;
        }
        List<ReadBack> found = reader.read(expected.stream().map(Sampled::row).toList());
        looked += expected.size();
        for (int i = 0; i < expected.size(); i++) {
            if (Finding.inRun(expected.get(i).row(), found.get(i), expiry, clock.millis()) != Finding.EQUAL) {
                lost.add(expected.get(i).identity());
            }
        }
    }

    private ComparedState judged(ComparedState compared) {
        if (lost.isEmpty()) {
            return compared;
        }
        if (lost.size() == 1) {
            warnings.add(
                    "One of " + looked
                            + " unchanged records that were looked at is not as it was written: somebody else"
                            + " changed or removed it, or let it expire. It is written again. To write every row again: --full.");
            return compared.doubt(lost.get(0));
        }
        warnings.add(
                lost.size() + " of " + looked + " unchanged records that were looked at are not as they were written:"
                        + " somebody else changed or removed them or let them expire, or the target evicted them. Every row is written again.");
        return compared.doubtAll();
    }
}
