package dev.sluice.redis.write;

import dev.sluice.redis.failure.ErrorReply;
import dev.sluice.redis.failure.RedisFailure;
import dev.sluice.redis.port.Command;
import dev.sluice.redis.port.Reply;
import dev.sluice.redis.write.RowPlan.Meaning;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Sends a write again that may have landed. Only one that wants its key absent must then be told from its own earlier attempt: the server
 * is asked what the key holds, in the same command. Every other write can simply be repeated. For one thread.
 */
final class Repeat {
    private static final int VALUE = 2;
    private static final int NX = 3;

    /** Until 6.2 there is no {@code SET … NX GET}, and a user may lack the right to read. */
    private boolean mayAsk = true;

    /** Prepares a change for being sent once more. */
    void prepare(PlannedRow row) {
        if (row.mayHaveLanded()) {
            row.replace(again(row.plan()));
        }
    }

    private RowPlan again(RowPlan plan) {
        return switch (plan.meaning()) {
            case NIL_IS_PRESENT ->
                mayAsk
                        ? RowPlan.single(asking(plan.first()), Meaning.OLD_VALUE)
                        : RowPlan.single(plan.first(), Meaning.NIL_IS_UNTOLD);
            case OLD_VALUE -> mayAsk ? plan : RowPlan.single(notAsking(plan.first()), Meaning.NIL_IS_UNTOLD);
            case ZERO_IS_PRESENT -> RowPlan.single(HashScript.unlessWritten(plan.first()), Meaning.ZERO_IS_PRESENT);
            case WRITTEN, NIL_IS_ABSENT, NIL_IS_UNTOLD, ZERO_IS_ABSENT, SCRIPT -> plan;
        };
    }

    private static Command asking(Command set) {
        List<byte[]> arguments = new ArrayList<>(set.arguments());
        arguments.add(NX + 1, Words.GET);
        return new Command(set.key(), arguments);
    }

    private static Command notAsking(Command set) {
        List<byte[]> arguments = new ArrayList<>(set.arguments());
        arguments.remove(NX + 1);
        return new Command(set.key(), arguments);
    }

    /** Whether a refusal says no more than that the question is not understood or not permitted; then none is asked again. */
    boolean refusesQuestion(RowPlan plan, ErrorReply error) {
        boolean refuses = plan.meaning() == Meaning.OLD_VALUE
                && (error.isSyntaxError() || error.failure() == RedisFailure.KEY_NOT_PERMITTED);
        mayAsk &= !refuses;
        return refuses;
    }

    /** Whether the key held, before this command, what it was to write. */
    static boolean foundItsOwn(RowPlan plan, Reply.Value reply) {
        return reply.value() instanceof byte[] old
                && Arrays.equals(old, plan.first().arguments().get(VALUE));
    }
}
