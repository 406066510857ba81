package dev.sluice.redis.run;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.redis.config.Endpoint;
import dev.sluice.redis.port.Command;
import dev.sluice.redis.port.CommandExecutor;
import dev.sluice.redis.port.CommandExecutorFactory;
import dev.sluice.redis.port.ConnectionWatch;
import dev.sluice.redis.port.KeySpread;
import dev.sluice.redis.port.Reply;
import dev.sluice.redis.port.TransportFailure;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A server that knows SET with GET, the script of the marker, GET and INFO, and loses what a test says. */
final class FakeRedis implements CommandExecutorFactory {
    /** What happens to one round trip. */
    enum Harm {
        /** Nothing. */
        NONE,
        /** The commands do not arrive. */
        COMMANDS_LOST,
        /** The commands are carried out, and the replies are lost. */
        REPLIES_LOST
    }

    static final Endpoint ENDPOINT = new Endpoint("h", 7);

    final Map<String, String> values = new HashMap<>();
    final Map<String, String> refusals = new HashMap<>();
    final Deque<Harm> harms = new ArrayDeque<>();
    final List<List<String>> trips = new ArrayList<>();
    KeySpread spread = KeySpread.Suffixes.ONE_KEY;
    String runId = "process1";
    String role = "master";
    long evicted;
    boolean tells = true;
    boolean away;
    boolean saysOk;
    int open;

    @Override
    public CommandExecutor create(ConnectionWatch watch) {
        open++;
        return new Executor(watch);
    }

    private final class Executor implements CommandExecutor {
        private final ConnectionWatch watch;
        private boolean connected;

        Executor(ConnectionWatch watch) {
            this.watch = watch;
        }

        @Override
        public List<Reply> execute(List<Command> commands) {
            trips.add(commands.stream().map(FakeRedis::text).toList());
            if (away) {
                connected = false;
                return lost(commands, TransportFailure.REFUSED, false);
            }
            if (!connected) {
                connected = true;
                watch.opened(ENDPOINT, watch.asksRunId() && tells ? Optional.of(runId) : Optional.empty());
            }
            Harm harm = harms.isEmpty() ? Harm.NONE : harms.poll();
            if (harm == Harm.COMMANDS_LOST) {
                connected = false;
                return lost(commands, TransportFailure.LOST, true);
            }
            List<Reply> replies = commands.stream().map(this::reply).toList();
            if (harm == Harm.REPLIES_LOST) {
                connected = false;
                return lost(commands, TransportFailure.LOST, true);
            }
            return replies;
        }

        private List<Reply> lost(List<Command> commands, TransportFailure kind, boolean sent) {
            return commands.stream()
                    .<Reply>map(any -> new Reply.Lost(kind, sent, false))
                    .toList();
        }

        private Reply reply(Command command) {
            List<String> words = command.arguments().stream()
                    .map(word -> new String(word, UTF_8))
                    .toList();
            String refusal = refusal(words.get(0), command);
            if (refusal == null && words.get(0).equals("EVAL")) {
                refusal = refusal("SET", command);
            }
            if (refusal != null) {
                return new Reply.Refused(refusal);
            }
            return switch (words.get(0)) {
                case "SET" -> {
                    String before = values.get(words.get(1));
                    if (before != null || !words.contains("XX")) {
                        values.put(words.get(1), words.get(2));
                    }
                    yield saysOk ? Reply.OK : value(before);
                }
                case "EVAL" -> {
                    String before = values.get(words.get(3));
                    if (before != null && (before.startsWith(words.get(4)) || before.startsWith(words.get(5)))) {
                        values.put(words.get(3), words.get(6));
                    }
                    yield value(before);
                }
                case "GET" -> value(values.get(words.get(1)));
                case "INFO" ->
                    tells
                            ? value("# Server\r\nrun_id:" + runId + "\r\nrole:" + role + "\r\n# Stats\r\nevicted_keys:"
                                    + evicted + "\r\n")
                            : new Reply.Refused("NOPERM this user has no permissions to run the 'info' command");
                default -> throw new IllegalArgumentException(words.get(0));
            };
        }

        private @Nullable String refusal(String name, Command command) {
            return refusals.getOrDefault(name + " " + new String(command.key(), UTF_8), refusals.get(name));
        }

        private static Reply value(@Nullable String text) {
            return text == null ? Reply.NIL : new Reply.Value(text.getBytes(UTF_8));
        }

        @Override
        public Reply awaitReplicas(int replicas, Duration timeout) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Reply ping(byte[] key) {
            throw new UnsupportedOperationException();
        }

        @Override
        public KeySpread spread(byte[] key) {
            return spread;
        }

        @Override
        public void reset() {
            connected = false;
        }

        @Override
        public void close() {
            open--;
        }
    }

    private static String text(Command command) {
        return String.join(
                " ",
                command.arguments().stream()
                        .map(word -> new String(word, UTF_8))
                        .toList());
    }
}
