package dev.sluice.redis.rights;

/** How necessary a right is, from the least to the most. */
public enum Need {
    /** Nothing needs it. */
    NONE,
    /** No row needs it. With it, a check or a run can do more. */
    OPTIONAL,
    /** Some rows need it, or some of several modes. */
    SOME,
    /** Every row of a mode needs it. */
    ALL;

    /** The greater need. */
    public Need or(Need other) {
        return compareTo(other) > 0 ? this : other;
    }

    /** The lesser need. */
    Need and(Need other) {
        return compareTo(other) < 0 ? this : other;
    }
}
