package dev.sluice.redis.write;

import dev.sluice.redis.failure.RowCode;
import dev.sluice.redis.failure.SkipReason;
import dev.sluice.redis.port.CommandExecutor;
import dev.sluice.redis.port.CommandExecutor.Command;
import dev.sluice.redis.port.CommandExecutor.Exchange;
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
    Optional<Exchange> send(List<PlannedRow> rows) {
        List<PlannedRow> vanished = new ArrayList<>(0);
        Optional<Exchange> lost = send(rows, vanished);
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

    private Optional<Exchange> send(List<PlannedRow> rows, List<PlannedRow> vanished) {
        List<Command> wave = new ArrayList<>(rows.size());
        for (int i = 0; i < rows.size(); i++) {
            wave.add(rows.get(i).plan().first());
        }
        Exchange first = executor.execute(wave);
        List<PlannedRow> sequels = new ArrayList<>(0);
        List<PlannedRow> withoutScript = new ArrayList<>(0);
        for (int i = 0; i < answered(first); i++) {
            settle(rows.get(i), first.replies().get(i), sequels, withoutScript);
        }
        if (first.loss().isPresent()) {
            return Optional.of(first);
        }
        if (!withoutScript.isEmpty()) {
            Optional<Exchange> lost = sendScripts(withoutScript);
            if (lost.isPresent()) {
                return lost;
            }
        }
        return sequels.isEmpty() ? Optional.empty() : sendSequels(sequels, vanished);
    }

    /** After a refused log-in the only reply is the refusal, which answers no command. */
    private static int answered(Exchange exchange) {
        boolean refused = exchange.loss()
                .filter(loss -> loss.kind() == CommandExecutor.TransportFailure.HANDSHAKE)
                .isPresent();
        return refused ? 0 : exchange.replies().size();
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
    private Optional<Exchange> sendScripts(List<PlannedRow> rows) {
        List<PlannedRow> forgotten = new ArrayList<>(0);
        Optional<Exchange> lost = sendScripts(rows, 1, forgotten);
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

    private Optional<Exchange> sendScripts(List<PlannedRow> rows, int bodies, List<PlannedRow> forgotten) {
        List<Command> wave = new ArrayList<>(rows.size());
        for (PlannedRow row : rows) {
            Command call = row.plan().first();
            wave.add(wave.size() < bodies ? HashScript.withBody(call) : call);
        }
        Exchange exchange = executor.execute(wave);
        List<PlannedRow> none = new ArrayList<>(0);
        for (int i = 0; i < answered(exchange); i++) {
            settle(rows.get(i), exchange.replies().get(i), none, forgotten);
        }
        return exchange.loss().isPresent() ? Optional.of(exchange) : Optional.empty();
    }

    private Optional<Exchange> sendSequels(List<PlannedRow> rows, List<PlannedRow> vanished) {
        int from = 0;
        while (from < rows.size()) {
            List<Command> wave = new ArrayList<>();
            int to = from;
            while (to < rows.size()
                    && (to == from || wave.size() + rows.get(to).plan().then().size() <= maxCommands)) {
                wave.addAll(rows.get(to++).plan().then());
            }
            Exchange exchange = executor.execute(wave);
            settleSequels(rows.subList(from, to), exchange, vanished);
            if (exchange.loss().isPresent()) {
                return Optional.of(exchange);
            }
            from = to;
        }
        return Optional.empty();
    }

    private void settleSequels(List<PlannedRow> rows, Exchange exchange, List<PlannedRow> vanished) {
        int next = 0;
        for (PlannedRow row : rows) {
            int end = next + row.plan().then().size();
            if (end > answered(exchange)) {
                return;
            }
            Optional<Reply.Refused> refused = Optional.empty();
            boolean zero = false;
            for (; next < end; next++) {
                Reply reply = exchange.replies().get(next);
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
        }
    }
}
