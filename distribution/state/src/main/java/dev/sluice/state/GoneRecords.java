package dev.sluice.state;

import dev.sluice.host.change.Removals;
import dev.sluice.host.hash.IdentityText;
import dev.sluice.spi.Identity;
import dev.sluice.state.file.TableRows;

/** The records of the table {@code gone}. */
final class GoneRecords implements Removals {
    /** What {@link #GoneRecords} reads. */
    static final String QUERY = "SELECT identity FROM gone";

    private final TableRows rows;
    private final int parts;

    /** @param parts the number of parts of an identity */
    GoneRecords(TableRows rows, int parts) {
        this.rows = rows;
        this.parts = parts;
    }

    @Override
    public boolean next() {
        return rows.next();
    }

    @Override
    public Identity identity() {
        return IdentityText.parse(rows.text(0), parts);
    }

    @Override
    public void close() {
        rows.close();
    }
}
