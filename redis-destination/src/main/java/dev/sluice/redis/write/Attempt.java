package dev.sluice.redis.write;

import dev.sluice.redis.failure.RowCode;
import dev.sluice.redis.failure.SkipReason;
import dev.sluice.redis.port.CommandExecutor;
import dev.sluice.redis.port.CommandExecutor.Command;
import dev.sluice.redis.port.CommandExecutor.Reply;
import dev.sluice.redis.write.RedisWriter.PlannedRow;
import dev.sluice.spi.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One attempt to write the changes of a round: first commands, then the sequels of those that were acknowledged. A change has an outcome
 * once all its commands were answered; after a loss, some have none.
 */
final class Attempt {
    private static final Outcome KEY_EXISTS = SkipReason.KEY_EXISTS.outcome();
    private static final Outcome KEY_ABSENT = SkipReason.KEY_ABSENT.outcome();
    private static final Long ZERO = 0L;
    private static final String NOSCRIPT = "NOSCRIPT";

    private final CommandExecutor executor;
    private final Outcomes outcomes;
    private final int maxCommands;

    Attempt(CommandExecutor executor, Outcomes outcomes, int maxCommands) {
        this.executor = executor;
        this.outcomes = outcomes;
        this.maxCommands = maxCommands;
    }

    /** Sends the changes, in order; the exchange that was lost, if one was. */
    Optional<Reply.Lost> send(List<PlannedRow> rows) {
        List<PlannedRow> vanished = new ArrayList<>(0);
        Optional<Reply.Lost> lost = send(rows, vanished);
        if (lost.isPresent() || vanished.isEmpty()) {
            return lost;
        }
        // Its key went between the two waves: by an expiry of its own, an eviction, or another client. Once more, from
        // the start.
        List<PlannedRow> again = List.copyOf(vanished);
        vanished.clear();
        lost = send(again, vanished);
        vanished.forEach(row -> outcomes.set(row.position(), new Outcome.Rejected(RowCode.KEY_VANISHED.error())));
        return lost;
    }

    private Optional<Reply.Lost> send(List<PlannedRow> rows, List<PlannedRow> vanished) {
        List<Command> wave = new ArrayList<>(rows.size());
        for (int i = 0; i < rows.size(); i++) {
            wave.add(rows.get(i).plan().first());
        }
        List<PlannedRow> sequels = new ArrayList<>(0);
        List<PlannedRow> withoutScript = new ArrayList<>(0);
        Optional<Reply.Lost> loss = settle(rows, executor.execute(wave), sequels, withoutScript);
        if (loss.isPresent()) {
            return loss;
        }
        if (!withoutScript.isEmpty()) {
            Optional<Reply.Lost> lost = sendScripts(withoutScript);
            if (lost.isPresent()) {
                return lost;
            }
        }
        return sequels.isEmpty() ? Optional.empty() : sendSequels(sequels, vanished);
    }

    /** Gives every answered row what its answer means; the loss, if some were not answered. */
    private Optional<Reply.Lost> settle(
            List<PlannedRow> rows, List<Reply> replies, List<PlannedRow> sequels, List<PlannedRow> withoutScript) {
        Optional<Reply.Lost> loss = Optional.empty();
        for (int i = 0; i < replies.size(); i++) {
            if (replies.get(i) instanceof Reply.Lost lost) {
                loss = Optional.of(lost);
            } else {
                settle(rows.get(i), replies.get(i), sequels, withoutScript);
            }
        }
        return loss;
    }

    private void settle(PlannedRow row, Reply reply, List<PlannedRow> sequels, List<PlannedRow> withoutScript) {
        RowPlan plan = row.plan();
        if (reply instanceof Reply.Refused refused) {
            if (plan.isScript() && refused.text().startsWith(NOSCRIPT)) {
                withoutScript.add(row);
            } else {
                outcomes.refused(row.position(), refused);
            }
        } else if (plan.then().isEmpty()) {
            Outcome outcome = meaning(plan, (Reply.Value) reply);
            if (outcome == Outcome.WRITTEN) {
                outcomes.written(row.position());
            } else {
                outcomes.set(row.position(), outcome);
            }
        } else {
            outcomes.landed();
            sequels.add(row);
        }
    }

