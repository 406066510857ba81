package dev.sluice.redis.write;

import dev.sluice.redis.failure.ErrorReply;
import dev.sluice.redis.failure.RedisFailure;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Ends a run whose rows are refused one after the other for the same reason, because a million rejected rows help nobody. Counts refusals
 * with an unknown error code, for each code, and refusals of keys that the user may not write. For one thread.
 */
final class ErrorThreshold {
    /** A batch with fewer changes decides nothing. */
    private static final int MIN_BATCH = 20;

    private static final int MAX_UNKNOWN = 1000;

    private final Map<String, Integer> unknown = new HashMap<>(0);
    private final Map<String, Integer> unknownInBatch = new HashMap<>(0);
    private int keysDeniedInBatch;

    /**
     * Counts a refused row.
     *
     * @return the failure of the run, if the threshold is reached
     */
    Optional<RedisFailure> count(ErrorReply error) {
        if (error.failure() == RedisFailure.KEY_NOT_PERMITTED) {
            keysDeniedInBatch++;
        }
        if (error.failure() != RedisFailure.REFUSED_BY_SERVER) {
            return Optional.empty();
        }
        String code = error.code();
        unknownInBatch.merge(code, 1, Integer::sum);
        return unknown.merge(code, 1, Integer::sum) >= MAX_UNKNOWN ? refusedThroughout() : Optional.empty();
    }

    /**
     * Ends the count of a batch.
     *
     * @return the failure of the run, if too much of the batch was refused
     */
    Optional<RedisFailure> endOfBatch(int size) {
        if (unknownInBatch.isEmpty() && keysDeniedInBatch == 0) {
            return Optional.empty();
        }
        boolean decides = size >= MIN_BATCH;
        boolean mostUnknown = decides && unknownInBatch.values().stream().anyMatch(count -> count > size / 2);
        boolean allDenied = decides && keysDeniedInBatch == size;
        unknownInBatch.clear();
        keysDeniedInBatch = 0;
        if (allDenied) {
            return Optional.of(RedisFailure.KEYS_NOT_PERMITTED);
        }
        return mostUnknown ? refusedThroughout() : Optional.empty();
    }

    private static Optional<RedisFailure> refusedThroughout() {
        return Optional.of(RedisFailure.REFUSED_THROUGHOUT);
    }
}
