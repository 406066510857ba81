package dev.sluice.redis.adapter.jedis;

import dev.sluice.redis.adapter.tls.TlsLayer;
import dev.sluice.redis.config.RedisSettings;
import dev.sluice.redis.port.CommandExecutor;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Sends commands to the one server of the URL. */
final class JedisCommandExecutor implements CommandExecutor {
    private final RedisSettings settings;
    private final Optional<TlsLayer> tls;
    private final Wires wires;
    private final Line line;
    private boolean closed;

    JedisCommandExecutor(RedisSettings settings, Optional<TlsLayer> tls) {
        this.settings = settings;
        this.tls = tls;
        this.wires = new Wires(settings, tls);
        this.line = new Line(wires, settings.url().endpoint(), LogIn.toServer(settings));
    }

    @Override
    public List<Reply> execute(List<Command> commands) {
        if (closed) {
            throw new IllegalStateException("closed");
        }
        List<Reply> replies = new ArrayList<>(commands.size());
        Reply.Lost lost = line.exchange(commands, replies, settings.commandTimeout());
        while (lost != null && replies.size() < commands.size()) {
            replies.add(lost);
        }
        return replies;
    }

    @Override
    public Reply awaitReplicas(int replicas, Duration timeout) {
        Command wait = command("WAIT", Integer.toString(replicas), Long.toString(timeout.toMillis()));
        return line.askAfter(wait, settings.commandTimeout().plus(timeout));
    }

    @Override
    public Reply ping(byte[] key) {
        try (JedisCommandExecutor other = new JedisCommandExecutor(settings, tls)) {
            return other.execute(List.of(command("PING"))).get(0);
        }
    }

    @Override
    public void reset() {
        line.close();
    }

    private static Command command(String... words) {
        return Command.withoutKey(Stream.of(words)
                .map(word -> word.getBytes(StandardCharsets.US_ASCII))
                .toList());
    }

    @Override
    public void close() {
        closed = true;
        line.close();
        wires.close();
    }
}
