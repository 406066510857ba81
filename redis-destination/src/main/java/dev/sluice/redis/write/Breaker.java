package dev.sluice.redis.write;

import dev.sluice.redis.failure.RowCode;
import dev.sluice.redis.failure.RunCode;
import dev.sluice.redis.write.FailureCatalog.Failure;
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
    Optional<Failure> count(String text, Failure failure) {
        if (failure.kind() == RowCode.KEY_NOT_PERMITTED) {
            keysDeniedInBatch++;
        }
        if (failure.kind() != RowCode.REFUSED_BY_SERVER) {
            return Optional.empty();
        }
        String word = FailureCatalog.firstWord(text);
        unknownInBatch.merge(word, 1, Integer::sum);
        return unknown.merge(word, 1, Integer::sum) >= MOST_UNKNOWN ? refusedThroughout() : Optional.empty();
    }

    /** The failure of the run, if the refusals of a batch amount to one; counts anew for the next. */
    Optional<Failure> endOfBatch(int size) {
        if (unknownInBatch.isEmpty() && keysDeniedInBatch == 0) {
            return Optional.empty();
        }
        boolean tells = size >= TELLING_BATCH;
        boolean mostUnknown = tells && unknownInBatch.values().stream().anyMatch(count -> count > size / 2);
        boolean allDenied = tells && keysDeniedInBatch == size;
        unknownInBatch.clear();
        keysDeniedInBatch = 0;
        if (allDenied) {
            return Optional.of(Failure.of(RunCode.KEYS_NOT_PERMITTED));
        }
        return mostUnknown ? refusedThroughout() : Optional.empty();
    }

    private static Optional<Failure> refusedThroughout() {
        return Optional.of(Failure.of(RunCode.REFUSED_THROUGHOUT));
    }
}
