package dev.sluice.redis.adapter.jedis;

import dev.sluice.redis.adapter.tls.TlsLayer;
import dev.sluice.redis.config.Endpoint;
import dev.sluice.redis.config.RedisSettings;
import dev.sluice.redis.config.Topology;
import dev.sluice.redis.port.Command;
import dev.sluice.redis.port.CommandExecutor;
import dev.sluice.redis.port.Reply;
import dev.sluice.redis.port.TransportFailure;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Sends commands to the primary that sentinels name. They are asked before every connection, so whoever is primary after a failover is
 * found; and the server is asked whether it is, where the user may ask that, because a sentinel can be behind.
 */
final class SentinelCommandExecutor implements CommandExecutor {
    private static final byte[] MASTER = "master".getBytes(StandardCharsets.US_ASCII);

    private final RedisSettings settings;
    private final Wires wires;
    private final Sentinels sentinels;
    private @Nullable Line primary;
    private boolean wroteElsewhere;
    private boolean closed;

    SentinelCommandExecutor(RedisSettings settings, Topology.Sentinel sentinel, Optional<TlsLayer> tls) {
        this(settings, sentinel, new Wires(settings, tls));
    }

    /** The same, with a clock of one's own in the wires. */
    SentinelCommandExecutor(RedisSettings settings, Topology.Sentinel sentinel, Wires wires) {
        this.settings = settings;
        this.wires = wires;
        this.sentinels = new Sentinels(settings, sentinel, wires);
    }

    @Override
    public List<Reply> execute(List<Command> commands) {
        if (closed) {
            throw new IllegalStateException("closed");
        }
        List<Reply> replies = send(commands);
        if (replies.stream().anyMatch(Reply.Lost.class::isInstance)) {
            wroteElsewhere = false;
        }
        return replies;
    }

    private List<Reply> send(List<Command> commands) {
        Line open = primary;
        Optional<List<Reply>> replies =
                open == null ? Optional.empty() : open.executeIfReady(commands, settings.commandTimeout());
        if (replies.isPresent()) {
            return replies.get();
        }
        Reply.Lost lost = sentinels.find(this::enter);
        if (lost != null) {
            return Collections.nCopies(commands.size(), lost);
        }
        Line line = primary;
        if (line == null) {
            throw new IllegalStateException("a primary was found");
        }
        return line.execute(commands, settings.commandTimeout());
    }

    /** Connects, and keeps the connection if the server is the primary. */
    private Reply.@Nullable Lost enter(Endpoint server) {
        giveUp();
        Line line = line(server);
        Reply role = line.ask(settings.connectTimeout(), "ROLE");
        if (role instanceof Reply.Lost lost) {
            // Nothing but the question was sent.
            return new Reply.Lost(lost.kind(), false, lost.interrupted(), lost.handshakeReply());
        }
        // Whoever may not ask finds out by the first write that it is refused.
        boolean other = role instanceof Reply.Value value
                && value.value() instanceof List<?> parts
                && !parts.isEmpty()
                && parts.get(0) instanceof byte[] name
                && !java.util.Arrays.equals(name, MASTER);
        if (other) {
            line.close();
            return new Reply.Lost(TransportFailure.MASTER_STALE, false, false);
        }
        primary = line;
        return null;
    }

    private Line line(Endpoint server) {
        return new Line(wires, server, LogIn.toServer(settings));
    }

    @Override
    public Reply awaitReplicas(int replicas, Duration timeout) {
        Line line = primary;
        boolean incomplete = wroteElsewhere;
        wroteElsewhere = false;
        return line == null || incomplete
                ? new Reply.Lost(
                        TransportFailure.LOST, false, Thread.currentThread().isInterrupted())
                : line.awaitReplicas(replicas, timeout, settings.commandTimeout());
    }

    @Override
    public Reply ping(byte[] key) {
        Reply[] answer = new Reply[1];
        Reply.Lost lost = sentinels.find(server -> {
            try (Line other = line(server)) {
                answer[0] = other.ask(settings.commandTimeout(), "PING");
            }
            return null;
        });
        return lost == null ? answer[0] : lost;
    }

    @Override
    public void reset() {
        giveUp();
        wroteElsewhere = false;
    }

    private void giveUp() {
        Line line = primary;
        primary = null;
        if (line != null) {
            wroteElsewhere |= line.owesAnswer();
            line.close();
        }
    }

    @Override
    public void close() {
        closed = true;
        reset();
        wires.close();
    }
}
