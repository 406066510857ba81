package dev.sluice.redis.write;

import dev.sluice.redis.command.ConditionalRetry;
import dev.sluice.redis.command.HashScript;
import dev.sluice.redis.command.RowPlan;
import dev.sluice.redis.failure.ErrorReply;
import dev.sluice.redis.failure.Failure;
import dev.sluice.redis.failure.FailureCatalog;
import dev.sluice.redis.failure.RedisFailure;
import dev.sluice.redis.failure.SkipReason;
import dev.sluice.redis.port.Command;
import dev.sluice.redis.port.CommandExecutor;
import dev.sluice.redis.port.Reply;
import dev.sluice.spi.Outcome;
import java.util.ArrayList;
import java.util.List;

/**
 * One attempt to write changes: sends the first command of each, then the further commands of those that were acknowledged. A change gets an
 * outcome when all its commands have a final reply. A loss, or a refusal that may pass, leaves it without one.
 */
final class Attempt {
    private static final Outcome KEY_EXISTS = SkipReason.KEY_EXISTS.outcome();
    private static final Outcome KEY_EXISTS_AFTER_RETRY = SkipReason.KEY_EXISTS_AFTER_RETRY.outcome();
    private static final Outcome KEY_ABSENT = SkipReason.KEY_ABSENT.outcome();
    private static final Long ZERO = 0L;
    private static final Long ONE = 1L;

    private final CommandExecutor executor;
    private final FailureCatalog failures;
    private final ConditionalRetry conditionalRetry;
    private final int maxCommands;
    private final Outcomes outcomes;
    private final AttemptFailure result = new AttemptFailure();

    Attempt(
            CommandExecutor executor,
            FailureCatalog failures,
            ConditionalRetry conditionalRetry,
            int maxCommands,
            Outcomes outcomes) {
        this.executor = executor;
        this.failures = failures;
        this.conditionalRetry = conditionalRetry;
        this.maxCommands = maxCommands;
        this.outcomes = outcomes;
    }

    /**
     * Sends the changes, in order.
     *
     * @return the failure because of which some have no outcome
     */
    AttemptFailure send(List<PlannedRow> rows) {
        List<PlannedRow> vanished = new ArrayList<>(0);
        send(rows, vanished);
        if (vanished.isEmpty() || result.failure() != null) {
            return result;
        }
        // The keys vanished between the two round trips: an old expiry, an eviction, or another client. Once more from
        // the start.
        List<PlannedRow> again = List.copyOf(vanished);
        vanished.clear();
        send(again, vanished);
        vanished.forEach(row -> outcomes.set(row, Outcome.rejected(RedisFailure.KEY_VANISHED.detail())));
        return result;
    }

    private void send(List<PlannedRow> rows, List<PlannedRow> vanished) {
        List<Command> round = new ArrayList<>(rows.size());
        for (int i = 0; i < rows.size(); i++) {
            round.add(rows.get(i).plan().first());
        }
        List<PlannedRow> followUps = new ArrayList<>(0);
        List<PlannedRow> withoutScript = new ArrayList<>(0);
        settle(rows, executor.execute(round), followUps, withoutScript);
        if (!withoutScript.isEmpty()) {
            sendScripts(withoutScript);
        }
        if (!followUps.isEmpty()) {
            sendFollowUps(followUps, vanished);
        }
    }

    /** Gives every change the outcome of its reply. */
    private void settle(
            List<PlannedRow> rows, List<Reply> replies, List<PlannedRow> followUps, List<PlannedRow> withoutScript) {
        for (int i = 0; i < replies.size(); i++) {
            PlannedRow row = rows.get(i);
            Reply reply = replies.get(i);
            if (reply instanceof Reply.Value value) {
                if (row.plan().then().isEmpty()) {
                    acknowledged(row, value);
                } else {
                    outcomes.reached();
                    row.markMaybeApplied();
                    followUps.add(row);
                }
            } else if (reply instanceof Reply.Lost lost) {
                lost(row, lost);
            } else {
                refused(row, (Reply.Refused) reply, withoutScript);
            }
        }
    }

    private void acknowledged(PlannedRow row, Reply.Value value) {
        Outcome outcome = meaning(row.plan(), value);
        if (outcome == Outcome.WRITTEN) {
            outcomes.written(row);
        } else {
            outcomes.reached();
            outcomes.set(row, outcome);
        }
    }

