package dev.sluice.redis.run;

import dev.sluice.redis.failure.Failure;
import dev.sluice.redis.failure.RedisFailure;
import dev.sluice.redis.marker.Marker;
import dev.sluice.redis.marker.MarkerExchange;
import dev.sluice.redis.marker.MarkerExchange.Answers;
import dev.sluice.redis.marker.MarkerExchange.Persistence;
import dev.sluice.redis.marker.MarkerPlace;
import dev.sluice.redis.port.Reply;
import dev.sluice.spi.CommitObserver;
import dev.sluice.spi.CommitResult;
import dev.sluice.spi.DestinationException;
import dev.sluice.spi.DestinationRun;
import dev.sluice.spi.ErrorDetail;
import dev.sluice.spi.RunContext;
import dev.sluice.spi.RunEvent;
import dev.sluice.spi.RunHandle;
import dev.sluice.spi.RunMarker;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A run that keeps a marker. It replaces the marker at each checkpoint and at the commit, and looks each time at what it replaced. Threadsafe,
 * because a checkpoint comes from a thread of its own.
 */
final class RedisRun implements DestinationRun {
    private final RunHandle handle;
    private final List<RunMarker> markers;
    private final List<MarkerPlace> places;
    private final List<Server> servers;
    private final MarkerExchange exchange;
    private final ConnectionLog connections;
    private final RunContext context;
    private Marker marker;
    private OpenRuns.Part registration = () -> {};
    private boolean closed;

    /**
     * A run that was opened.
     *
     * @param places where the marker stands; empty if it can be kept nowhere
     * @param marker what stands there
     */
    RedisRun(
            RunHandle handle,
            List<RunMarker> markers,
            List<MarkerPlace> places,
            Marker marker,
            List<Server> servers,
            MarkerExchange exchange,
            ConnectionLog connections,
            RunContext context) {
        this.handle = handle;
        this.markers = List.copyOf(markers);
        this.places = List.copyOf(places);
        this.marker = marker;
        this.servers = List.copyOf(servers);
        this.exchange = exchange;
        this.connections = connections;
        this.context = context;
    }

    /** It stays registered until it is closed. */
    synchronized void registered(OpenRuns.Part part) {
        registration = part;
    }

    /** Closes the connection, so that the server has room for another client. The next marker opens a new one. */
    synchronized void giveWay() {
        exchange.disconnect();
    }

    @Override
    public RunHandle handle() {
        return handle;
    }

    @Override
    public List<RunMarker> markers() {
        return markers;
    }

    /**
     * What a change of the marker has shown.
     *
     * @param lost where the target is not the one that the run began with
     * @param reason why not; empty if it is everywhere
     * @param obstacle why the marker was not changed everywhere; empty if it was
     */
    private record Look(List<MarkerPlace> lost, Optional<String> reason, Optional<ErrorDetail> obstacle) {}

    @Override
    public synchronized void checkpoint(long number) {
        requireOpen();
        marker = Marker.open(marker.runId(), number, marker.further()).expiring(marker.expiring());
        Look look = replace(marker, Persistence.CHECKPOINT);
        if (look.reason().isPresent()) {
            contest(look.lost());
            // The marker may have been among them.
            warnOfEvictions();
            throw DestinationException.of(
                    RedisFailure.TARGET_REPLACED.detail(look.reason().get()));
        }
        // A checkpoint that is missing costs no more than some rows that are written again.
        look.obstacle()
                .ifPresent(why -> context.logger().log(Level.INFO, "The marker was not changed: " + why.message()));
    }

    @Override
    public synchronized CommitResult commit(List<String> prepared, CommitObserver observer) {
        requireOpen();
        if (places.isEmpty()) {
            return CommitResult.COMPLETE;
        }
        CommitResult result = commit(prepared);
        warnOfEvictions();
        return result;
    }

