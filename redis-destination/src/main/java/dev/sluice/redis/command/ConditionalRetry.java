package dev.sluice.redis.command;

import dev.sluice.redis.command.RowPlan.Meaning;
import dev.sluice.redis.failure.ErrorReply;
import dev.sluice.redis.failure.RedisFailure;
import dev.sluice.redis.port.Command;
import dev.sluice.redis.port.Reply;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Repeats a write that an earlier attempt may have applied. Most writes are simply sent again. A write on the condition that its key is
 * absent would find its own earlier value, so the same command also asks for the value of the key. For one thread.
 */
public final class ConditionalRetry {
    private static final int VALUE = 2;
    private static final int AFTER_NX = 4;

    /** False after a refusal: {@code SET … NX GET} needs Redis 7.0 and the right to read. */
    private boolean mayAsk = true;

    /** The commands to send for a change that may be applied already. */
    public RowPlan again(RowPlan plan) {
        return switch (plan.meaning()) {
            case NIL_IS_PRESENT ->
                mayAsk
                        ? RowPlan.single(withGet(plan.first()), Meaning.OLD_VALUE)
                        : RowPlan.single(plan.first(), Meaning.NIL_IS_UNDECIDED);
            case OLD_VALUE -> mayAsk ? plan : RowPlan.single(withoutGet(plan.first()), Meaning.NIL_IS_UNDECIDED);
            case ZERO_IS_PRESENT -> RowPlan.single(HashScript.unlessWritten(plan.first()), Meaning.ZERO_IS_PRESENT);
            case WRITTEN, NIL_IS_ABSENT, NIL_IS_UNDECIDED, ZERO_IS_ABSENT, SCRIPT -> plan;
        };
    }

    private static Command withGet(Command set) {
        List<byte[]> arguments = new ArrayList<>(set.arguments());
        arguments.add(AFTER_NX, Keywords.GET);
        return new Command(set.key(), arguments);
    }

    private static Command withoutGet(Command set) {
        List<byte[]> arguments = new ArrayList<>(set.arguments());
        arguments.remove(AFTER_NX);
        return new Command(set.key(), arguments);
    }

    /**
     * Whether a refusal only says that the server does not know, or does not permit, to ask for the value. Then no later command asks.
     *
     * @param plan the commands that were refused
     */
    public boolean refusesToTell(RowPlan plan, ErrorReply error) {
        boolean refuses = plan.meaning() == Meaning.OLD_VALUE
                && (error.isSyntaxError() || error.failure() == RedisFailure.KEY_NOT_PERMITTED);
        mayAsk &= !refuses;
        return refuses;
    }

    /** Whether the key already held the value that this command writes. */
    public static boolean foundItsOwn(RowPlan plan, Reply.Value reply) {
        return reply.value() instanceof byte[] old
                && Arrays.equals(old, plan.first().arguments().get(VALUE));
    }
}
