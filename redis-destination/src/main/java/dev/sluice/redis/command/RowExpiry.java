package dev.sluice.redis.command;

import dev.sluice.redis.config.RedisSettings;
import dev.sluice.redis.config.RedisSettings.Ttl;
import dev.sluice.redis.failure.RedisFailure;
import dev.sluice.redis.failure.SkipReason;
import dev.sluice.redis.port.RejectedRow;
import dev.sluice.redis.port.UnsentRow;
import dev.sluice.spi.Row;
import dev.sluice.spi.RowSchema;
import dev.sluice.spi.SyncMode;
import java.math.BigInteger;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Says when the key of a row expires: as the {@code ttl_field} of the row says, else as the settings do. For one thread. */
public final class RowExpiry {
    /** Redis counts milliseconds in 64 bits. Longer times, from 285 million years on, it may refuse, some only after a hash is written. */
    private static final long LAST_SECOND = 9_000_000_000_000_000L;

    /** As ttl_seconds has it: 31 years. What is longer is a moment, given as a number: epoch seconds, or milliseconds. */
    private static final long MOST_FROM_WRITE = 1_000_000_000L;

    private static final int NONE = -1;

    private final @Nullable String field;
    private final Ttl ttl;
    private final KeyExpiry otherwise;
    private final int jitterPercent;
    private final Clock clock;
    private final RandomGenerator random;
    private @Nullable RowSchema lastSchema;
    private int lastPosition = NONE;

    /**
     * The expiries of a run.
     *
     * @param persist whether the user may take the expiry from a key
     * @param clock tells whether the moment of a row is over
     * @param random shortens expiries
     */
    public RowExpiry(RedisSettings settings, SyncMode mode, boolean persist, Clock clock, RandomGenerator random) {
        this(settings, settings.ttl(mode).resolved(persist), settings.ttlJitterPercent(), clock, random);
    }

    private RowExpiry(RedisSettings settings, Ttl ttl, int jitterPercent, Clock clock, RandomGenerator random) {
        this.field = settings.ttlField().orElse(null);
        this.ttl = ttl;
        this.otherwise = KeyExpiry.of(ttl);
        this.jitterPercent = jitterPercent;
        this.clock = clock;
        this.random = random;
    }

    /** The longest expiries of a run whose user may do everything. */
    public static RowExpiry withoutJitter(RedisSettings settings, SyncMode mode, Clock clock) {
        return new RowExpiry(settings, settings.ttl(mode).resolved(true), 0, clock, new SplittableRandom());
    }

    /**
     * The expiry of the key of a row.
     *
     * @throws UnsentRow if its time is over, or if it is no expiry; then nothing of the row may be sent
     */
    public KeyExpiry of(Row row) throws UnsentRow {
        Object value = value(row);
        if (value == null) {
            return ttl.kind() == Ttl.Kind.EXPIRES && jitterPercent > 0 ? shortened(ttl.seconds()) : otherwise;
        }
        if (value instanceof Long seconds) {
            return after(seconds);
        }
        if (value instanceof BigInteger seconds) {
            return after(seconds.bitLength() < Long.SIZE ? seconds.longValue() : extreme(seconds));
        }
        if (value instanceof Instant moment) {
            return at(moment);
        }
        if (value instanceof LocalDateTime moment) {
            return at(moment.toInstant(ZoneOffset.UTC));
        }
        throw new RejectedRow(
                RedisFailure.EXPIRY_UNSUPPORTED_TYPE.detail("The field '" + field + "' of the expiry is of type "
                        + row.schema().field(lastPosition).type() + ", which is no expiry."));
    }

    @SuppressWarnings("ReferenceEquality") // hosts reuse the instance, and most rows have that of the row before
    private @Nullable Object value(Row row) {
        if (field == null) {
            return null;
        }
        if (row.schema() != lastSchema) {
            lastSchema = row.schema();
            lastPosition = row.schema().indexOf(field);
        }
        return lastPosition < 0 ? null : row.value(lastPosition);
    }

    private static long extreme(BigInteger seconds) {
        return seconds.signum() < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
    }

    private KeyExpiry after(long seconds) throws UnsentRow {
        if (seconds <= 0) {
            throw over();
        }
        if (seconds > MOST_FROM_WRITE) {
            throw new RejectedRow(RedisFailure.EXPIRY_OUT_OF_RANGE.detail("The field '" + field
                    + "' says an expiry of more than " + MOST_FROM_WRITE + " seconds from the write (31 years)."));
        }
        return jitterPercent > 0 ? shortened(seconds) : KeyExpiry.afterSeconds(seconds);
    }

    private KeyExpiry at(Instant moment) throws UnsentRow {
        if (!moment.isAfter(clock.instant())) {
            throw over();
        }
        if (moment.getEpochSecond() > LAST_SECOND) {
            throw new RejectedRow(RedisFailure.EXPIRY_OUT_OF_RANGE.detail(
                    "The field '" + field + "' says an expiry that is later than Redis can count."));
        }
        return KeyExpiry.atMillis(moment.toEpochMilli());
    }

    private KeyExpiry shortened(long seconds) {
        return KeyExpiry.afterSeconds(seconds - random.nextLong(seconds * jitterPercent / 100 + 1));
    }

    private static UnsentRow over() {
        return new UnsentRow(SkipReason.EXPIRED.message(), SkipReason.EXPIRED.outcome());
    }
}