    /**
     * First writes the open marker again, over the connections that there are by now. Only when these are known to lead to the same servers,
     * the marker says that the run is complete.
     */
    private CommitResult commit(List<String> prepared) {
        Optional<CommitResult> doubt = doubt(replace(marker, Persistence.COMMIT), prepared);
        if (doubt.isPresent()) {
            return doubt.get();
        }
        doubt = doubt(replace(marker.complete(), Persistence.COMMIT), prepared);
        if (doubt.isPresent() && doubt.get() == CommitResult.RUN_UNCERTAIN) {
            // Something happened in between, so it must not say complete anywhere.
            replace(marker, Persistence.COMMIT);
        }
        return doubt.orElse(CommitResult.COMPLETE);
    }

    /** The result of the commit, if it cannot be that the run is complete. */
    private Optional<CommitResult> doubt(Look look, List<String> prepared) {
        if (look.reason().isPresent()) {
            return replaced(
                    look.lost(),
                    RedisFailure.TARGET_REPLACED.detail(look.reason().get()));
        }
        List<MarkerPlace> unseen = places.stream().filter(MarkerPlace::isUnseen).toList();
        boolean proven = isProven(prepared);
        if (!unseen.isEmpty() && !proven) {
            return replaced(unseen, RedisFailure.MARKER_UNSEEN.detail());
        }
        Optional<ErrorDetail> why = look.obstacle();
        if (why.isEmpty() && !proven) {
            why = Optional.of(RedisFailure.RUN_UNPROVEN.detail());
        }
        if (why.isEmpty() && !unseen.isEmpty()) {
            why = Optional.of(RedisFailure.MARKER_UNSEEN.detail());
        }
        why.ifPresent(warning -> context.report(RunEvent.warning(warning)));
        return why.map(any -> CommitResult.RUN_UNCERTAIN);
    }

    private Optional<CommitResult> replaced(List<MarkerPlace> where, ErrorDetail why) {
        contest(where);
        context.report(RunEvent.warning(why));
        return Optional.of(CommitResult.TARGET_REPLACED);
    }

    private boolean isProven(List<String> prepared) {
        return Server.prove(servers, connections.seen())
                && prepared.stream()
                        .allMatch(text -> Sighting.read(text)
                                .map(seen -> Server.prove(servers, seen))
                                .orElse(false));
    }

    private Look replace(Marker by, Persistence persistence) {
        Answers answers = exchange.advance(keys(places), by, persistence);
        List<MarkerPlace> lost = new ArrayList<>();
        Optional<String> reason = Optional.empty();
        Optional<ErrorDetail> obstacle = answers.obstacle().map(Failure::detail);
        for (int i = 0; i < places.size(); i++) {
            MarkerPlace place = places.get(i);
            Reply reply = answers.replies().get(i).orElse(null);
            if (reply instanceof Reply.Value before) {
                Optional<String> wrong = place.replaced(before, by);
                if (wrong.isPresent()) {
                    lost.add(place);
                    reason = wrong;
                }
            } else if (reply instanceof Reply.Refused refused) {
                obstacle = Optional.of(exchange.refusal(refused));
            }
        }
        exchange.succeeded();
        return new Look(lost, reason, obstacle);
    }

    /**
     * Leaves word for the next run of any host that this target is not to be trusted, and whose marker was there: the target may have gone back
     * to what that run had left.
     */
    private void contest(List<MarkerPlace> where) {
        where.stream()
                .collect(Collectors.groupingBy(place -> place.contested(marker)))
                .forEach((left, places) -> exchange.replace(keys(places), left, Persistence.CHECKPOINT));
    }

    private static List<byte[]> keys(List<MarkerPlace> places) {
        return places.stream().map(MarkerPlace::key).toList();
    }

    private void warnOfEvictions() {
        if (!connections.asksRunId()) {
            return;
        }
        Map<String, Long> now = Evictions.counts(exchange.servers(keys(places)));
        long evicted = 0;
        for (Server server : servers) {
            Long later = now.get(server.runId());
            if (later != null && server.evictedKeys().isPresent()) {
                evicted += later - server.evictedKeys().get();
            }
        }
        if (evicted > 0) {
            context.report(Evictions.warning(evicted));
        }
    }

    private void requireOpen() {
        if (closed) {
            throw DestinationException.closed();
        }
    }

    /** Without a commit, the open marker stays as it is. */
    @Override
    public synchronized void close() {
        closed = true;
        registration.close();
        exchange.close();
    }
}
