package dev.sluice.host.sync;

import dev.sluice.host.failure.HostException;
import dev.sluice.spi.ErrorDetail;
import dev.sluice.spi.Identity;
import dev.sluice.spi.Row;
import java.util.List;

/** A run that writes every row of the source, in one pass. */
final class PlainRun {
    private final Run run;
    private final List<String> identity;

    PlainRun(Run run) {
        this.run = run;
        this.identity = run.plan().profile().identity();
    }

    void run() {
        run.course().enter(SyncProgress.Phase.WRITING, run.rowCount());
        try (MappedRows rows = run.rows();
                Lanes lanes = run.lanes(run.rowCount(), Batch::rows)) {
            write(rows, lanes);
        }
    }

    private void write(MappedRows rows, Lanes lanes) {
        long read = 0;
        try {
            while (run.goesOn() && rows.next()) {
                read++;
                take(rows, lanes);
                if (rows.chunkEnds()) {
                    run.ledger().tally().read.add(read);
                    read = 0;
                    run.course().at(rows.fraction());
                }
            }
        } catch (HostException e) {
            run.ending().fail(e.detail());
        } finally {
            run.ledger().tally().read.add(read);
        }
    }

    private void take(MappedRows rows, Lanes lanes) {
        Row row = rows.row();
        ErrorDetail error = rows.error();
        if (row != null) {
            // A row without an identity goes to the destination too, which knows best how to refuse it.
            Identity named = Identity.of(row, identity).orElse(null);
            lanes.batch(named).add(rows.number(), row);
            lanes.filled(named);
        } else if (error != null) {
            run.ledger().reject(rows.number(), error, null);
        }
    }
}
