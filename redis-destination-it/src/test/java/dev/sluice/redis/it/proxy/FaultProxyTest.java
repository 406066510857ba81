package dev.sluice.redis.it.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.redis.it.proxy.Harm.Delay;
import dev.sluice.redis.it.proxy.Harm.Direction;
import dev.sluice.redis.it.proxy.Harm.Drip;
import dev.sluice.redis.it.proxy.Harm.Ending;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The proxy against sockets that the test holds at both ends. */
final class FaultProxyTest {
    private ServerSocket listener;
    private FaultProxy proxy;

    @BeforeEach
    void start() throws IOException {
        listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        proxy = new FaultProxy(listener.getLocalPort());
    }

    @AfterEach
    void stop() throws IOException {
        proxy.close();
        listener.close();
    }

    private record Pair(Socket client, Socket server) implements AutoCloseable {
        void send(String text) throws IOException {
            client.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
        }

        void answer(String text) throws IOException {
            server.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
        }

        String arrived(int length) throws IOException {
            return text(server.getInputStream().readNBytes(length));
        }

        String answered(int length) throws IOException {
            return text(client.getInputStream().readNBytes(length));
        }

        private static String text(byte[] bytes) {
            return new String(bytes, StandardCharsets.US_ASCII);
        }

        @Override
        public void close() throws IOException {
            client.close();
            server.close();
        }
    }

    private Pair connect() throws IOException {
        Socket client = new Socket(InetAddress.getLoopbackAddress(), proxy.port());
        Socket server = listener.accept();
        // A proxy that passes nothing on is a failure, not a test that hangs.
        client.setSoTimeout(20_000);
        server.setSoTimeout(20_000);
        return new Pair(client, server);
    }

    @Test
    void withoutHarmEveryByteArrives() throws IOException {
        byte[] bytes = new byte[3_000_000];
        new Random(1).nextBytes(bytes);
        try (Pair pair = connect()) {
            CompletableFuture<byte[]> echoed = CompletableFuture.supplyAsync(() -> {
                try {
                    return pair.client().getInputStream().readNBytes(bytes.length);
                } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            });
            CompletableFuture<Void> sent = CompletableFuture.runAsync(() -> {
                try {
                    pair.client().getOutputStream().write(bytes);
                } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            });
            pair.server().getOutputStream().write(pair.server().getInputStream().readNBytes(bytes.length));
            sent.join();
            assertThat(echoed.join()).isEqualTo(bytes);
        }
    }

    @ParameterizedTest
    @EnumSource
    void commandsAreCutAtTheByte(Ending ending) throws IOException {
        proxy.next(Harm.cutUp(5, ending));
        try (Pair pair = connect()) {
            pair.send("0123456789");
            assertThat(pair.arrived(5)).isEqualTo("01234");
            assertThat(isOver(pair.server().getInputStream())).isTrue();
            assertThat(isOver(pair.client().getInputStream())).isTrue();
        }
        assertThat(proxy.cuts()).isEqualTo(1);
    }

    @Test
    void repliesAreCutAtTheByteByAFin() throws IOException {
        try (Pair pair = connect()) {
            pair.answer("before");
            assertThat(pair.answered(6)).isEqualTo("before");
            proxy.now(Harm.cutDown(4, Ending.FIN));
            pair.answer("abcdefgh");
            assertThat(new String(pair.client().getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
                    .isEqualTo("abcd");
            assertThat(isOver(pair.server().getInputStream())).isTrue();
        }
    }

    @Test
    void aResetIsAnErrorToTheClient() throws IOException {
        try (Pair pair = connect()) {
            proxy.cut(Ending.RST);
            assertThatThrownBy(() -> pair.client().getInputStream().readAllBytes())
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void aFinIsAnEndOfTheStream() throws IOException {
        try (Pair pair = connect()) {
            proxy.cut(Ending.FIN);
            assertThat(pair.client().getInputStream().read()).isEqualTo(-1);
        }
    }

    private static boolean isOver(InputStream in) {
        try {
            return in.read() < 0;
        } catch (java.net.SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    @Test
    void whatIsHeldForAClientThatClosesIsDropped() throws IOException {
        proxy.next(Harm.stallUp(3));
        Pair first = connect();
        first.send("0123456789");
        assertThat(first.arrived(3)).isEqualTo("012");
        first.client().close();
        try (Pair second = connect()) {
            second.send("later");
            assertThat(second.arrived(5)).isEqualTo("later");
            proxy.heal();
            assertThat(isOver(first.server().getInputStream())).isTrue();
        }
        first.server().close();
    }

    @Test
    void bytesOfAClosedConnectionNeverFollowThoseOfALaterOne() throws IOException {
        Pair first = connect();
        byte[] much = new byte[30_000_000];
        // The server does not read, so most of it is held by the proxy.
        first.client().getOutputStream().write(much);
        first.client().close();
        try (Pair second = connect()) {
            second.send("later");
            assertThat(second.arrived(5)).isEqualTo("later");
            long arrived = 0;
            try {
                byte[] buffer = new byte[65_536];
                for (int count = 0;
                        count >= 0;
                        count = first.server().getInputStream().read(buffer)) {
                    arrived += count;
                }
            } catch (java.net.SocketTimeoutException e) {
                throw e;
            } catch (IOException e) {
                // Cut off.
            }
            assertThat(arrived).isLessThan(much.length);
        }
        first.server().close();
    }

    @Test
    void heldRepliesPassWhenTheHarmIsTakenBack() throws IOException {
        proxy.always(Harm.stallDown(2));
        try (Pair pair = connect()) {
            pair.answer("abcd");
            assertThat(pair.answered(2)).isEqualTo("ab");
            proxy.heal();
            assertThat(pair.answered(2)).isEqualTo("cd");
        }
    }

    @Test
    void aDelayedByteIsLate() throws IOException {
        proxy.next(new Delay(Direction.DOWN, Duration.ofMillis(300)));
        try (Pair pair = connect()) {
            long start = System.nanoTime();
            pair.answer("a");
            assertThat(pair.answered(1)).isEqualTo("a");
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(299));
        }
    }

    @Test
    void aDripTakesItsTime() throws IOException {
        proxy.next(new Drip(Direction.UP, 2, Duration.ofMillis(50)));
        try (Pair pair = connect()) {
            long start = System.nanoTime();
            pair.send("0123456789");
            assertThat(pair.arrived(10)).isEqualTo("0123456789");
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(199));
        }
    }

    @Test
    void aRefusingPortTakesConnectionsAgain() throws IOException {
        proxy.refuse();
        assertThatThrownBy(this::connect).isInstanceOf(ConnectException.class);
        proxy.accept();
        try (Pair pair = connect()) {
            pair.send("a");
            assertThat(pair.arrived(1)).isEqualTo("a");
        }
    }

    @Test
    void theEndOfTheServerReachesTheClientAfterItsLastByte() throws IOException {
        try (Pair pair = connect()) {
            pair.answer("last");
            pair.server().close();
            assertThat(new String(pair.client().getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
                    .isEqualTo("last");
        }
        assertThat(proxy.cuts()).isZero();
    }

    @Test
    void anAbsentServerIsALossToTheClient() throws IOException {
        listener.close();
        try (Socket client = new Socket(InetAddress.getLoopbackAddress(), proxy.port())) {
            assertThat(isOver(client.getInputStream())).isTrue();
        }
        assertThat(proxy.accepted()).isEqualTo(1);
    }
}
