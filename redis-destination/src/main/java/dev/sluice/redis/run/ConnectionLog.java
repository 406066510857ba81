package dev.sluice.redis.run;

import dev.sluice.redis.config.Endpoint;
import dev.sluice.redis.config.RedisSettings;
import dev.sluice.redis.config.Topology;
import dev.sluice.redis.port.ConnectionWatch;
import dev.sluice.spi.RunContext;
import dev.sluice.spi.RunEvent;
import dev.sluice.spi.RunHandle;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The connections that one writer, or the run itself, has used: reports reconnects to the host, and keeps what proves the processes. */
public final class ConnectionLog implements ConnectionWatch {
    private enum Identification {
        /** There is no marker, so nothing has to be proven. */
        NOT_NEEDED,
        /** Every server is asked for its process. */
        ASKED,
        /** The servers do not tell. Each connection is the only proof, so none is given up while it works. */
        UNAVAILABLE
    }

    private final RunContext context;
    private final boolean cluster;
    private final List<Sighting> seen = new ArrayList<>();
    private Identification identification;

    private ConnectionLog(RedisSettings settings, RunContext context, Identification identification) {
        this.context = context;
        this.cluster = settings.topology() instanceof Topology.Cluster;
        this.identification = identification;
    }

    /** The log of a run that keeps a marker. */
    static ConnectionLog ofRun(RedisSettings settings, RunContext context) {
        return new ConnectionLog(settings, context, Identification.ASKED);
    }

    /** The log of one writer of a run. */
    public static ConnectionLog ofWriter(RedisSettings settings, RunHandle run, RunContext context) {
        List<Server> servers = Server.of(run);
        boolean told = servers.stream().anyMatch(server -> !server.runId().isEmpty());
        return new ConnectionLog(
                settings,
                context,
                servers.isEmpty()
                        ? Identification.NOT_NEEDED
                        : told ? Identification.ASKED : Identification.UNAVAILABLE);
    }

    @Override
    public synchronized boolean asksRunId() {
        return identification == Identification.ASKED;
    }

    @Override
    public synchronized boolean mayReplace() {
        return identification != Identification.UNAVAILABLE;
    }

    @Override
    public void opened(Endpoint server, Optional<String> runId) {
        String name = name(server);
        if (add(new Sighting(name, runId.orElse("")))) {
            context.report(RunEvent.reconnected(name));
        }
    }

    /** Whether the connection replaces another. */
    private synchronized boolean add(Sighting sighting) {
        boolean again = !seen.isEmpty()
                && (!cluster || seen.stream().anyMatch(other -> other.server().equals(sighting.server())));
        if (!sighting.isIdentified() && identification == Identification.ASKED) {
            identification = Identification.UNAVAILABLE;
        }
        // Of those that are not identified two are as bad as many; a long run shall not fill the memory.
        if (sighting.isIdentified() || Collections.frequency(seen, sighting) > 1) {
            seen.remove(sighting);
        }
        seen.add(sighting);
        return again;
    }

    private static String name(Endpoint server) {
        return (server.host().contains(":") ? "[" + server.host() + "]" : server.host()) + ":" + server.port();
    }

    /** Opening is over: what was tried until now does not count, only the last connection to each server. */
    public synchronized void begin() {
        Map<String, Sighting> last = new LinkedHashMap<>();
        seen.forEach(sighting -> last.put(cluster ? sighting.server() : "", sighting));
        seen.clear();
        seen.addAll(last.values());
    }

    synchronized List<Sighting> seen() {
        return List.copyOf(seen);
    }

    /** What the commit of the run needs to know of these connections. */
    public String text() {
        return Sighting.text(seen());
    }
}
