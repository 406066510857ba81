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
    /** It holds the row, and vanishes long before it should, or stays where it should vanish. */
    EXPIRING;

    /** What a run finds, whose user may not be permitted to read expiries: a record without one is as it should be. */
    public static Finding inRun(Row row, ReadBack found, Expiry expiry, long now) {
        return of(row, found, expiry, now, false);
    }

    /**
     * What somebody finds who is permitted to read expiries.
     *
     * @param now milliseconds since 1970
     */
    public static Finding of(Row row, ReadBack found, Expiry expiry, long now) {
        return of(row, found, expiry, now, true);
    }

    private static Finding of(Row row, ReadBack found, Expiry expiry, long now, boolean tells) {
        return switch (found.status()) {
            case DIFFERS -> STALE;
            case ABSENT -> MISSING;
            case FOREIGN -> FOREIGN;
            case MATCHES -> {
                Lifetime lifetime = Lifetime.of(expiry, row);
                boolean wrong = found.expiresIn()
                        .map(left -> lifetime.isCutShort(left, now))
                        .orElse(tells && lifetime.expiresAt(now) != Lifetime.FOREVER);
                yield wrong ? EXPIRING : EQUAL;
            }
        };
    }
}
