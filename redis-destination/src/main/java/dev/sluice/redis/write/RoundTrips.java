package dev.sluice.redis.write;

import dev.sluice.redis.command.ConditionalRetry;
import dev.sluice.redis.config.RedisSettings;
import dev.sluice.redis.failure.Failure;
import dev.sluice.redis.failure.FailureCatalog;
import dev.sluice.redis.failure.RedisFailure;
import dev.sluice.redis.port.CommandExecutor;
import dev.sluice.redis.port.Reply;
import dev.sluice.redis.retry.RetryBudget;
import dev.sluice.redis.retry.RetryPolicy;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Makes attempts, and holds what must hold after each: a change counts as written only once enough replicas have it, and one that a later
 * change of its key may have overtaken has no outcome, nor has the later one.
 */
final class RoundTrips {
    private static final Duration WAIT = Duration.ofSeconds(2);

    private final CommandExecutor executor;
    private final FailureCatalog failures;
    private final RetryBudget budget;
    private final ConditionalRetry conditionalRetry = new ConditionalRetry();
    private final int maxCommands;
    private final int replicas;

    RoundTrips(RedisSettings settings, CommandExecutor executor, FailureCatalog failures, RetryBudget budget) {
        this.executor = executor;
        this.failures = failures;
        this.budget = budget;
        this.maxCommands = settings.pipelineCommands();
        this.replicas = settings.waitReplicas();
    }

    /** Sends changes once; those that are not settled afterwards are to be sent again, in their order. */
    Trouble attempt(List<PlannedRow> rows, Outcomes outcomes) {
        Trouble trouble;
        boolean confirmed = false;
        try {
            trouble = new Attempt(executor, failures, conditionalRetry, maxCommands, outcomes).send(rows);
            if (replicas > 0 && trouble.failure() == null) {
                confirm(rows, trouble);
            }
            confirmed = trouble.failure() == null;
        } finally {
            // Also when want of memory breaks it off.
            if (replicas > 0 && !confirmed) {
                reopenLanded(rows, outcomes);
            }
        }
        if (trouble.refusedSome()) {
            reopenOvertaking(rows, outcomes);
        }
        return trouble;
    }

    /** Sends changes that were sent before. */
    Trouble attemptAgain(List<PlannedRow> rows, Outcomes outcomes) {
        for (PlannedRow row : rows) {
            if (row.mayHaveLanded()) {
                row.replace(conditionalRetry.again(row.plan()));
            }
        }
        return attempt(rows, outcomes);
    }

    /** Asks until enough replicas have what was written. */
    private void confirm(List<PlannedRow> rows, Trouble trouble) {
        if (rows.stream().noneMatch(PlannedRow::mayHaveLanded)) {
            return;
        }
        while (true) {
            Reply reply = executor.awaitReplicas(replicas, WAIT);
            if (reply instanceof Reply.Lost lost) {
                trouble.unconfirmed(failures.lost(lost));
                return;
            }
            if (reply instanceof Reply.Refused refused) {
                trouble.refused(failures.refused(refused));
                return;
            }
            if (((Reply.Value) reply).value() instanceof Long reached && reached >= replicas) {
                return;
            }
            Failure late = failures.of(RedisFailure.REPLICAS_NOT_REACHED);
            if (!budget.pause(RetryPolicy.BUDGET, late.detail())) {
                trouble.ends(late);
                return;
            }
        }
    }

    /** Whatever primary comes next may not have them. What was rejected stays so: of it, nothing counts as written. */
    private static void reopenLanded(List<PlannedRow> rows, Outcomes outcomes) {
        for (PlannedRow row : rows) {
            if (row.mayHaveLanded() && !row.isRejected()) {
                outcomes.reopen(row);
            }
        }
    }

    private static void reopenOvertaking(List<PlannedRow> rows, Outcomes outcomes) {
        Set<ByteBuffer> open = new HashSet<>();
        for (PlannedRow row : rows) {
            ByteBuffer key = ByteBuffer.wrap(row.key());
            if (!row.isSettled()) {
                open.add(key);
            } else if (open.contains(key)) {
                outcomes.reopen(row);
            }
        }
    }
}
