package dev.sluice.state;

import dev.sluice.host.change.ChangeCursor;
import dev.sluice.host.change.ChangeKind;
import dev.sluice.host.hash.Lifetime;
import dev.sluice.host.hash.RowHash;
import dev.sluice.host.hash.RowHasher;
import dev.sluice.spi.Expiry;
import dev.sluice.spi.Row;
import dev.sluice.state.file.TableRows;
import org.jspecify.annotations.Nullable;

/** The rows of the table {@code changes}. */
final class ChangedRows implements ChangeCursor {
    private final RowHasher hasher = new RowHasher();
    private final TableRows rows;
    private final Expiry expiry;

    ChangedRows(TableRows rows, Expiry expiry) {
        this.rows = rows;
        this.expiry = expiry;
    }

    /** What {@link #ChangedRows} reads: with a row whose time is over, and which has no record, nothing is to be done. */
    static final String QUERY = "SELECT ordinal, kind, first_number, hash_high, hash_low, place, replaces FROM changes"
            + " WHERE kind <> " + Comparison.EXPIRED;

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
        return Comparison.kind(rows.number(1));
    }

    @Override
    public boolean replaces() {
        return rows.flag(6);
    }

    @Override
    public long firstNumber() {
        return rows.number(2);
    }

    @Override
    public @Nullable RowHash verify(Row candidate) {
        RowHash hash = hasher.hash(candidate);
        return hash.high() == rows.number(3) && hash.low() == rows.number(4)
                ? new RowHash(hash.high(), hash.low(), rows.number(5), ordinal(), Lifetime.of(expiry, candidate))
                : null;
    }

    @Override
    public void close() {
        rows.close();
    }
}
