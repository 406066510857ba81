package dev.sluice.host.run;

import dev.sluice.host.change.ChangeCursor;
import dev.sluice.host.change.ChangeKind;
import dev.sluice.host.change.Difference;
import dev.sluice.host.change.Removals;
import dev.sluice.host.change.StartedState;
import dev.sluice.host.failure.HostException;
import dev.sluice.host.failure.HostFailure;
import dev.sluice.host.hash.RowHash;
import dev.sluice.host.lane.Lanes;
import dev.sluice.host.lane.Pace;
import dev.sluice.host.ledger.Item;
import dev.sluice.host.ledger.Ledger;
import dev.sluice.host.mapping.RowReader;
import dev.sluice.host.progress.Progress;
import dev.sluice.host.progress.RunStatus;
import dev.sluice.host.progress.SyncProgress;
import dev.sluice.spi.ErrorDetail;
import dev.sluice.spi.Field;
import dev.sluice.spi.FieldType;
import dev.sluice.spi.Identity;
import dev.sluice.spi.Row;
import dev.sluice.spi.RowSchema;
import dev.sluice.spi.SyncMode;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Sends rows and removals to the lanes. A source that cannot be read any further ends the run. For one thread. */
final class Dispatch {
    private final Lanes lanes;
    private final Pace pace;
    private final List<String> identity;
    private final RowSchema keySchema;
    private final SyncMode mode;
    private final Ledger ledger;
    private final RunStatus status;
    private final Progress progress;
    private final OptionalLong rowCount;

    /** @param rowCount the rows of a pass, where that is known */
    Dispatch(
            Lanes lanes,
            Pace pace,
            List<String> identity,
            SyncMode mode,
            Ledger ledger,
            RunStatus status,
            Progress progress,
            OptionalLong rowCount) {
        this.lanes = lanes;
        this.pace = pace;
        this.identity = identity;
        this.keySchema = RowSchema.of(
                identity.stream().map(name -> new Field(name, FieldType.TEXT)).toList());
        this.mode = mode;
        this.ledger = ledger;
        this.status = status;
        this.progress = progress;
        this.rowCount = rowCount;
    }

    void everyRow(RowReader rows) {
        try {
            while (status.goesOn() && rows.next()) {
                // Before it can have an outcome.
                ledger.counters().read(1);
                dispatch(rows);
                if (rows.chunkEnds()) {
                    progress.at(rows.fraction());
                }
            }
        } catch (HostException e) {
            status.fail(e);
        }
    }

    private void dispatch(RowReader rows) {
        Row row = rows.row();
        ErrorDetail error = rows.error();
        if (row != null) {
            // A row without a key goes to the destination too, which knows best how to refuse it.
            send(Item.row(rows.number(), row, Identity.of(row, identity).orElse(null)));
        } else if (error != null) {
            ledger.reject(rows.number(), error, rows.rest());
        }
    }

    /**
     * Sends the rows that differ, in a second pass over the source; a row only if it is still the one that was compared.
     *
     * @param source starts the pass
     * @param withoutKey rows without a key, which go to the destination to be refused
     */
    void changes(Supplier<RowReader> source, StartedState state, long withoutKey, Difference difference) {
        long changed = difference.toWrite() + difference.duplicates() + difference.withdrawn();
        if (changed + withoutKey == 0 || !status.goesOn()) {
            return;
        }
        enter(SyncProgress.Phase.WRITING, rowCount);
        try (RowReader rows = source.get();
                ChangeCursor changes = state.changes()) {
            boolean more = changes.next();
            long left = withoutKey;
            while ((more || left > 0) && status.goesOn()) {
                if (left == 0) {
                    rows.skip(changes.ordinal() - rows.ordinal() - 1);
                }
                if (!rows.next()) {
                    sourceChanged();
                    return;
                }
                Row row = rows.row();
                if (more && rows.ordinal() == changes.ordinal()) {
                    if (row == null || !dispatch(rows.number(), row, changes)) {
                        sourceChanged();
                        return;
                    }
                    more = changes.next();
                } else if (left > 0
                        && row != null
                        && Comparison.identity(row, identity).isEmpty()) {
                    left--;
                    send(Item.row(rows.number(), row, null));
                }
            }
        } catch (HostException e) {
            status.fail(e);
        }
    }

    /** False if the row is not the one that was compared. */
    private boolean dispatch(long number, Row row, ChangeCursor change) {
        RowHash hash = change.verify(row);
        Optional<Identity> named = Comparison.identity(row, identity);
        if (hash == null || named.isEmpty()) {
            return false;
        }
        ChangeKind kind = change.kind();
        if (kind == ChangeKind.DUPLICATE) {
            ledger.reject(
                    number,
                    HostFailure.DUPLICATE_IDENTITY.detail("Row " + number + " has the same key as row "
                            + change.firstNumber() + ", which is the one that counts."),
                    row);
            return true;
        }
        if (kind == ChangeKind.WITHDRAWN) {
            withdraw(number, named.get());
            return true;
        }
        Item item = Item.changed(number, row, named.get(), kind, hash);
        if (mode.writes()) {
            if (change.replaces() && mode.removes()) {
                send(Item.clearing(number, key(named.get()), named.get()));
            }
            send(item);
        } else {
            ledger.notSent(item, mode + " sends removals alone");
        }
        return true;
    }

    /** The time of a row is over: a mode that removes does so with the record that it wrote, any other leaves it as it is. */
    private void withdraw(long number, Identity named) {
        if (mode.removes()) {
            send(Item.withdrawal(number, key(named), named));
        } else {
            ledger.expired(1);
        }
    }

    /** A phase of which is known what there is to do: how far it is, the outcomes tell. */
    private void enter(SyncProgress.Phase phase, OptionalLong rows) {
        progress.enter(phase, rows);
        progress.at(1);
    }

    private void sourceChanged() {
        status.fail(HostFailure.SOURCE_CHANGED.detail());
    }

    /**
     * Sends removals.
     *
     * @param count how many there are; with 0 none is sent, whatever the state says
     * @param wanted which of those that the state gives are sent
     */
    void removals(StartedState state, long count, Predicate<Identity> wanted) {
        if (count == 0 || !status.goesOn()) {
            return;
        }
        enter(SyncProgress.Phase.REMOVING, OptionalLong.of(count));
        try (Removals removals = state.removals()) {
            while (status.goesOn() && removals.next()) {
                Identity named = removals.identity();
                if (wanted.test(named)) {
                    send(Item.removal(key(named), named));
                }
            }
        }
    }

    private void send(Item item) {
        pace.await();
        lanes.dispatch(item);
    }

    private Row key(Identity named) {
        return Row.of(keySchema, named.parts().toArray());
    }
}
