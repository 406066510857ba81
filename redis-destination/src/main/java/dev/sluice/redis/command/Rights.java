package dev.sluice.redis.command;

/**
 * The rights of the user that only some rows need.
 *
 * @param hdel whether the user may delete fields of a hash
 * @param scripts whether the user may call scripts
 * @param persist whether the user may take the expiry from a key
 */
public record Rights(boolean hdel, boolean scripts, boolean persist) {
    /** Every right. */
    public static final Rights ALL = new Rights(true, true, true);
}
