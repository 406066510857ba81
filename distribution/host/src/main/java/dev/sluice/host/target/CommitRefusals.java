package dev.sluice.host.target;

import dev.sluice.host.ledger.Ledger;
import dev.sluice.host.mapping.RowReader;
import dev.sluice.spi.Change;
import dev.sluice.spi.CommitObserver;
import dev.sluice.spi.ErrorDetail;
import dev.sluice.spi.Field;
import dev.sluice.spi.FieldType;
import dev.sluice.spi.Identity;
import dev.sluice.spi.Row;
import dev.sluice.spi.RowSchema;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The accepted changes that a commit refuses, booked as it reports them. Where it returns only the fields of the identity, the row is
 * looked up afterwards in one more pass over the source, for the dead letters; of more than {@value #MAX_LOOKUPS} such rows the rest is
 * kept by its identity alone, so that memory is bounded.
 */
public final class CommitRefusals implements CommitObserver {
    private static final int MAX_LOOKUPS = 100_000;

    private final List<String> identity;
    private final Ledger ledger;
    private final Supplier<RowReader> source;
    private final Map<Identity, ErrorDetail> lookups = new HashMap<>();

    /** @param source opens one more pass over the rows */
    public CommitRefusals(List<String> identity, Ledger ledger, Supplier<RowReader> source) {
        this.identity = identity;
        this.ledger = ledger;
        this.source = source;
    }

    @Override
    public void rejected(Change change, ErrorDetail error) {
        Optional<Identity> named = Identity.of(change.row(), identity);
        if (change instanceof Change.Remove && named.isPresent() && lookups.size() < MAX_LOOKUPS) {
            lookups.put(named.get(), error);
        } else {
            ledger.acceptedRejected(0, error, change.row(), named, change instanceof Change.Remove);
        }
    }

    @Override
    public void skipped(Change change, String reason) {
        ledger.acceptedSkipped(reason, Identity.of(change.row(), identity));
    }

    /** Books those that wait for their rows, once the commit has returned; what the source does not have was a removal. */
    void settle() {
        if (lookups.isEmpty()) {
            return;
        }
        try (RowReader rows = source.get()) {
            while (!lookups.isEmpty() && rows.next()) {
                Row row = rows.row();
                Optional<Identity> named = row == null ? Optional.empty() : Identity.of(row, identity);
                ErrorDetail error = named.map(lookups::remove).orElse(null);
                if (row != null && error != null) {
                    ledger.acceptedRejected(rows.number(), error, row, named, false);
                }
            }
        }
        RowSchema keys = RowSchema.of(
                identity.stream().map(name -> new Field(name, FieldType.TEXT)).toList());
        lookups.forEach((named, error) ->
                ledger.acceptedRejected(0, error, Row.of(keys, named.parts().toArray()), Optional.of(named), true));
        lookups.clear();
    }
}