    private static Outcome meaning(RowPlan plan, Reply.Value reply) {
        return switch (plan.meaning()) {
            case WRITTEN, SCRIPT -> Outcome.WRITTEN;
            case NIL_IS_PRESENT -> Reply.NIL.equals(reply) ? KEY_EXISTS : Outcome.WRITTEN;
            case NIL_IS_UNDECIDED -> Reply.NIL.equals(reply) ? KEY_EXISTS_AFTER_RETRY : Outcome.WRITTEN;
            case OLD_VALUE ->
                Reply.NIL.equals(reply) || ConditionalRetry.foundItsOwn(plan, reply) ? Outcome.WRITTEN : KEY_EXISTS;
            case NIL_IS_ABSENT -> Reply.NIL.equals(reply) ? KEY_ABSENT : Outcome.WRITTEN;
            case ZERO_IS_PRESENT ->
                reply.value().equals(ZERO)
                        ? KEY_EXISTS
                        : reply.value().equals(ONE) ? Outcome.WRITTEN : KEY_EXISTS_AFTER_RETRY;
            case ZERO_IS_ABSENT -> reply.value().equals(ZERO) ? KEY_ABSENT : Outcome.WRITTEN;
        };
    }

    private void lost(PlannedRow row, Reply.Lost lost) {
        if (lost.sent()) {
            outcomes.reached();
            row.markMaybeApplied();
        }
        result.lost(lost, failures.lost(lost));
    }

    private void refused(PlannedRow row, Reply.Refused refused, List<PlannedRow> withoutScript) {
        RowPlan plan = row.plan();
        ErrorReply error = ErrorReply.of(refused);
        if (plan.isScript() && error.failure() == RedisFailure.SCRIPTS_FLUSHED) {
            withoutScript.add(row);
            return;
        }
        if (conditionalRetry.refusesToTell(plan, error)) {
            // Not a failure: it is sent again without GET. No later change of its key was in the same pipeline.
            return;
        }
        if (plan.meaning() == RowPlan.Meaning.OLD_VALUE && error.failure() == RedisFailure.WRONGTYPE) {
            outcomes.set(row, KEY_EXISTS);
            return;
        }
        Failure failure = failures.refused(error);
        switch (failure.kind().whileWriting()) {
            case NEVER -> {
                if (plan.isScript() && failure.kind() == RedisFailure.COMMAND_NOT_PERMITTED) {
                    // A right that was taken away meanwhile: perhaps that of a later command of the script.
                    outcomes.reached();
                    outcomes.incomplete(row, failure);
                } else {
                    outcomes.refused(row, error, failure);
                }
            }
            case FEW, BUDGET -> {
                outcomes.reached();
                if (error.mayBeApplied()) {
                    row.markMaybeApplied();
                }
                result.refused(failure);
            }
        }
    }

    /** The server does not have the script: the first call brings its text. */
    private void sendScripts(List<PlannedRow> rows) {
        List<PlannedRow> missing = new ArrayList<>(0);
        sendScripts(rows, 1, missing);
        if (missing.isEmpty()) {
            return;
        }
        // It is missing again, after a SCRIPT FLUSH or on another node: every call brings its text.
        List<PlannedRow> again = List.copyOf(missing);
        missing.clear();
        sendScripts(again, again.size(), missing);
        if (!missing.isEmpty()) {
            result.refused(failures.of(RedisFailure.SCRIPTS_FLUSHED));
        }
    }

    private void sendScripts(List<PlannedRow> rows, int texts, List<PlannedRow> missing) {
        List<Command> round = new ArrayList<>(rows.size());
        for (PlannedRow row : rows) {
            Command call = row.plan().first();
            round.add(round.size() < texts ? HashScript.withBody(call) : call);
        }
        settle(rows, executor.execute(round), new ArrayList<>(0), missing);
    }

    private void sendFollowUps(List<PlannedRow> rows, List<PlannedRow> vanished) {
        int from = 0;
        while (from < rows.size()) {
            List<Command> round = new ArrayList<>();
            int to = from;
            while (to < rows.size()
                    && (to == from || round.size() + rows.get(to).plan().then().size() <= maxCommands)) {
                round.addAll(rows.get(to++).plan().then());
            }
            List<Reply> replies = Grace.finish(() -> executor.execute(round));
            int next = 0;
            for (PlannedRow row : rows.subList(from, to)) {
                int end = next + row.plan().then().size();
                settleFollowUp(row, replies.subList(next, end), vanished);
                next = end;
            }
            from = to;
        }
    }

    private void settleFollowUp(PlannedRow row, List<Reply> replies, List<PlannedRow> vanished) {
        boolean zero = false;
        for (Reply reply : replies) {
            if (reply instanceof Reply.Lost lost) {
                lost(row, lost);
                return;
            }
            if (reply instanceof Reply.Refused refused) {
                followUpRefused(row, failures.refused(refused));
                return;
            }
            // The expiry is the last command of the row, so the last reply decides.
            zero = ((Reply.Value) reply).value().equals(ZERO);
        }
        if (zero && row.plan().requiresKeyToLast()) {
            vanished.add(row);
        } else {
            outcomes.written(row);
        }
    }

    private void followUpRefused(PlannedRow row, Failure failure) {
        switch (failure.kind().whileWriting()) {
            case NEVER -> outcomes.incomplete(row, failure);
            case FEW, BUDGET -> result.refused(failure);
        }
    }
}
