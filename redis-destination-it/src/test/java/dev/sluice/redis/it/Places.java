package dev.sluice.redis.it;

import dev.sluice.redis.it.servers.ClusterGroup;
import dev.sluice.redis.it.servers.Program;
import dev.sluice.redis.it.servers.RedisServer;
import dev.sluice.redis.it.servers.RedisServers;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The places at hand: each server as it is, and for each program of this machine a server behind TLS and a cluster. They end with the process. */
final class Places {
    private Places() {}

    /**
     * A place that is started when somebody wants it.
     *
     * @param name what tests call it
     * @param place starts it once
     */
    record Named(String name, Supplier<Place> place) {}

    /** The embedded server alone, behind TLS, and as a cluster. */
    static List<Named> ofEmbedded() {
        return of(Program.embedded(), RedisServers::embedded);
    }

    /** All of them. */
    static List<Named> all() {
        List<Program> programs = Program.all();
        List<RedisServer> servers = RedisServers.all();
        List<Named> places = new ArrayList<>();
        for (int i = 0; i < servers.size(); i++) {
            RedisServer server = servers.get(i);
            if (i < programs.size()) {
                places.addAll(of(programs.get(i), () -> server));
            } else {
                places.add(new Named("standalone " + server, once(() -> Place.standalone(server))));
            }
        }
        return places;
    }

    private static List<Named> of(Program program, Supplier<RedisServer> server) {
        return List.of(
                new Named("standalone " + program, once(() -> Place.standalone(server.get()))),
                new Named("TLS " + program, once(() -> Place.tls(program))),
                new Named("cluster " + program, once(() -> Place.cluster(ClusterGroup.start(program, 0)))));
    }

    private static Supplier<Place> once(Supplier<Place> start) {
        return new Supplier<>() {
            private @Nullable Place started;

            @Override
            public synchronized Place get() {
                Place place = started;
                if (place == null) {
                    place = start.get();
                    started = place;
                }
                return place;
            }
        };
    }
}
