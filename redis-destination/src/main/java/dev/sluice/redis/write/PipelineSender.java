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
 * Sends a pipeline once, waits for the replicas, and takes back the outcomes that cannot be relied on. A change is written only when enough
 * replicas have it. If a change was refused for now, a later change of its key that was applied is sent again after it.
 */
final class PipelineSender {
    private static final Duration WAIT = Duration.ofSeconds(2);

    private final CommandExecutor executor;
    private final FailureCatalog failures;
    private final RetryBudget budget;
    private final ConditionalRetry conditionalRetry = new ConditionalRetry();
    private final int maxCommands;
    private final int replicas;

    PipelineSender(RedisSettings settings, CommandExecutor executor, FailureCatalog failures, RetryBudget budget) {
        this.executor = executor;
        this.failures = failures;
        this.budget = budget;
        this.maxCommands = settings.pipelineCommands();
        this.replicas = settings.waitReplicas();
    }

    /**
     * Sends changes once.
     *
     * @return the failure; if there is one, the changes without an outcome are to be sent again, in order
     */
    AttemptFailure send(List<PlannedRow> rows, Outcomes outcomes) {
        AttemptFailure result;
        boolean confirmed = false;
        try {
            result = new Attempt(executor, failures, conditionalRetry, maxCommands, outcomes).send(rows);
            if (replicas > 0 && result.failure() == null) {
                confirm(rows, result);
            }
            confirmed = result.failure() == null;
        } finally {
            // Also if the attempt ends with an OutOfMemoryError.
            if (replicas > 0 && !confirmed) {
                reopenApplied(rows, outcomes);
            }
        }
        if (result.refusedAny()) {
            reopenOvertaken(rows, outcomes);
        }
        return result;
    }

    /** Sends changes again that were sent before. */
    AttemptFailure resend(List<PlannedRow> rows, Outcomes outcomes) {
        for (PlannedRow row : rows) {
            if (row.mayBeApplied()) {
                row.replace(conditionalRetry.again(row.plan()));
            }
        }
        return send(rows, outcomes);
    }

    /** Waits until enough replicas have the changes. */
    private void confirm(List<PlannedRow> rows, AttemptFailure result) {
        if (rows.stream().noneMatch(PlannedRow::mayBeApplied)) {
            return;
        }
        while (true) {
            Reply reply = executor.awaitReplicas(replicas, WAIT);
            if (reply instanceof Reply.Lost lost) {
                result.unconfirmed(failures.lost(lost));
                return;
            }
            if (reply instanceof Reply.Refused refused) {
                result.refused(failures.refused(refused));
                return;
            }
            if (((Reply.Value) reply).value() instanceof Long reached && reached >= replicas) {
                return;
            }
            Failure late = failures.of(RedisFailure.REPLICAS_NOT_REACHED);
            if (!budget.pause(RetryPolicy.BUDGET, late.detail())) {
                result.ends(late);
                return;
            }
        }
    }

    /** The next primary may not have these changes. Rejected ones stay rejected, because nothing of them counts as written. */
    private static void reopenApplied(List<PlannedRow> rows, Outcomes outcomes) {
        for (PlannedRow row : rows) {
            if (row.mayBeApplied() && !row.isRejected()) {
                outcomes.reopen(row);
            }
        }
    }

    /** A change that was applied although an earlier one of its key is open would be overwritten by it, so both are open. */
    private static void reopenOvertaken(List<PlannedRow> rows, Outcomes outcomes) {
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
