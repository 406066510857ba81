package dev.sluice.redis.write;

import dev.sluice.redis.port.CommandExecutor;
import java.nio.charset.StandardCharsets;
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
    private final Deque<Function<List<Command>, Exchange>> script = new ArrayDeque<>();
    boolean closed;

    FakeExecutor then(Reply... replies) {
        script.add(commands -> new Exchange(List.of(replies), Optional.empty()));
        return this;
    }

    FakeExecutor thenLost(TransportFailure kind, boolean sent, Reply... replies) {
        script.add(commands -> new Exchange(List.of(replies), Optional.of(new Loss(kind, sent, false))));
        return this;
    }

    static Reply refused(String text) {
        return new Reply.Refused(text);
    }

    @Override
    public Exchange execute(List<Command> commands) {
        trips.add(commands.stream().map(FakeExecutor::text).toList());
        Function<List<Command>, Exchange> next = script.poll();
        return next == null
                ? new Exchange(commands.stream().map(command -> OK).toList(), Optional.empty())
                : next.apply(commands);
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
