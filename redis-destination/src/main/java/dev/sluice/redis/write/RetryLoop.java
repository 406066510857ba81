package dev.sluice.redis.write;

import dev.sluice.redis.failure.Failure;
import dev.sluice.redis.failure.FailureCatalog;
import dev.sluice.redis.failure.RedisFailure;
import dev.sluice.redis.port.CommandExecutor;
import dev.sluice.redis.port.Reply;
import dev.sluice.redis.retry.RetryBudget;
import dev.sluice.spi.ErrorCategory;
import dev.sluice.spi.Outcome;
import java.util.ArrayList;
import java.util.List;

/**
 * Retries a pipeline after a failed attempt: sends the open changes again, in order, until each has an outcome, the budget is spent, or a
 * failure ends the run. A pipeline that breaks connections is halved, down to the row that breaks them.
 */
final class RetryLoop {
    private static final int BREAKS_BEFORE_HALVING = 2;
    private static final int ATTEMPTS_ALONE = 3;

    private final PipelineSender sender;
    private final CommandExecutor executor;
    private final FailureCatalog failures;
    private final RetryBudget budget;

    RetryLoop(PipelineSender sender, CommandExecutor executor, FailureCatalog failures, RetryBudget budget) {
        this.sender = sender;
        this.executor = executor;
        this.failures = failures;
        this.budget = budget;
    }

    /** Afterwards every change has an outcome, or the run ends. */
    void run(List<PlannedRow> rows, AttemptFailure first, Outcomes outcomes) {
        List<PlannedRow> open = open(rows);
        List<PlannedRow> part = open;
        AttemptFailure result = first;
        int limit = rows.size();
        int breaks = 0;
        while (!open.isEmpty() && outcomes.mayContinue()) {
            Failure failure = result.failure();
            if (failure == null) {
                breaks = 0;
                limit = Math.min(2 * limit, rows.size());
            } else {
                if (result.mayBeTooLarge() && ++breaks >= BREAKS_BEFORE_HALVING) {
                    if (part.size() == 1 && result.brokeConnection()) {
                        isolate(part.get(0), outcomes);
                        open = open(open);
                    }
                    limit = Math.max(1, part.size() / 2);
                }
                if (open.isEmpty() || !outcomes.mayContinue() || !mayRetry(result, failure, open, outcomes)) {
                    return;
                }
            }
            part = open.subList(0, Math.min(limit, open.size()));
            result = sender.resend(part, outcomes);
            if (result.failure() == null) {
                budget.reset();
            }
            open = open(open);
        }
    }

    private boolean mayRetry(AttemptFailure result, Failure failure, List<PlannedRow> open, Outcomes outcomes) {
        if (result.reconnects()) {
            executor.reset();
        }
        if (budget.pause(result.policy(), failure.detail())) {
            return true;
        }
        if (Thread.currentThread().isInterrupted()) {
            finish(open, outcomes);
        }
        outcomes.stop(Thread.currentThread().isInterrupted() ? failures.of(RedisFailure.INTERRUPTED) : failure);
        return false;
    }

    /** Hashes that may have their fields already, and not their expiry, are written once more: else they would stay for ever. */
    private void finish(List<PlannedRow> open, Outcomes outcomes) {
        List<PlannedRow> half = open.stream()
                .filter(row -> row.mayBeApplied() && row.plan().requiresKeyToLast())
                .toList();
        if (!half.isEmpty()) {
            Grace.finish(() -> sender.resend(half, outcomes));
        }
    }

    /**
     * Rejects a row that breaks connections: it breaks new ones each time that it is sent alone, while the server answers a ping before and
     * after. In an outage the server does not answer, and no row is rejected.
     */
    private void isolate(PlannedRow row, Outcomes outcomes) {
        for (int i = 0; i < ATTEMPTS_ALONE; i++) {
            executor.reset();
            if (!serverAnswersOthers(row)
                    || !sender.resend(List.of(row), outcomes).brokeConnection()
                    || !serverAnswersOthers(row)) {
                return;
            }
        }
        outcomes.set(row, Outcome.rejected(RedisFailure.ROW_BREAKS_CONNECTION.detail()));
    }

    /** A refusal of PING for lack of the right is an answer, too. */
    private boolean serverAnswersOthers(PlannedRow row) {
        Reply reply = executor.ping(row.key());
        return reply instanceof Reply.Value
                || (reply instanceof Reply.Refused refused
                        && failures.refused(refused).kind().category() == ErrorCategory.PERMISSION);
    }

    private static List<PlannedRow> open(List<PlannedRow> rows) {
        List<PlannedRow> open = new ArrayList<>(rows.size());
        for (PlannedRow row : rows) {
            if (!row.isSettled()) {
                open.add(row);
            }
        }
        return open;
    }
}
