package dev.sluice.redis.run;

import dev.sluice.redis.failure.RedisFailure;
import dev.sluice.redis.marker.Finding;
import dev.sluice.redis.marker.Finding.Judge;
import dev.sluice.redis.marker.Marker;
import dev.sluice.redis.marker.MarkerExchange;
import dev.sluice.redis.marker.MarkerExchange.Answers;
import dev.sluice.redis.marker.MarkerExchange.Persistence;
import dev.sluice.redis.marker.MarkerKeys;
import dev.sluice.redis.marker.MarkerPlace;
import dev.sluice.redis.port.KeySpread;
import dev.sluice.redis.port.Reply;
import dev.sluice.redis.port.ServerInfo;
import dev.sluice.spi.RunContext;
import dev.sluice.spi.RunEvent;
import dev.sluice.spi.RunHandle;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** Opens a run: replaces what the keys of the marker hold by the marker of this run, and tells what was there. */
final class RunOpening {
    private final MarkerExchange exchange;
    private final ConnectionLog connections;
    private final RunContext context;
    private final Judge judge;
    private final Expiries expiries;

    RunOpening(MarkerExchange exchange, ConnectionLog connections, RunContext context, Judge judge, Expiries expiries) {
        this.exchange = exchange;
        this.connections = connections;
        this.context = context;
        this.judge = judge;
        this.expiries = expiries;
    }

    /**
     * Opens the run.
     *
     * @param beginning how the keys begin
     * @throws dev.sluice.spi.DestinationException if the server cannot be reached or refuses
     */
    RedisRun open(String beginning) {
        KeySpread.Suffixes spread = exchange.spread(beginning);
        List<String> suffixes = spread.all();
        List<byte[]> keys = suffixes.stream()
                .map(suffix -> MarkerKeys.key(beginning, suffix))
                .toList();
        // Until it is known what the last run said, so that a run which dies in between is not forgotten.
        Marker first = Marker.open(context.runId(), 0, spread.further()).expiring(expiries != Expiries.NONE);
        List<Finding> findings = findings(exchange.replace(keys, first, Persistence.OPENING));
        boolean expiring = expiries == Expiries.SET || findings.stream().anyMatch(Finding::expiring);
        Marker marker = first.expiring(expiring);
        if (!marker.equals(first)) {
            requireAnswers(exchange.replace(usable(keys, findings), marker, Persistence.OPENING));
        }
        List<MarkerPlace> places = new ArrayList<>();
        for (int i = 0; i < findings.size(); i++) {
            if (findings.get(i).isUsable()) {
                places.add(new MarkerPlace(keys.get(i), marker));
            }
        }
        List<Server> servers = places.isEmpty() ? List.of() : servers(places);
        connections.begin();
        exchange.succeeded();
        RunHandle handle = handle(new MarkerKeys(beginning, suffixes), servers, expiring);
        return new RedisRun(
                handle, Finding.told(findings, spread), places, marker, servers, exchange, connections, context);
    }

    private static List<byte[]> usable(List<byte[]> keys, List<Finding> findings) {
        return IntStream.range(0, keys.size())
                .filter(i -> findings.get(i).isUsable())
                .mapToObj(keys::get)
                .toList();
    }

    private static void requireAnswers(Answers answers) {
        if (answers.obstacle().isPresent()) {
            throw answers.obstacle().get().exception();
        }
    }

    private List<Finding> findings(Answers answers) {
        requireAnswers(answers);
        List<Finding> findings = new ArrayList<>();
        for (Optional<Reply> reply : answers.replies()) {
            findings.add(judge.of(reply.orElseThrow()));
        }
        return findings;
    }

    private List<Server> servers(List<MarkerPlace> places) {
        List<ServerInfo> told = connections.asksRunId()
                ? exchange.servers(places.stream().map(MarkerPlace::key).toList())
                : List.of();
        if (told.stream().anyMatch(ServerInfo::isReplica)) {
            context.report(RunEvent.warning(RedisFailure.IS_REPLICA.detail()));
        }
        Map<String, Long> evicted = Evictions.counts(told);
        return connections.seen().stream()
                .map(sighting -> new Server(
                        sighting.server(), sighting.runId(), Optional.ofNullable(evicted.get(sighting.runId()))))
                .toList();
    }

    private RunHandle handle(MarkerKeys keys, List<Server> servers, boolean expiring) {
        Map<String, String> values = new HashMap<>(keys.values());
        servers.forEach(server -> server.addTo(values));
        if (expiries == Expiries.MADE_TO_LAST && !expiring) {
            Expiries.noneIsLeft(values);
        }
        return RunHandle.of(context.runId(), values);
    }
}
