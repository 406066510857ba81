package dev.sluice.host.sync;

import dev.sluice.host.change.ChangeCursor;
import dev.sluice.host.change.ChangeKind;
import dev.sluice.host.change.ChangeState;
import dev.sluice.host.change.Difference;
import dev.sluice.host.change.IdentityText;
import dev.sluice.host.change.Removals;
import dev.sluice.host.change.RowHash;
import dev.sluice.host.change.Snapshot;
import dev.sluice.host.failure.HostException;
import dev.sluice.host.failure.HostFailure;
import dev.sluice.spi.ErrorDetail;
import dev.sluice.spi.Expiry;
import dev.sluice.spi.Field;
import dev.sluice.spi.FieldType;
import dev.sluice.spi.Identity;
import dev.sluice.spi.Row;
import dev.sluice.spi.RowSchema;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A run that writes what differs from the last one and removes what is gone. The first pass over the source compares, the second writes; a
 * row is written only if it is still the one that was compared.
 */
final class MirrorRun {
    private final Run run;
    private final ChangeState state;
    private final List<String> identity;
    private long unreadable;
    private long nameless;

    MirrorRun(Run run, ChangeState state) {
        this.run = run;
        this.state = state;
        this.identity = run.plan().profile().identity();
    }

    /** @throws HostException {@code SOURCE_EMPTY}, before anything is written */
    void run() {
        String fingerprint = run.source().fingerprint();
        run.course().enter(SyncProgress.Phase.COMPARING, run.rowCount());
        observe();
        if (!run.goesOn()) {
            return;
        }
        Difference difference = state.compare(
                run.plan().profile().expiry() instanceof Expiry.After after
                        ? Optional.of(after.time())
                        : Optional.empty());
        run.ledger().tally().unchanged.add(difference.unchanged());
        boolean whole = keepsNothingBack(difference);
        if (whole) {
            run.ledger().tally().planned.add(difference.removals());
        }
        long changes = difference.toWrite() + nameless + (whole ? difference.removals() : 0);
        if (changes == 0) {
            state.begin();
            rejectDuplicates(difference);
            return;
        }
        try (Lanes lanes = run.lanes(OptionalLong.of(changes), Batch::trackedRows)) {
            if (!run.goesOn()) {
                return;
            }
            // From here on the target may hold what the state does not know for certain.
            state.begin();
            write(lanes);
            lanes.flush();
            if (run.goesOn() && !fingerprint.equals(run.source().fingerprint())) {
                sourceChanged();
            }
            if (whole && run.goesOn()) {
                remove(lanes, difference);
            }
        }
    }

    private void observe() {
        Tally tally = run.ledger().tally();
        try (MappedRows rows = run.rows();
                Snapshot snapshot = state.observe()) {
            while (run.goesOn() && rows.next()) {
                tally.read.increment();
                Row row = rows.row();
                ErrorDetail error = rows.error();
                if (row == null) {
                    unreadable++;
                    if (error != null) {
                        run.ledger().reject(rows.number(), error, null);
                    }
                } else {
                    Identity named = identity(row);
                    if (named == null) {
                        nameless++;
                    } else {
                        snapshot.add(rows.ordinal(), rows.number(), named, row);
                    }
                }
                if (rows.chunkEnds()) {
                    run.course().at(rows.fraction());
                }
            }
        }
        if (run.goesOn() && tally.read.sum() == 0) {
            throw HostFailure.SOURCE_EMPTY.exception(
                    "The source has no row, and a mirror of it would remove every record.");
        }
    }

    private @Nullable Identity identity(Row row) {
        return Identity.of(row, identity).filter(IdentityText::isStorable).orElse(null);
    }

    /** Whether records may be removed: only if every row of the source was seen, and has a name. */
    private boolean keepsNothingBack(Difference difference) {
        String reason;
        if (run.definition().limit().isPresent()) {
            reason = "the run was limited to some of the rows";
        } else if (unreadable > 0 || nameless > 0) {
            long unknown = unreadable + nameless;
            reason = unknown == 1
                    ? "a row could not be read or has no key"
                    : unknown + " rows could not be read or have no key";
        } else {
            return true;
        }
        if (difference.removals() > 0) {
            run.notice((difference.removals() == 1
                            ? "A record without a row was kept"
                            : difference.removals() + " records without a row were kept")
                    + ", because " + reason + ".");
        }
        return false;
    }

    private void write(Lanes lanes) {
        run.course().enter(SyncProgress.Phase.WRITING, run.rowCount());
        try (MappedRows rows = run.rows();
                ChangeCursor steps = state.changes()) {
            boolean more = steps.next();
            long left = nameless;
            while ((more || left > 0) && run.goesOn()) {
                if (!rows.next()) {
                    sourceChanged();
                    return;
                }
                if (rows.chunkEnds()) {
                    run.course().at(rows.fraction());
                }
                Row row = rows.row();
                if (more && rows.ordinal() == steps.ordinal()) {
                    if (!step(lanes, rows, row, steps)) {
                        sourceChanged();
                        return;
                    }
                    more = steps.next();
                } else if (left > 0 && row != null && identity(row) == null) {
                    left--;
                    lanes.batch(null).add(rows.number(), row, null, null, null);
                    lanes.filled(null);
                }
            }
        } catch (HostException e) {
            run.ending().fail(e.detail());
        }
    }

    /** False if the row is not the one that was compared. */
    private boolean step(Lanes lanes, MappedRows rows, @Nullable Row row, ChangeCursor steps) {
        RowHash hash = row == null ? null : steps.verify(row);
        Identity named = row == null ? null : identity(row);
        if (row == null || hash == null || named == null) {
            return false;
        }
        ChangeKind kind = steps.kind();
        if (kind == ChangeKind.DUPLICATE) {
            run.ledger().reject(rows.number(), duplicate(rows.number(), steps.firstNumber()), row);
        } else {
            lanes.batch(named).add(rows.number(), row, kind, named, hash);
            lanes.filled(named);
        }
        return true;
    }

    /** With nothing to write there is no second pass over the lanes, but duplicates are told all the same. */
    private void rejectDuplicates(Difference difference) {
        if (difference.duplicates() == 0) {
            return;
        }
        try (MappedRows rows = run.rows();
                ChangeCursor steps = state.changes()) {
            while (run.goesOn() && steps.next()) {
                do {
                    if (!rows.next()) {
                        sourceChanged();
                        return;
                    }
                } while (rows.ordinal() < steps.ordinal());
                run.ledger().reject(rows.number(), duplicate(rows.number(), steps.firstNumber()), rows.row());
            }
        }
    }

    private static ErrorDetail duplicate(long number, long first) {
        return HostFailure.DUPLICATE_IDENTITY.detail(
                "Row " + number + " has the same key as row " + first + ", which is the one that counts.");
    }

    private void sourceChanged() {
        run.ending().fail(HostFailure.SOURCE_CHANGED.detail());
    }

    private void remove(Lanes lanes, Difference difference) {
        run.course().enter(SyncProgress.Phase.REMOVING, OptionalLong.of(difference.removals()));
        lanes.turnTo(Batch::removals);
        RowSchema schema = RowSchema.of(
                identity.stream().map(name -> new Field(name, FieldType.TEXT)).toList());
        long done = 0;
        try (Removals removals = state.removals()) {
            while (run.goesOn() && removals.next()) {
                Identity named = removals.identity();
                lanes.batch(named).remove(Row.of(schema, named.parts().toArray()), named);
                lanes.filled(named);
                done++;
                run.course().at((double) done / difference.removals());
            }
        }
    }
}
