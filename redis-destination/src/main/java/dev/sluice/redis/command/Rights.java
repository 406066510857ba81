package dev.sluice.redis.command;

/**
 * The rights of the user that only some rows need.
 *
 * @param hdel whether the user may delete fields of a hash
 */
public record Rights(boolean hdel) {
    /** Every right. */
    public static final Rights ALL = new Rights(true);
}
