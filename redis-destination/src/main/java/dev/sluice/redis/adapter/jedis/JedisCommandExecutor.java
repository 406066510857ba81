package dev.sluice.redis.adapter.jedis;

import dev.sluice.redis.adapter.tls.TlsLayer;
import dev.sluice.redis.config.RedisSettings;
import dev.sluice.redis.port.Command;
import dev.sluice.redis.port.CommandExecutor;
import dev.sluice.redis.port.Reply;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Sends commands to the one server of the URL. */
final class JedisCommandExecutor implements CommandExecutor {
    private final RedisSettings settings;
    private final Wires wires;
    private final Line line;
    private boolean closed;

    JedisCommandExecutor(RedisSettings settings, Optional<TlsLayer> tls) {
        this.settings = settings;
        this.wires = new Wires(settings, tls);
        this.line = line();
    }

    private Line line() {
        return new Line(wires, settings.url().endpoint(), LogIn.toServer(settings));
    }

    @Override
    public List<Reply> execute(List<Command> commands) {
        if (closed) {
            throw new IllegalStateException("closed");
        }
        return line.execute(commands, settings.commandTimeout());
    }

    @Override
    public Reply awaitReplicas(int replicas, Duration timeout) {
        return line.awaitReplicas(replicas, timeout, settings.commandTimeout());
    }

    @Override
    public Reply ping(byte[] key) {
        try (Line other = line()) {
            return other.ask(settings.commandTimeout(), "PING");
        }
    }

    @Override
    public void reset() {
        line.close();
        line.forget();
    }

    @Override
    public void close() {
        closed = true;
        line.close();
        wires.close();
    }
}
