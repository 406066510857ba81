package dev.sluice.state;

import dev.sluice.host.change.IdentityText;
import dev.sluice.host.change.Removals;
import dev.sluice.spi.Identity;

/** The records of {@code run.gone}. */
final class GoneRecords implements Removals {
    private final int parts;
    private final TableRows rows;

    /** @param parts the number of parts of an identity */
    GoneRecords(StateFile file, int parts) {
        this.parts = parts;
        this.rows = new TableRows(file, "SELECT identity FROM run.gone");
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
