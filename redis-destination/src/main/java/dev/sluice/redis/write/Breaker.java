package dev.sluice.redis.write;

import dev.sluice.redis.failure.ErrorReply;
import dev.sluice.redis.failure.RedisFailure;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Sees when refusals of single rows are in truth one failure of the run: a million rejected rows help nobody. Counts those that are not
 * known here by their first word, and those of keys that may not be written. For one thread.
 */
final class Breaker {
    /** Fewer changes than these say nothing of the others. */
    private static final int TELLING_BATCH = 20;

    private static final int MOST_UNKNOWN = 1000;

    private final Map<String, Integer> unknown = new HashMap<>(0);
    private final Map<String, Integer> unknownInBatch = new HashMap<>(0);
    private int keysDeniedInBatch;

    /** Counts a refused row; the failure of the run, if that was one too many. */
    Optional<RedisFailure> count(ErrorReply error) {
        if (error.failure() == RedisFailure.KEY_NOT_PERMITTED) {
            keysDeniedInBatch++;
        }
        if (error.failure() != RedisFailure.REFUSED_BY_SERVER) {
            return Optional.empty();
        }
        String code = error.code();
        unknownInBatch.merge(code, 1, Integer::sum);
        return unknown.merge(code, 1, Integer::sum) >= MOST_UNKNOWN ? refusedThroughout() : Optional.empty();
    }

    /** The failure of the run, if the refusals of a batch amount to one; counts anew for the next. */
    Optional<RedisFailure> endOfBatch(int size) {
        if (unknownInBatch.isEmpty() && keysDeniedInBatch == 0) {
            return Optional.empty();
        }
        boolean tells = size >= TELLING_BATCH;
        boolean mostUnknown = tells && unknownInBatch.values().stream().anyMatch(count -> count > size / 2);
        boolean allDenied = tells && keysDeniedInBatch == size;
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
