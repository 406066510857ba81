package dev.sluice.host.run;

import dev.sluice.host.change.Difference;
import dev.sluice.host.change.Observation;
import dev.sluice.host.definition.SyncDefinition;
import dev.sluice.host.hash.IdentityText;
import dev.sluice.host.hash.RowHash;
import dev.sluice.host.ledger.Ledger;
import dev.sluice.host.mapping.RowReader;
import dev.sluice.host.progress.Progress;
import dev.sluice.host.progress.RunStatus;
import dev.sluice.host.progress.Warnings;
import dev.sluice.spi.ErrorDetail;
import dev.sluice.spi.Identity;
import dev.sluice.spi.Row;
import dev.sluice.spi.RowSchema;
import java.util.List;
import java.util.Optional;

/**
 * The first pass over a source: its rows are taken in to be compared with what was written. Those that are unchanged at first sight are not kept for
 * a second pass. For one thread.
 */
final class Comparison {
    private final List<String> identity;
    private final RowSchema schema;
    private final Ledger ledger;
    private final RunStatus status;
    private final Progress progress;
    private final RowSample sample;
    private long unreadable;
    private long withoutKey;

    /**
     * @param identity names of the fields that identify a record
     * @param schema the fields that every mapped row has, by which a key is told that was read from one that was not; none where that is not
     *     known
     * @param sample of the rows that are compared
     */
    Comparison(
            List<String> identity,
            RowSchema schema,
            Ledger ledger,
            RunStatus status,
            Progress progress,
            RowSample sample) {
        this.identity = identity;
        this.schema = schema;
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
            boolean sampled = sample.takesNext();
            RowHash hash = sampled ? null : rows.hash();
            if (hash == null || !observation.isUnchanged(rows.ordinal(), rows.number(), hash)) {
                rows.keep();
                take(rows, observation, sampled);
            }
            if (rows.chunkEnds()) {
                progress.at(rows.fraction());
            }
        }
        // Nothing tells how long the comparison itself takes.
        progress.at(-1);
    }

    private void take(RowReader rows, Observation observation, boolean sampled) {
        Row row = rows.row();
        ErrorDetail error = rows.error();
        if (error != null) {
            reject(rows, error, observation);
            return;
        }
        Optional<Identity> named = row == null ? Optional.empty() : identity(row, identity);
        if (row == null || named.isEmpty()) {
            withoutKey++;
            return;
        }
        observation.add(rows.ordinal(), rows.number(), named.get(), row);
        if (sampled) {
            sample.put(rows.ordinal(), named.get(), row);
        }
    }

    /** What it was rejected for may be any value but the key: then its record is known, and stays. */
    private void reject(RowReader rows, ErrorDetail error, Observation observation) {
        Row rest = rows.rest();
        Optional<Identity> named = rest == null ? Optional.empty() : keyThatWasRead(rest);
        named.ifPresentOrElse(observation::keep, () -> unreadable++);
        ledger.reject(rows.number(), error, rest);
    }

    /** A value that is not of its type has another type in what is left of a row, or is null. */
    private Optional<Identity> keyThatWasRead(Row rest) {
        boolean read = identity.stream()
                .allMatch(name -> rest.schema().has(name)
                        && schema.fields()
                                .contains(rest.schema().field(rest.schema().indexOf(name))));
        return read ? identity(rest, identity) : Optional.empty();
    }

    /** Rows that were not taken in, because nothing names their record. */
    long withoutKey() {
        return withoutKey;
    }

    /** How many records may be removed: all without a row, but none unless the key of every row of the source was read. */
    long removals(Difference difference, SyncDefinition definition, Warnings warnings) {
        if (!definition.mode().removes() || difference.removals() == 0) {
            return 0;
        }
        String reason;
        if (definition.limit().isPresent()) {
            reason = "the run was limited to some of the rows";
        } else if (unreadable + withoutKey == 1) {
            reason = "the key of a row could not be read";
        } else if (unreadable + withoutKey > 0) {
            reason = unreadable + withoutKey + " rows have no key that could be read";
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
