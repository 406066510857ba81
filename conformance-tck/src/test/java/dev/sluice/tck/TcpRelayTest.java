package dev.sluice.tck;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.spi.DestinationConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The relay in front of a target that echoes every byte. */
final class TcpRelayTest {
    private final ServerSocket target = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final TcpRelay relay = new TcpRelay(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), target.getLocalPort()),
            port -> DestinationConfig.of(Map.of("port", (long) port)));

    TcpRelayTest() throws IOException {
        Thread echoing = new Thread(this::echo, "echo");
        echoing.setDaemon(true);
        echoing.start();
    }

    private void echo() {
        try {
            while (true) {
                Socket client = target.accept();
                Thread thread = new Thread(() -> echo(client), "echo-one");
                thread.setDaemon(true);
                thread.start();
            }
        } catch (IOException e) {
            // Closed at the end of the test.
        }
    }

    private static void echo(Socket client) {
        try (client) {
            client.getInputStream().transferTo(client.getOutputStream());
        } catch (IOException e) {
            // The relay has closed the connection.
        }
    }

    @AfterEach
    void stop() throws IOException {
        relay.close();
        target.close();
    }

    private Socket client() throws IOException {
        return client(relay);
    }

    private static Socket client(TcpRelay relay) throws IOException {
        Number port = (Number) relay.config().value("port").orElseThrow();
        Socket client = new Socket(InetAddress.getLoopbackAddress(), port.intValue());
        client.setSoTimeout(30_000);
        return client;
    }

    private static String say(Socket client, String text) throws IOException {
        client.getOutputStream().write(text.getBytes(US_ASCII));
        return new String(client.getInputStream().readNBytes(text.length()), US_ASCII);
    }

    /** Whether the other side has closed the connection, in an orderly way or by a reset. */
    private static boolean isGone(Socket client) throws IOException {
        try {
            return client.getInputStream().read() < 0;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    @Test
    void whatPassesIsWhatCame() throws IOException {
        try (Socket client = client()) {
            assertThat(say(client, "hello")).isEqualTo("hello");
            assertThat(relay.connections()).isEqualTo(1);
            client.shutdownOutput();
            assertThat(isGone(client)).isTrue();
            assertThat(relay.connections()).isZero();
        }
    }

    @Test
    void aCutBreaksEveryConnectionAndTheNextOneIsWhole() throws IOException {
        try (Socket client = client()) {
            assertThat(say(client, "hello")).isEqualTo("hello");
            relay.cut(0);
            assertThat(isGone(client)).isTrue();
        }
        try (Socket client = client()) {
            relay.cut(3);
            client.getOutputStream().write("hello".getBytes(US_ASCII));
            assertThat(isGone(client))
                    .as("five bytes do not pass where three may")
                    .isTrue();
        }
        try (Socket client = client()) {
            assertThat(say(client, "again")).isEqualTo("again");
        }
    }

    @Test
    void silencePassesNothingAndKeepsTheConnection() throws IOException {
        try (Socket client = client()) {
            assertThat(say(client, "hello")).isEqualTo("hello");
            relay.silence();
            client.setSoTimeout(200);
            client.getOutputStream().write("anyone".getBytes(US_ASCII));
            assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);
            assertThat(relay.connections()).isEqualTo(1);
        }
    }

    @Test
    void whereTheTargetIsGoneTheConnectionIsToo() throws IOException {
        // Bound and not listening, so nobody else can take the port and accept in place of the target. A target that
        // listened and is
        // closed would hold the port as long as its thread wakes up.
        try (Socket holder = new Socket()) {
            holder.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            TcpRelay toNobody = new TcpRelay(
                    (InetSocketAddress) holder.getLocalSocketAddress(),
                    port -> DestinationConfig.of(Map.of("port", (long) port)));
            try (Socket client = client(toNobody)) {
                assertThat(isGone(client)).isTrue();
            } finally {
                toNobody.close();
            }
        }
    }
}
