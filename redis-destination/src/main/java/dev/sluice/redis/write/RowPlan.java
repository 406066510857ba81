package dev.sluice.redis.write;

import dev.sluice.redis.port.Command;
import java.util.List;

/**
 * The commands of one change.
 *
 * @param first sent in the first wave; its reply decides
 * @param then sent in a second wave, and only after a positive first reply
 * @param meaning what the first reply means
 */
record RowPlan(Command first, List<Command> then, Meaning meaning) {
    /** What a positive first reply means. */
    enum Meaning {
        /** Written, whatever it says. */
        WRITTEN,
        /** Nil: the key was there. */
        NIL_IS_PRESENT,
        /** Nil: the key is there, be it by an earlier attempt or not. */
        NIL_IS_UNTOLD,
        /** What the key held before: nil, or what was to be written if an earlier attempt has written it. */
        OLD_VALUE,
        /** Nil: the key was not there. */
        NIL_IS_ABSENT,
        /** A script, and 0: the key was there; and 2: it cannot be told whether an earlier attempt made it. */
        ZERO_IS_PRESENT,
        /** A script, and 0: the key was not there. */
        ZERO_IS_ABSENT,
        /** A script, which always writes. */
        SCRIPT
    }

    static RowPlan single(Command command, Meaning meaning) {
        return new RowPlan(command, List.of(), meaning);
    }

    /**
     * Whether no other change of its key may be sent with it: more may be sent for this one after its first command, or it wants the key
     * absent, and a later one that is taken while this one is refused for now would be what it finds.
     */
    boolean wantsKeyAlone() {
        return !then.isEmpty()
                || switch (meaning) {
                    case WRITTEN, NIL_IS_ABSENT -> false;
                    case NIL_IS_PRESENT, NIL_IS_UNTOLD, OLD_VALUE, ZERO_IS_PRESENT, ZERO_IS_ABSENT, SCRIPT -> true;
                };
    }

    boolean isRemoval() {
        return name(first) == Words.DEL;
    }

    /** Whether the key must be there when the second wave comes, because the first set fields and the last gives them an expiry. */
    boolean keyStays() {
        return name(first) == Words.HSET && !then.isEmpty() && name(then.get(then.size() - 1)) == Words.EXPIRE;
    }

    private static byte[] name(Command command) {
        return command.arguments().get(0);
    }

    boolean isScript() {
        return switch (meaning) {
            case WRITTEN, NIL_IS_PRESENT, NIL_IS_UNTOLD, OLD_VALUE, NIL_IS_ABSENT -> false;
            case ZERO_IS_PRESENT, ZERO_IS_ABSENT, SCRIPT -> true;
        };
    }

    /** Bytes of keys and values. */
    long bytes() {
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
