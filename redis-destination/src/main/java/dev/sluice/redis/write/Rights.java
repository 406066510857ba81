package dev.sluice.redis.write;

/**
 * What the user of the connection may do beyond what every row needs.
 *
 * @param hdel fields of a hash may be deleted
 */
record Rights(boolean hdel) {
    static final Rights ALL = new Rights(true);
}
