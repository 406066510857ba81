package dev.sluice.host.run;

import dev.sluice.host.change.Difference;
import dev.sluice.host.change.Observation;
import dev.sluice.host.definition.SyncDefinition;
import dev.sluice.host.hash.IdentityText;
import dev.sluice.host.ledger.Ledger;
import dev.sluice.host.mapping.RowReader;
import dev.sluice.host.progress.Progress;
import dev.sluice.host.progress.RunStatus;
import dev.sluice.host.progress.Warnings;
import dev.sluice.spi.ErrorDetail;
import dev.sluice.spi.Identity;
import dev.sluice.spi.Row;
import java.util.List;
import java.util.Optional;

/** The first pass over a source: its rows are taken in to be compared with what was written. For one thread. */
final class Comparison {
    private final List<String> identity;
    private final Ledger ledger;
    private final RunStatus status;
    private final Progress progress;
    private final RowSample sample;
    private long unreadable;
    private long withoutKey;

    /**
     * @param identity names of the fields that identify a record
     * @param sample is offered each row that is compared
     */
    Comparison(List<String> identity, Ledger ledger, RunStatus status, Progress progress, RowSample sample) {
        this.identity = identity;
        this.ledger = ledger;
        this.status = status;
        this.progress = progress;
        this.sample = sample;
    }

    /** The record that a state can keep for a row; none if a part of the key is missing or has no stored form. */
    static Optional<Identity> identity(Row row, List<String> fields) {
        return Identity.of(row, fields).filter(IdentityText::isStorable);
    }

    void observe(RowReader rows, Observation observation) {
        while (status.goesOn() && rows.next()) {
            ledger.counters().read(1);
            Row row = rows.row();
            ErrorDetail error = rows.error();
            if (row != null) {
                add(rows, row, observation);
            } else if (error != null) {
                unreadable++;
                ledger.reject(rows.number(), error, rows.rest());
            }
            if (rows.chunkEnds()) {
                progress.at(rows.fraction());
            }
        }
    }

    private void add(RowReader rows, Row row, Observation observation) {
        Optional<Identity> named = identity(row, identity);
        if (named.isPresent()) {
            observation.add(rows.ordinal(), rows.number(), named.get(), row);
            sample.offer(rows.ordinal(), named.get(), row);
        } else {
            withoutKey++;
        }
    }

    /** Rows that were not taken in, because nothing names their record. */
    long withoutKey() {
        return withoutKey;
    }

    /** How many records may be removed: all without a row, but none unless every row of the source was seen, and has a key. */
    long removals(Difference difference, SyncDefinition definition, Warnings warnings) {
        if (!definition.mode().removes() || difference.removals() == 0) {
            return 0;
        }
        String reason;
        if (definition.limit().isPresent()) {
            reason = "the run was limited to some of the rows";
        } else if (unreadable + withoutKey == 1) {
            reason = "a row could not be read or has no key";
        } else if (unreadable + withoutKey > 0) {
            reason = unreadable + withoutKey + " rows could not be read or have no key";
        } else {
            return difference.removals();
        }
        warnings.add((difference.removals() == 1
                        ? "A record without a row was kept"
                        : difference.removals() + " records without a row were kept")
                + ", because " + reason + ".");
        return 0;
    }
}
