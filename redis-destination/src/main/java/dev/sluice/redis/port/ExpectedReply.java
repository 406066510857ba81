package dev.sluice.redis.port;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The table of what each command may be answered, beside an error. Any other answer means that the server is not Redis, or that its
 * answers no longer belong to the commands that they follow.
 */
@SuppressWarnings("ImmutableEnumChecker") // the list is an immutable copy
public enum ExpectedReply {
    /** {@code +OK} and nothing else. */
    OK("AUTH", "SELECT", "ASKING") {
        @Override
        boolean accepts(Command command, Reply.Value reply) {
            return reply.equals(Reply.OK);
        }
    },
    /** {@code +OK}; nil with NX or XX; with GET the value before, or nil. */
    SET("SET") {
        @Override
        boolean accepts(Command command, Reply.Value reply) {
            List<byte[]> words = command.arguments();
            boolean conditional = false;
            for (int i = 3; i < words.size(); i++) {
                byte[] word = words.get(i);
                if (Arrays.equals(word, GET_OPTION)) {
                    return isText(reply) || reply.equals(Reply.NIL);
                }
                conditional |= Arrays.equals(word, NX) || Arrays.equals(word, XX);
            }
            return reply.equals(Reply.OK) || (conditional && reply.equals(Reply.NIL));
        }
    },
    /** {@code +PONG}. */
    PONG("PING") {
        @Override
        boolean accepts(Command command, Reply.Value reply) {
            return reply.value().equals("PONG");
        }
    },
    /** How many of the named keys, fields or pairs. */
    COUNT_OF_WORDS("DEL", "EXISTS", "HDEL", "HSET") {
        @Override
        boolean accepts(Command command, Reply.Value reply) {
            return isFrom(0, reply)
                    && (long) reply.value() < command.arguments().size();
        }
    },
    /** 0 or 1. */
    WHETHER("EXPIRE", "PEXPIREAT", "PERSIST") {
        @Override
        boolean accepts(Command command, Reply.Value reply) {
            return isFrom(0, reply) && (long) reply.value() <= 1;
        }
    },
    /** How many replicas. */
    COUNT("WAIT") {
        @Override
        boolean accepts(Command command, Reply.Value reply) {
            return isFrom(0, reply);
        }
    },
    /** Milliseconds, -1 for a key that lasts, -2 for no key. */
    EXPIRY("PTTL") {
        @Override
        boolean accepts(Command command, Reply.Value reply) {
            return isFrom(-2, reply);
        }
    },
    /** What the scripts of this destination return: a value or nil where they say so at their beginning, else 0, 1 or 2. */
    SCRIPT("EVAL", "EVALSHA") {
        @Override
        boolean accepts(Command command, Reply.Value reply) {
            if (new String(command.arguments().get(1), US_ASCII).startsWith(RETURNS_VALUE)) {
                return VALUE_OR_NIL.accepts(command, reply);
            }
            return isFrom(0, reply) && (long) reply.value() <= 2;
        }
    },
    /** A value, which may be too long to keep, or nil. */
    VALUE_OR_NIL("GET") {
        @Override
        boolean accepts(Command command, Reply.Value reply) {
            return isText(reply) || reply.equals(Reply.NIL);
        }
    },
    /** A text. */
    TEXT("INFO") {
        @Override
        boolean accepts(Command command, Reply.Value reply) {
            return isText(reply);
        }
    },
    /** A list. */
    LIST("HKEYS", "ROLE", "CLUSTER") {
        @Override
        boolean accepts(Command command, Reply.Value reply) {
            return isList(reply);
        }
    },
    /** A list, or nil for a name that is not known. */
    LIST_OR_NIL("SENTINEL") {
        @Override
        boolean accepts(Command command, Reply.Value reply) {
            return isList(reply) || reply.equals(Reply.NIL);
        }
    },
    /** Names and values in turn. */
    MAP("HGETALL") {
        @Override
        boolean accepts(Command command, Reply.Value reply) {
            return isList(reply) && ((List<?>) reply.value()).size() % 2 == 0;
        }
    },
    /** Names and values in turn, among them the server or the version of the protocol. */
    GREETING("HELLO") {
        @Override
        boolean accepts(Command command, Reply.Value reply) {
            if (!MAP.accepts(command, reply)) {
                return false;
            }
            List<?> entries = (List<?>) reply.value();
            for (int i = 0; i < entries.size(); i += 2) {
                if (entries.get(i) instanceof byte[] name
                        && (Arrays.equals(name, SERVER) || Arrays.equals(name, PROTO))) {
                    return true;
                }
            }
            return false;
        }
    };

    /** A script begins with this line if it returns a value or nil. */
    public static final String RETURNS_VALUE = "-- returns a value\n";

    private static final byte[] SET_NAME = bytes("SET");
    private static final byte[] GET_OPTION = bytes("GET");
    private static final byte[] NX = bytes("NX");
    private static final byte[] XX = bytes("XX");
    private static final byte[] SERVER = bytes("server");
    private static final byte[] PROTO = bytes("proto");

    private static final Map<String, ExpectedReply> BY_COMMAND = byCommand();

    private final List<String> commands;

    ExpectedReply(String... commands) {
        this.commands = List.of(commands);
    }

    /** Whether it is such a reply to this command. */
    abstract boolean accepts(Command command, Reply.Value reply);

    /** What a command of this name may be answered; empty for a command that this destination does not send. */
    public static Optional<ExpectedReply> of(String command) {
        return Optional.ofNullable(BY_COMMAND.get(command.toUpperCase(Locale.ROOT)));
    }

    /** Whether Redis may answer the command so. An error may follow any command. */
    public static boolean fits(Command command, Reply.Value reply) {
        byte[] name = command.arguments().get(0);
        // Most commands are this one, and it is told without making a text of its name.
        return Arrays.equals(name, SET_NAME)
                ? SET.accepts(command, reply)
                : of(new String(name, US_ASCII))
                        .map(expected -> expected.accepts(command, reply))
                        .orElse(true);
    }

    private static Map<String, ExpectedReply> byCommand() {
        Map<String, ExpectedReply> all = new HashMap<>();
        for (ExpectedReply expected : values()) {
            expected.commands.forEach(command -> all.put(command, expected));
        }
        return Map.copyOf(all);
    }

    private static boolean isFrom(long least, Reply.Value reply) {
        return reply.value() instanceof Long number && number >= least;
    }

    private static boolean isText(Reply.Value reply) {
        return reply.value() instanceof byte[] || reply.equals(Reply.TOO_LONG);
    }

    private static boolean isList(Reply.Value reply) {
        return reply.value() instanceof List<?> && !reply.equals(Reply.NIL) && !reply.equals(Reply.TOO_LONG);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(US_ASCII);
    }
}
