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
 * Brings a round to its end after a first attempt did not: sends what is open again, in order, until all is settled, the budget is spent,
 * or something happens that no retry mends. A round that breaks connections is halved, down to the row that breaks them.
 */
final class Recovery {
    private static final int BREAKS_BEFORE_HALVING = 2;
    private static final int BREAKS_OF_POISON = 3;

    private final RoundTrips trips;
    private final CommandExecutor executor;
    private final FailureCatalog failures;
    private final RetryBudget budget;

    Recovery(RoundTrips trips, CommandExecutor executor, FailureCatalog failures, RetryBudget budget) {
        this.trips = trips;
        this.executor = executor;
        this.failures = failures;
        this.budget = budget;
    }

    /** Every change is settled afterwards, or the run must end. */
    void recover(List<PlannedRow> rows, Trouble first, Outcomes outcomes) {
        List<PlannedRow> open = open(rows);
        List<PlannedRow> part = open;
        Trouble trouble = first;
        int limit = rows.size();
        int breaks = 0;
        while (!open.isEmpty() && outcomes.mayGoOn()) {
            Failure failure = trouble.failure();
            if (failure == null) {
                breaks = 0;
                limit = Math.min(2 * limit, rows.size());
            } else {
                if (trouble.concernsSize() && ++breaks >= BREAKS_BEFORE_HALVING) {
                    if (part.size() == 1 && trouble.brokeConnection()) {
                        tryAlone(part.get(0), outcomes);
                        open = open(open);
                    }
                    limit = Math.max(1, part.size() / 2);
                }
                if (open.isEmpty() || !outcomes.mayGoOn() || !mayTryAgain(trouble, failure, outcomes)) {
                    return;
                }
            }
            part = open.subList(0, Math.min(limit, open.size()));
            trouble = trips.attemptAgain(part, outcomes);
            if (trouble.failure() == null) {
                budget.reset();
            }
            open = open(open);
        }
    }

    private boolean mayTryAgain(Trouble trouble, Failure failure, Outcomes outcomes) {
        if (trouble.concernsRoles()) {
            executor.reset();
        }
        if (budget.pause(trouble.policy(), failure.detail())) {
            return true;
        }
        outcomes.stop(Thread.currentThread().isInterrupted() ? failures.of(RedisFailure.INTERRUPTED) : failure);
        return false;
    }

    /**
     * Rejects the row if it is what breaks connections: alone, on new ones, each time, while the server answers others before and after.
     * An outage looks otherwise, and rejects nothing.
     */
    private void tryAlone(PlannedRow row, Outcomes outcomes) {
        for (int i = 0; i < BREAKS_OF_POISON; i++) {
            executor.reset();
            if (!answersOthers(row)
                    || !trips.attemptAgain(List.of(row), outcomes).brokeConnection()
                    || !answersOthers(row)) {
                return;
            }
        }
        outcomes.set(row, Outcome.rejected(RedisFailure.ROW_BREAKS_CONNECTION.detail()));
    }

    /** Who may not run PING is answered, too. */
    private boolean answersOthers(PlannedRow row) {
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
