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
 * One attempt to write the changes of a round: first commands, then the sequels of those that were acknowledged. A change has an outcome
 * once all its commands were answered for good; what is lost, or refused for now, leaves it without.
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
    private final Trouble trouble = new Trouble();

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

    /** Sends the changes, in order; what kept some from an outcome. */
    Trouble send(List<PlannedRow> rows) {
        List<PlannedRow> vanished = new ArrayList<>(0);
        send(rows, vanished);
        if (vanished.isEmpty() || trouble.failure() != null) {
            return trouble;
        }
        // Its key went between the two waves: by an expiry of its own, an eviction, or another client. Once more, from
        // the start.
        List<PlannedRow> again = List.copyOf(vanished);
        vanished.clear();
        send(again, vanished);
        vanished.forEach(row -> outcomes.set(row, Outcome.rejected(RedisFailure.KEY_VANISHED.detail())));
        return trouble;
    }

    private void send(List<PlannedRow> rows, List<PlannedRow> vanished) {
        List<Command> wave = new ArrayList<>(rows.size());
        for (int i = 0; i < rows.size(); i++) {
            wave.add(rows.get(i).plan().first());
        }
        List<PlannedRow> sequels = new ArrayList<>(0);
        List<PlannedRow> withoutScript = new ArrayList<>(0);
        settle(rows, executor.execute(wave), sequels, withoutScript);
        if (!withoutScript.isEmpty()) {
            sendScripts(withoutScript);
        }
        if (!sequels.isEmpty()) {
            sendSequels(sequels, vanished);
        }
    }

    /** Gives every answered change what its answer means. */
    private void settle(
            List<PlannedRow> rows, List<Reply> replies, List<PlannedRow> sequels, List<PlannedRow> withoutScript) {
        for (int i = 0; i < replies.size(); i++) {
            PlannedRow row = rows.get(i);
            Reply reply = replies.get(i);
            if (reply instanceof Reply.Value value) {
                if (row.plan().then().isEmpty()) {
                    answered(row, value);
                } else {
                    outcomes.reached();
                    row.landed();
                    sequels.add(row);
                }
            } else if (reply instanceof Reply.Lost lost) {
                lost(row, lost);
            } else {
                refused(row, (Reply.Refused) reply, withoutScript);
            }
        }
    }

    private void answered(PlannedRow row, Reply.Value value) {
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
            row.landed();
        }
        trouble.lost(lost, failures.lost(lost));
    }

    private void refused(PlannedRow row, Reply.Refused refused, List<PlannedRow> withoutScript) {
        RowPlan plan = row.plan();
        ErrorReply error = ErrorReply.of(refused);
        if (plan.isScript() && error.failure() == RedisFailure.SCRIPTS_FLUSHED) {
            withoutScript.add(row);
            return;
        }
        if (conditionalRetry.refusesToTell(plan, error)) {
            // No failure: it is sent again without the question. No later change of its key went with it.
            return;
        }
        if (plan.meaning() == RowPlan.Meaning.OLD_VALUE && error.failure() == RedisFailure.WRONGTYPE) {
            outcomes.set(row, KEY_EXISTS);
            return;
        }
        Failure failure = failures.refused(error);
        switch (failure.kind().whileWriting()) {
            case NEVER -> outcomes.refused(row, error, failure);
            case FEW, BUDGET -> {
                outcomes.reached();
                if (error.mayBeApplied()) {
                    row.landed();
                }
                trouble.refused(failure);
            }
        }
    }

    /** The server does not have the script, or has forgotten it: the first call brings it. */
    private void sendScripts(List<PlannedRow> rows) {
        List<PlannedRow> forgotten = new ArrayList<>(0);
        sendScripts(rows, 1, forgotten);
        if (forgotten.isEmpty()) {
            return;
        }
        // Forgotten again, by a SCRIPT FLUSH just now, or by another node: every call brings it.
        List<PlannedRow> again = List.copyOf(forgotten);
        forgotten.clear();
        sendScripts(again, again.size(), forgotten);
        if (!forgotten.isEmpty()) {
            trouble.refused(failures.of(RedisFailure.SCRIPTS_FLUSHED));
        }
    }

    private void sendScripts(List<PlannedRow> rows, int bodies, List<PlannedRow> forgotten) {
        List<Command> wave = new ArrayList<>(rows.size());
        for (PlannedRow row : rows) {
            Command call = row.plan().first();
            wave.add(wave.size() < bodies ? HashScript.withBody(call) : call);
        }
        settle(rows, executor.execute(wave), new ArrayList<>(0), forgotten);
    }

    private void sendSequels(List<PlannedRow> rows, List<PlannedRow> vanished) {
        int from = 0;
        while (from < rows.size()) {
            List<Command> wave = new ArrayList<>();
            int to = from;
            while (to < rows.size()
                    && (to == from || wave.size() + rows.get(to).plan().then().size() <= maxCommands)) {
                wave.addAll(rows.get(to++).plan().then());
            }
            List<Reply> replies = executor.execute(wave);
            int next = 0;
            for (PlannedRow row : rows.subList(from, to)) {
                int end = next + row.plan().then().size();
                settleSequel(row, replies.subList(next, end), vanished);
                next = end;
            }
            from = to;
        }
    }

    private void settleSequel(PlannedRow row, List<Reply> replies, List<PlannedRow> vanished) {
        boolean zero = false;
        for (Reply reply : replies) {
            if (reply instanceof Reply.Lost lost) {
                lost(row, lost);
                return;
            }
            if (reply instanceof Reply.Refused refused) {
                sequelRefused(row, failures.refused(refused));
                return;
            }
            // The expiry is the last command of the row, so the last answer stands.
            zero = ((Reply.Value) reply).value().equals(ZERO);
        }
        if (zero && row.plan().requiresKeyToLast()) {
            vanished.add(row);
        } else {
            outcomes.written(row);
        }
    }

    private void sequelRefused(PlannedRow row, Failure failure) {
        switch (failure.kind().whileWriting()) {
            case NEVER -> outcomes.incomplete(row, failure);
            case FEW, BUDGET -> trouble.refused(failure);
        }
    }
}
