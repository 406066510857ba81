package dev.sluice.spi;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How a run is to be driven, as the destination says after it has validated the request.
 *
 * @param identity names of the fields that name a record, one or more
 * @param target where the records go: opaque, without secrets, equal exactly when the same records are meant. A rotated password changes
 *     nothing; another server, database or key prefix does
 * @param rendering how rows are stored, opaque: when it differs from that of the last run, every row is to be written again
 * @param preferredBatch changes per {@link DestinationWriter#write}, from 1; any other number works too
 * @param parallelism writers that the host may have open at the same time, from 1
 * @param expiry records vanish after this long unless written again; empty if they stay
 * @param existing what this mode does to a record that is there
 * @param absent what this mode does for a record that is not there
 */
public record WriteProfile(
        List<String> identity,
        String target,
        String rendering,
        int preferredBatch,
        int parallelism,
        Optional<Duration> expiry,
        Existing existing,
        Absent absent) {
    /** What a mode does to a record that is there. */
    public enum Existing {
        /** It becomes the row, and nothing else of it stays. */
        OVERWRITE,
        /** The row's fields are set; other fields of the record stay. */
        MERGE,
        /** It stays as it is; the outcome is {@link Outcome.Skipped}. */
        SKIP
    }

    /** What a mode does for a record that is not there. */
    public enum Absent {
        /** It is created. */
        CREATE,
        /** Nothing; the outcome is {@link Outcome.Skipped}. */
        SKIP
    }

    /** @throws IllegalArgumentException if there is no identity field, or a number is below 1 */
    public WriteProfile {
        identity = List.copyOf(identity);
        requireNonNull(target, "target");
        requireNonNull(rendering, "rendering");
        requireNonNull(expiry, "expiry");
        requireNonNull(existing, "existing");
        requireNonNull(absent, "absent");
        if (identity.isEmpty() || preferredBatch < 1 || parallelism < 1) {
            throw new IllegalArgumentException("identity, preferredBatch and parallelism are 1 or more");
        }
    }
}
