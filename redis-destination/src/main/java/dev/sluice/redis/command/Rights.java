package dev.sluice.redis.command;

/**
 * The rights of the user that only some rows need.
 *
 * @param hdel whether the user may delete fields of a hash
 * @param scripts whether the user may call scripts
 * @param expire whether the user may have a key expire after seconds
 * @param expireAt whether the user may have a key expire at a moment
 * @param persist whether the user may take the expiry from a key
 */
public record Rights(boolean hdel, boolean scripts, boolean expire, boolean expireAt, boolean persist) {
    /** Every right. */
    public static final Rights ALL = new Rights(true, true, true, true, true);

    /** Whether the user may say so of a hash. */
    boolean permit(KeyExpiry expiry) {
        byte[] command = expiry.hashCommand().orElse(null);
        if (command == Keywords.EXPIRE) {
            return expire;
        }
        if (command == Keywords.PEXPIREAT) {
            return expireAt;
        }
        return command != Keywords.PERSIST || persist;
    }
}
