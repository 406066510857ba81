package dev.sluice.redis.write;

import dev.sluice.redis.port.CommandExecutor;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Records the commands as text and answers from a script; what the script does not say is OK. */
final class FakeExecutor implements CommandExecutor {
    static final Reply OK = new Reply.Value("OK");
    static final Reply ZERO = new Reply.Value(0L);
    static final Reply ONE = new Reply.Value(1L);

    final List<List<String>> trips = new ArrayList<>();
    private final Deque<Function<List<Command>, List<Reply>>> script = new ArrayDeque<>();
    boolean closed;

    FakeExecutor then(Reply... replies) {
        script.add(commands -> List.of(replies));
        return this;
    }

    /** These replies, and then a loss. */
    FakeExecutor thenLost(TransportFailure kind, boolean sent, Reply... replies) {
        return thenLost(new Reply.Lost(kind, sent, false), replies);
    }

    FakeExecutor thenLost(Reply.Lost lost, Reply... replies) {
        script.add(commands -> {
            List<Reply> all = new ArrayList<>(List.of(replies));
            while (all.size() < commands.size()) {
                all.add(lost);
            }
            return all;
        });
        return this;
    }

    FakeExecutor thenRefusedLogIn(String text) {
        return thenLost(new Reply.Lost(TransportFailure.HANDSHAKE, false, false, Optional.of(new Reply.Refused(text))));
    }

    static Reply refused(String text) {
        return new Reply.Refused(text);
    }

    @Override
    public List<Reply> execute(List<Command> commands) {
        trips.add(commands.stream().map(FakeExecutor::text).toList());
        Function<List<Command>, List<Reply>> next = script.poll();
        return next == null ? commands.stream().map(command -> OK).toList() : next.apply(commands);
    }

    @Override
    public Reply awaitReplicas(int replicas, Duration timeout) {
        return new Reply.Value((long) replicas);
    }

    @Override
    public Reply ping(byte[] key) {
        return new Reply.Value("PONG");
    }

    @Override
    public void reset() {}

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
