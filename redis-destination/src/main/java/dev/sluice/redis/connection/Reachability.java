package dev.sluice.redis.connection;

import dev.sluice.redis.config.Endpoint;
import dev.sluice.redis.connection.node.StepwiseConnection;
import dev.sluice.redis.port.ProbeFailure;
import dev.sluice.redis.port.TransportFailure;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;

/** Tries to connect to several servers at once, with TLS if the settings ask for it. Sends no credential. For one thread, except {@link #close()}. */
final class Reachability implements AutoCloseable {
    private static final int AT_ONCE = 32;

    private final Function<Endpoint, StepwiseConnection> connections;
    private final Map<Endpoint, StepwiseConnection> open = new ConcurrentHashMap<>();
    private volatile boolean closed;

    /** @param connections makes connections that are not open yet */
    Reachability(Function<Endpoint, StepwiseConnection> connections) {
        this.connections = connections;
    }

    /** The servers that cannot be reached, in order, with the reason. */
    Map<Endpoint, TransportFailure> failures(Collection<Endpoint> servers) {
        Map<Endpoint, TransportFailure> failures = new LinkedHashMap<>();
        if (servers.isEmpty()) {
            return failures;
        }
        ExecutorService threads = Executors.newFixedThreadPool(Math.min(AT_ONCE, servers.size()), task -> {
            Thread thread = new Thread(task, "sluice-redis-reach");
            thread.setDaemon(true);
            return thread;
        });
        try {
            Map<Endpoint, Future<?>> trials = new LinkedHashMap<>();
            servers.forEach(server -> trials.put(server, threads.submit(() -> reach(server))));
            for (Map.Entry<Endpoint, Future<?>> trial : trials.entrySet()) {
                try {
                    trial.getValue().get();
                } catch (ExecutionException e) {
                    failures.put(
                            trial.getKey(),
                            e.getCause() instanceof ProbeFailure failure ? failure.kind() : TransportFailure.LOST);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            close();
            threads.shutdownNow();
        }
        return failures;
    }

    private Void reach(Endpoint server) throws ProbeFailure {
        try (StepwiseConnection connection = connections.apply(server)) {
            open.put(server, connection);
            if (closed) {
                throw new ProbeFailure(TransportFailure.LOST);
            }
            connection.resolve();
            connection.connect();
            connection.startTls();
            return null;
        }
    }

    /** Ends what is under way. From any thread, idempotent. */
    @Override
    public void close() {
        closed = true;
        open.values().forEach(StepwiseConnection::close);
    }
}