    private static Outcome meaning(RowPlan plan, Reply.Value reply) {
        return switch (plan.meaning()) {
            case WRITTEN, SCRIPT -> Outcome.WRITTEN;
            case NIL_IS_PRESENT -> Reply.NIL.equals(reply) ? KEY_EXISTS : Outcome.WRITTEN;
            case NIL_IS_ABSENT -> Reply.NIL.equals(reply) ? KEY_ABSENT : Outcome.WRITTEN;
            case ZERO_IS_PRESENT -> reply.value().equals(ZERO) ? KEY_EXISTS : Outcome.WRITTEN;
            case ZERO_IS_ABSENT -> reply.value().equals(ZERO) ? KEY_ABSENT : Outcome.WRITTEN;
        };
    }

    /** The server does not have the script, or has forgotten it: the first call brings it. */
    private Optional<Reply.Lost> sendScripts(List<PlannedRow> rows) {
        List<PlannedRow> forgotten = new ArrayList<>(0);
        Optional<Reply.Lost> lost = sendScripts(rows, 1, forgotten);
        if (lost.isPresent() || forgotten.isEmpty()) {
            return lost;
        }
        // Forgotten again, by a SCRIPT FLUSH just now: every call brings it.
        List<PlannedRow> again = List.copyOf(forgotten);
        forgotten.clear();
        lost = sendScripts(again, again.size(), forgotten);
        forgotten.forEach(row -> outcomes.refused(row.position(), new Reply.Refused(NOSCRIPT)));
        return lost;
    }

    private Optional<Reply.Lost> sendScripts(List<PlannedRow> rows, int bodies, List<PlannedRow> forgotten) {
        List<Command> wave = new ArrayList<>(rows.size());
        for (PlannedRow row : rows) {
            Command call = row.plan().first();
            wave.add(wave.size() < bodies ? HashScript.withBody(call) : call);
        }
        return settle(rows, executor.execute(wave), new ArrayList<>(0), forgotten);
    }

    private Optional<Reply.Lost> sendSequels(List<PlannedRow> rows, List<PlannedRow> vanished) {
        int from = 0;
        while (from < rows.size()) {
            List<Command> wave = new ArrayList<>();
            int to = from;
            while (to < rows.size()
                    && (to == from || wave.size() + rows.get(to).plan().then().size() <= maxCommands)) {
                wave.addAll(rows.get(to++).plan().then());
            }
            Optional<Reply.Lost> loss = settleSequels(rows.subList(from, to), executor.execute(wave), vanished);
            if (loss.isPresent()) {
                return loss;
            }
            from = to;
        }
        return Optional.empty();
    }

    private Optional<Reply.Lost> settleSequels(List<PlannedRow> rows, List<Reply> replies, List<PlannedRow> vanished) {
        Optional<Reply.Lost> loss = Optional.empty();
        int next = 0;
        for (PlannedRow row : rows) {
            int end = next + row.plan().then().size();
            Optional<Reply.Lost> lost = settleSequel(row, replies.subList(next, end), vanished);
            loss = lost.isPresent() ? lost : loss;
            next = end;
        }
        return loss;
    }

    private Optional<Reply.Lost> settleSequel(PlannedRow row, List<Reply> replies, List<PlannedRow> vanished) {
        Optional<Reply.Refused> refused = Optional.empty();
        boolean zero = false;
        for (Reply reply : replies) {
            if (reply instanceof Reply.Lost lost) {
                return Optional.of(lost);
            }
            if (reply instanceof Reply.Refused refusal) {
                refused = Optional.of(refused.orElse(refusal));
                zero = false;
            } else {
                // The expiry is the last command of the row, so the last answer stands.
                zero = ((Reply.Value) reply).value().equals(ZERO);
            }
        }
        if (refused.isPresent()) {
            outcomes.incomplete(row.position(), refused.get());
        } else if (zero && row.plan().keyStays()) {
            vanished.add(row);
        } else {
            outcomes.written(row.position());
        }
        return Optional.empty();
    }
}
