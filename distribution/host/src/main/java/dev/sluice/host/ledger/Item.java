package dev.sluice.host.ledger;

import dev.sluice.host.change.ChangeKind;
import dev.sluice.host.hash.RowHash;
import dev.sluice.spi.Change;
import dev.sluice.spi.Identity;
import dev.sluice.spi.Row;
import org.jspecify.annotations.Nullable;

/**
 * One change on its way to the destination, and what has to be known of it afterwards.
 *
 * @param number the row's number, from 1; 0 for the removal of a record without a row
 * @param change what is sent
 * @param identity names the record; null for a row without a key, which the destination refuses
 * @param kind why the row is written or withdrawn; null where no state is kept, and for a removal
 * @param hash of the row; null where {@code kind} is
 */
public record Item(
        long number,
        Change change,
        @Nullable Identity identity,
        @Nullable ChangeKind kind,
        @Nullable RowHash hash) {
    /** A row to write, of which no state is kept. */
    public static Item row(long number, Row row, @Nullable Identity identity) {
        return new Item(number, new Change.Write(row), identity, null, null);
    }

    /** A row to write whose fate the state records. */
    public static Item changed(long number, Row row, Identity identity, ChangeKind kind, RowHash hash) {
        return new Item(number, new Change.Write(row), identity, kind, hash);
    }

    /** @param fields the fields of the identity */
    public static Item removal(Row fields, Identity identity) {
        return new Item(0, new Change.Remove(fields), identity, null, null);
    }

    /**
     * The record of a row goes before the row is written, because it may be of another type. It has no fate of its own: that of the row is
     * what counts.
     *
     * @param number of the row
     * @param fields the fields of the identity
     */
    public static Item clearing(long number, Row fields, Identity identity) {
        return new Item(number, new Change.Remove(fields), identity, null, null);
    }

    /**
     * The record of a row goes because the time of the row is over. The fate is that of the row, which is skipped.
     *
     * @param number of the row
     * @param fields the fields of the identity
     */
    public static Item withdrawal(long number, Row fields, Identity identity) {
        return new Item(number, new Change.Remove(fields), identity, ChangeKind.WITHDRAWN, null);
    }

    /** Whether the record of a row is cleared. */
    public boolean isClearing() {
        return change instanceof Change.Remove && number > 0 && kind == null;
    }

    /** Whether the record of a row goes whose time is over. */
    public boolean isWithdrawal() {
        return kind == ChangeKind.WITHDRAWN;
    }

    /** Whether a record without a row is removed. */
    public boolean isRemoval() {
        return change instanceof Change.Remove && number == 0;
    }

    /** The row, or the fields of the identity. */
    public Row row() {
        return change.row();
    }
}
