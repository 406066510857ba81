package dev.sluice.spi;

/**
 * What a sync does to the records of its destination.
 *
 * <p>The first four write rows; the audience modes maintain membership lists. A destination declares the modes it offers in
 * {@link DestinationSpec#modes()}; what each does to a record that is there or not there it says in {@link WriteProfile#existing()} and
 * {@link WriteProfile#absent()}.
 *
 * <p>An audience mode is a filter of the difference between the source now and the members that the sync knows. Its
 * {@link Change.Write} of a member that is on the list already, and its {@link Change.Remove} of somebody who is not, change nothing and
 * count as written.
 */
public enum SyncMode {
    /** Creates records, or brings existing ones to the newest row. */
    UPSERT,
    /** Creates records. What happens to one that exists already is the destination's declared choice. */
    INSERT,
    /** Brings existing records to the newest row. Creates none. */
    UPDATE,
    /** Writes added and changed rows, removes the records of removed rows: the destination ends up matching the source. */
    MIRROR,
    /** Makes a membership list equal to the source: removals first, then new members and known ones whose attributes changed. */
    AUDIENCE_MIRROR,
    /** Writes new members and known ones whose attributes changed; removes none. */
    AUDIENCE_ADDITIVE,
    /** Removes members that are gone from the source; writes none. */
    AUDIENCE_SUBTRACTIVE;

    /** Whether this mode maintains a membership list instead of writing rows. */
    public boolean isAudience() {
        return switch (this) {
            case AUDIENCE_MIRROR, AUDIENCE_ADDITIVE, AUDIENCE_SUBTRACTIVE -> true;
            case UPSERT, INSERT, UPDATE, MIRROR -> false;
        };
    }

    /** Whether rows are written: new ones, and known ones that changed. */
    public boolean writes() {
        return this != AUDIENCE_SUBTRACTIVE;
    }

    /** Whether records are removed whose rows are gone. */
    public boolean removes() {
        return switch (this) {
            case MIRROR, AUDIENCE_MIRROR, AUDIENCE_SUBTRACTIVE -> true;
            case UPSERT, INSERT, UPDATE, AUDIENCE_ADDITIVE -> false;
        };
    }
}
