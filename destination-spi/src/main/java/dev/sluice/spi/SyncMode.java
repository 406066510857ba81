package dev.sluice.spi;

/**
 * What a sync does to the records of its destination.
 *
 * <p>The first four write rows; the audience modes maintain membership lists. A destination declares the modes it offers in
 * {@link DestinationSpec#modes()}; what each does to a record that is there or not there it says in {@link WriteProfile#existing()} and
 * {@link WriteProfile#absent()}.
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
    /** Makes a membership list equal to the source. */
    AUDIENCE_MIRROR,
    /** Adds members to a list, removes none. */
    AUDIENCE_ADDITIVE,
    /** Removes members from a list, adds none. */
    AUDIENCE_SUBTRACTIVE;

    /** Whether this mode maintains a membership list instead of writing rows. */
    public boolean isAudience() {
        return switch (this) {
            case AUDIENCE_MIRROR, AUDIENCE_ADDITIVE, AUDIENCE_SUBTRACTIVE -> true;
            case UPSERT, INSERT, UPDATE, MIRROR -> false;
        };
    }
}
