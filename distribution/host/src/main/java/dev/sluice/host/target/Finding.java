package dev.sluice.host.target;

import dev.sluice.host.hash.Lifetime;
import dev.sluice.spi.Expiry;
import dev.sluice.spi.ReadBack;
import dev.sluice.spi.Row;

/** What a look at a record finds, compared with the row that it should hold. */
public enum Finding {
    /** It holds the row, and for as long as it should. */
    EQUAL,
    /** It holds other values. */
    STALE,
    /** There is no such record. */
    MISSING,
    /** What is there is of a type that such a sync does not write. */
    FOREIGN,
    /** It holds the row, and vanishes long before it should. */
    EXPIRING;

    /** @param now milliseconds since 1970 */
    public static Finding of(Row row, ReadBack found, Expiry expiry, long now) {
        return switch (found.status()) {
            case DIFFERS -> STALE;
            case ABSENT -> MISSING;
            case FOREIGN -> FOREIGN;
            case MATCHES ->
                found.expiresIn()
                                .filter(left -> Lifetime.of(expiry, row).isCutShort(left, now))
                                .isPresent()
                        ? EXPIRING
                        : EQUAL;
        };
    }
}
