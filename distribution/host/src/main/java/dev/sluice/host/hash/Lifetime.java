package dev.sluice.host.hash;

import dev.sluice.spi.Expiry;
import dev.sluice.spi.Row;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;

/**
 * How long the record of a row lasts once it is written, at least: where times are shortened at random nobody knows afterwards whether it is
 * still there, and what is there may be another's. Times are milliseconds, moments are counted from 1970.
 *
 * @param lasts the time from the write; {@link #FOREVER} if it is not counted from there
 * @param until the moment; {@link #FOREVER} if there is none
 */
public record Lifetime(long lasts, long until) {
    /** Stands for a record that does not expire. */
    public static final long FOREVER = Long.MAX_VALUE;

    /** Of a record that does not expire. */
    public static final Lifetime ENDLESS = new Lifetime(FOREVER, FOREVER);

    /** Longer ones are taken for this, so that sums do not overflow: 140,000 years. */
    private static final long LONGEST = 1L << 52;

    /** Of a row that is written with this expiry. */
    public static Lifetime of(Expiry expiry, Row row) {
        if (expiry instanceof Expiry.InField field) {
            int position = row.schema().indexOf(field.field());
            Object value = position < 0 ? null : row.value(position);
            return value == null
                    ? field.otherwise()
                            .map(field::shortest)
                            .map(Lifetime::lasting)
                            .orElse(ENDLESS)
                    : of(value, field.shortenedBy());
        }
        return ofEveryRow(expiry);
    }

    /** Of every row, where the expiry is in no field. */
    public static Lifetime ofEveryRow(Expiry expiry) {
        return expiry instanceof Expiry.After after ? lasting(after.shortest()) : ENDLESS;
    }

    private static Lifetime of(Object value, int shortenedBy) {
        if (value instanceof Long seconds) {
            return lasting(seconds, shortenedBy);
        }
        if (value instanceof BigInteger seconds) {
            return lasting(seconds.bitLength() < 63 ? seconds.longValue() : LONGEST, shortenedBy);
        }
        if (value instanceof Instant moment) {
            return new Lifetime(FOREVER, millis(moment));
        }
        if (value instanceof LocalDateTime moment) {
            return new Lifetime(FOREVER, millis(moment.toInstant(ZoneOffset.UTC)));
        }
        return ENDLESS;
    }

    private static Lifetime lasting(Duration time) {
        long seconds = Math.min(time.toSeconds(), LONGEST / 1000);
        return new Lifetime(seconds * 1000 + time.toMillisPart(), FOREVER);
    }

    private static Lifetime lasting(long seconds, int shortenedBy) {
        long millis = Math.max(-LONGEST / 1000, Math.min(seconds, LONGEST / 1000)) * 1000;
        return new Lifetime(millis <= 0 ? millis : millis - millis / 100 * shortenedBy, FOREVER);
    }

    private static long millis(Instant moment) {
        long seconds = Math.max(-LONGEST / 1000, Math.min(moment.getEpochSecond(), LONGEST / 1000));
        return seconds * 1000 + moment.getNano() / 1_000_000;
    }

    /** The moment at which a record expires that was written at another. */
    public long expiresAt(long written) {
        return lasts == FOREVER ? until : written + lasts;
    }

    /** Whether a row has no record any more, whenever it was written. */
    public boolean isOver(long now) {
        return lasts <= 0 || until <= now;
    }

    /**
     * Whether a record that is not due yet vanishes long before it should, because somebody else had it expire. The difference has to be
     * large, as clocks differ and a run takes its time.
     *
     * @param left the time until the record vanishes
     */
    public boolean isCutShort(Duration left, long now) {
        long expected = lasts != FOREVER ? lasts / 2 : until == FOREVER ? FOREVER : until - now;
        return left.toMillis() < expected / 2;
    }

    /**
     * Whether a record that holds the row is written again: after half of its time, so that a late or failed run does not let it expire;
     * when the clock was set back; and when it expires at another moment than it would now.
     *
     * @param written when it was written
     * @param expires when it expires
     */
    public boolean isDue(long written, long expires, long now) {
        return expires != expiresAt(written) || (lasts != FOREVER && (written > now || written < now - lasts / 2));
    }
}
