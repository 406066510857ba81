package dev.sluice.state;

import dev.sluice.host.change.ChangeCursor;
import dev.sluice.host.change.Difference;
import dev.sluice.host.change.PlannedState;
import dev.sluice.host.change.Removals;
import dev.sluice.spi.Expiry;
import dev.sluice.state.file.RunFiles;
import dev.sluice.state.file.TableRows;

/** What a run would write and remove. */
final class PlannedRun implements PlannedState {
    private final RunFiles files;
    private final Difference difference;
    private final Expiry expiry;

    PlannedRun(RunFiles files, Difference difference, Expiry expiry) {
        this.files = files;
        this.difference = difference;
        this.expiry = expiry;
    }

    @Override
    public Difference difference() {
        return difference;
    }

    @Override
    public ChangeCursor changes() {
        return new ChangedRows(rows(ChangedRows.QUERY), expiry);
    }

    @Override
    public Removals removals() {
        return new GoneRecords(
                rows(GoneRecords.QUERY), files.identification().identity().size());
    }

    private TableRows rows(String query) {
        return new TableRows(files.workspace(), files.failures(), query);
    }
}
