package dev.sluice.redis.it.servers;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;

/**
 * Ports of the loopback interface that nobody listens on. Below those that systems give to clients, so that no connection takes one in
 * between, and so that the port 10,000 above, on which the nodes of a cluster talk, is free as well. The build runs tests in several
 * processes; each has ports that the others leave alone, also while a server is down that a test starts again. Ports from 28,000 on belong
 * to the tests of the bundle, which run at the same time.
 */
public final class Ports {
    /** Ports of one process. */
    private static final int COUNT = 2_400;

    private static final int PROCESSES = 3;
    private static final int FIRST = 10_500 + COUNT * ((Integer.getInteger("sluice.test.fork", 1) - 1) % PROCESSES);
    private static final int BUS = 10_000;
    private static final Random RANDOM = new Random();
    private static final Set<Integer> GIVEN = new HashSet<>();

    private Ports() {}

    /** A port that was not given before. */
    public static synchronized int free() {
        for (int i = 0; i < COUNT; i++) {
            int port = FIRST + RANDOM.nextInt(COUNT);
            if (!GIVEN.contains(port) && isFree(port) && isFree(port + BUS)) {
                GIVEN.add(port);
                return port;
            }
        }
        throw new IllegalStateException("no port is free");
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
