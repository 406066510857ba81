package dev.sluice.redis.command;

import dev.sluice.redis.port.Command;
import java.util.List;

/**
 * The commands of one change.
 *
 * @param first sent first; its reply decides
 * @param then sent in a second round trip, only after a positive reply to the first
 * @param meaning what the first reply means
 */
public record RowPlan(Command first, List<Command> then, Meaning meaning) {
    /** What a positive first reply means. */
    public enum Meaning {
        /** Written. */
        WRITTEN,
        /** Nil means that the key existed; otherwise written. */
        NIL_IS_PRESENT,
        /** Nil means that the key exists, and nobody knows whether an earlier attempt created it; otherwise written. */
        NIL_IS_UNDECIDED,
        /** The value before: written if it is nil, or if it is the value to write, because then an earlier attempt wrote it. */
        OLD_VALUE,
        /** Nil means that the key did not exist; otherwise written. */
        NIL_IS_ABSENT,
        /** Of the script: 0 means that the key existed, 2 that nobody knows whether an earlier attempt created it; otherwise written. */
        ZERO_IS_PRESENT,
        /** Of the script: 0 means that the key did not exist; otherwise written. */
        ZERO_IS_ABSENT,
        /** Of the script, which always writes. */
        SCRIPT
    }

    /** A change of one command. */
    public static RowPlan single(Command command, Meaning meaning) {
        return new RowPlan(command, List.of(), meaning);
    }

    /**
     * Whether no other change of its key may be sent in the same pipeline. That is so if more commands follow the first, and if the change
     * has a condition on the key: if it is refused for now and a later change is applied, its retry would find that later one.
     */
    public boolean wantsKeyAlone() {
        return !then.isEmpty()
                || switch (meaning) {
                    case WRITTEN, NIL_IS_ABSENT -> false;
                    case NIL_IS_PRESENT, NIL_IS_UNDECIDED, OLD_VALUE, ZERO_IS_PRESENT, ZERO_IS_ABSENT, SCRIPT -> true;
                };
    }

    /** Whether it deletes the key. */
    public boolean isRemoval() {
        return name(first) == Keywords.DEL;
    }

    /** Whether the key must still exist at the last command, which sets the expiry of the fields that the first command set. */
    public boolean requiresKeyToLast() {
        if (name(first) != Keywords.HSET || then.isEmpty()) {
            return false;
        }
        byte[] last = name(then.get(then.size() - 1));
        return last == Keywords.EXPIRE || last == Keywords.PEXPIREAT;
    }

    private static byte[] name(Command command) {
        return command.arguments().get(0);
    }

    /** Whether it calls the script. */
    public boolean isScript() {
        return switch (meaning) {
            case WRITTEN, NIL_IS_PRESENT, NIL_IS_UNDECIDED, OLD_VALUE, NIL_IS_ABSENT -> false;
            case ZERO_IS_PRESENT, ZERO_IS_ABSENT, SCRIPT -> true;
        };
    }

    /** The size of keys, values and command names. */
    public long bytes() {
        long sum = bytes(first);
        for (Command command : then) {
            sum += bytes(command);
        }
        return sum;
    }

    private static long bytes(Command command) {
        List<byte[]> arguments = command.arguments();
        long sum = 0;
        for (int i = 0; i < arguments.size(); i++) {
            sum += arguments.get(i).length;
        }
        return sum;
    }
}
