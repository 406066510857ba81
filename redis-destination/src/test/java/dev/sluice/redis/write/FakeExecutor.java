package dev.sluice.redis.write;

import dev.sluice.redis.port.Command;
import dev.sluice.redis.port.CommandExecutor;
import dev.sluice.redis.port.KeySpread;
import dev.sluice.redis.port.Reply;
import dev.sluice.redis.port.TransportFailure;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Records the commands as text and answers from a script; what the script does not say is OK. */
public final class FakeExecutor implements CommandExecutor {
    public static final Reply OK = new Reply.Value("OK");
    public static final Reply ZERO = new Reply.Value(0L);
    public static final Reply ONE = new Reply.Value(1L);

    public final List<List<String>> trips = new ArrayList<>();
    private final Deque<Function<List<Command>, List<Reply>>> script = new ArrayDeque<>();
    private final Deque<Supplier<Reply>> waits = new ArrayDeque<>();
    private Function<List<Command>, List<Reply>> otherwise =
            commands -> commands.stream().map(command -> OK).toList();
    boolean alive = true;
    int pings;
    int resets;
    boolean closed;

    public FakeExecutor then(Reply... replies) {
        script.add(commands -> List.of(replies));
        return this;
    }

    public FakeExecutor thenThrows(Error error) {
        script.add(commands -> {
            throw error;
        });
        return this;
    }

    /** What WAIT answers. */
    public FakeExecutor thenWaits(Reply... replies) {
        List.of(replies).forEach(reply -> waits.add(() -> reply));
        return this;
    }

    public FakeExecutor thenWaitThrows(Error error) {
        waits.add(() -> {
            throw error;
        });
        return this;
    }

    /** From the end of the script on, every command is answered so. */
    public FakeExecutor otherwise(Reply reply) {
        otherwise = commands -> commands.stream().map(command -> reply).toList();
        return this;
    }

    /** Whoever sends a command with this word loses the connection there. */
    public FakeExecutor breaksAt(String word) {
        otherwise = commands -> {
            List<Reply> replies = new ArrayList<>();
            boolean broken = false;
            for (Command command : commands) {
                broken |= text(command).contains(word);
                replies.add(broken ? new Reply.Lost(TransportFailure.LOST, true, false) : OK);
            }
            return replies;
        };
        return this;
    }

    /** These replies, and then a loss. */
    public FakeExecutor thenLost(TransportFailure kind, boolean sent, Reply... replies) {
        return thenLost(new Reply.Lost(kind, sent, false), replies);
    }

    public FakeExecutor thenLost(Reply.Lost lost, Reply... replies) {
        script.add(commands -> {
            List<Reply> all = new ArrayList<>(List.of(replies));
            while (all.size() < commands.size()) {
                all.add(lost);
            }
            return all;
        });
        return this;
    }

    public FakeExecutor thenRefusedLogIn(String text) {
        return thenLost(Reply.Lost.handshake(new Reply.Refused(text)));
    }

    public static Reply refused(String text) {
        return new Reply.Refused(text);
    }

    @Override
    public List<Reply> execute(List<Command> commands) {
        trips.add(commands.stream().map(FakeExecutor::text).toList());
        Function<List<Command>, List<Reply>> next = script.poll();
        return (next == null ? otherwise : next).apply(commands);
    }

    @Override
    public Reply awaitReplicas(int replicas, Duration timeout) {
        Supplier<Reply> next = waits.poll();
        return next == null ? new Reply.Value((long) replicas) : next.get();
    }

    @Override
    public Reply ping(byte[] key) {
        pings++;
        return alive ? new Reply.Value("PONG") : new Reply.Lost(TransportFailure.REFUSED, false, false);
    }

    @Override
    public KeySpread spread(byte[] key) {
        return KeySpread.Suffixes.ONE_KEY;
    }

    @Override
    public void reset() {
        resets++;
    }

    @Override
    public void close() {
        closed = true;
    }

    private static String text(Command command) {
        return command.arguments().stream()
                .map(word -> new String(word, StandardCharsets.UTF_8))
                .collect(Collectors.joining(" "));
    }
}
