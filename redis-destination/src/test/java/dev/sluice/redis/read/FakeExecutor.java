package dev.sluice.redis.read;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.redis.port.Command;
import dev.sluice.redis.port.CommandExecutor;
import dev.sluice.redis.port.KeySpread;
import dev.sluice.redis.port.Reply;
import dev.sluice.redis.port.TransportFailure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Records in memory; answers GET, HGETALL and PTTL. */
final class FakeExecutor implements CommandExecutor {
    final Map<String, String> strings = new HashMap<>();
    final Map<String, List<String>> hashes = new HashMap<>();
    final Map<String, Long> expiries = new HashMap<>();
    int trips;
    int lossesToCome;
    boolean closed;
    Optional<String> refusedLogIn = Optional.empty();
    Optional<String> refusal = Optional.empty();

    @Override
    public List<Reply> execute(List<Command> commands) {
        trips++;
        if (lossesToCome > 0) {
            lossesToCome--;
            return commands.stream()
                    .map(command -> (Reply) new Reply.Lost(TransportFailure.LOST, true, false))
                    .toList();
        }
        if (refusedLogIn.isPresent()) {
            Reply refused = Reply.Lost.handshake(new Reply.Refused(refusedLogIn.get()));
            return commands.stream().map(command -> refused).toList();
        }
        List<Reply> replies = new ArrayList<>();
        for (Command command : commands) {
            List<String> words = command.arguments().stream()
                    .map(word -> new String(word, UTF_8))
                    .toList();
            replies.add(refusal.isPresent() ? new Reply.Refused(refusal.get()) : reply(words.get(0), words.get(1)));
        }
        return replies;
    }

    private Reply reply(String name, String key) {
        boolean isString = strings.containsKey(key);
        boolean isHash = hashes.containsKey(key);
        return switch (name) {
            case "GET" -> isHash ? wrongType() : isString ? bytes(strings.getOrDefault(key, "")) : Reply.NIL;
            case "HGETALL" ->
                isString
                        ? wrongType()
                        : new Reply.Value(hashes.getOrDefault(key, List.of()).stream()
                                .map(text -> (Object) text.getBytes(UTF_8))
                                .toList());
            case "PTTL" -> new Reply.Value(isString || isHash ? expiries.getOrDefault(key, -1L) : -2L);
            default -> new Reply.Refused("ERR unknown command");
        };
    }

    private static Reply wrongType() {
        return new Reply.Refused("WRONGTYPE Operation against a key holding the wrong kind of value");
    }

    private static Reply bytes(String text) {
        return new Reply.Value(text.getBytes(UTF_8));
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
        return KeySpread.Suffixes.ONE_KEY;
    }

    @Override
    public void reset() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {
        closed = true;
    }
}
