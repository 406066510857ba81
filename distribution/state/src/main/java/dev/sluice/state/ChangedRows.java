package dev.sluice.state;

import dev.sluice.host.change.ChangeCursor;
import dev.sluice.host.change.ChangeKind;
import dev.sluice.host.change.RowHash;
import dev.sluice.host.change.RowHasher;
import dev.sluice.spi.Row;
import org.jspecify.annotations.Nullable;

/** The rows of {@code run.changes}. */
final class ChangedRows implements ChangeCursor {
    private final RowHasher hasher = new RowHasher();
    private final TableRows rows;

    ChangedRows(StateFile file) {
        this.rows = new TableRows(file, "SELECT ordinal, kind, first_number, high, low FROM run.changes");
    }

    @Override
    public boolean next() {
        return rows.next();
    }

    @Override
    public long ordinal() {
        return rows.number(0);
    }

    @Override
    public ChangeKind kind() {
        return StateSchema.kind(rows.number(1));
    }

    @Override
    public long firstNumber() {
        return rows.number(2);
    }

    @Override
    public @Nullable RowHash verify(Row candidate) {
        RowHash hash = hasher.hash(candidate);
        return hash.high() == rows.number(3) && hash.low() == rows.number(4) ? hash : null;
    }

    @Override
    public void close() {
        rows.close();
    }
}
