package dev.sluice.redis.adapter.jedis;

import dev.sluice.redis.adapter.tls.TlsConnection;
import dev.sluice.redis.adapter.tls.TlsFault;
import dev.sluice.redis.adapter.tls.TlsLayer;
import dev.sluice.redis.config.Endpoint;
import dev.sluice.redis.config.RedisSettings;
import dev.sluice.redis.port.Command;
import dev.sluice.redis.port.Reply;
import dev.sluice.redis.port.TransportFailure;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import jdk.net.ExtendedSocketOptions;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.util.RedisOutputStream;

/**
 * One socket to a server, opened once and never again: a lost connection cannot come back silently, logged out and on database 0.
 *
 * <p>It writes and reads with the protocol streams of Jedis but not through its {@code Connection}, which reconnects by itself when a
 * command is sent on a closed socket, and whose pipelines forget the replies read before a loss.
 *
 * <p>The socket belongs to a channel, so interrupting the thread that reads, writes or connects closes it at once. For one thread, save
 * for {@link #close()}.
 */
final class Wire implements AutoCloseable {
    /** A batch of ordinary rows goes out in one or two calls of the system. */
    private static final int BUFFER = 64 * 1024;

    private static final int KEEPALIVE_IDLE_SECONDS = 30;
    private static final int KEEPALIVE_INTERVAL_SECONDS = 10;
    private static final int KEEPALIVE_COUNT = 3;

    /** What a server says of itself, and the names of fields, take room beside the values. */
    private static final long BESIDE_VALUES = 1 << 20;

    private final Endpoint endpoint;
    private final Optional<TlsLayer> tls;
    private final int maxReplyBytes;
    private InetAddress[] addresses = {};
    private volatile @Nullable SocketChannel channel;
    private volatile boolean closed;
    private @Nullable Socket socket;
    private @Nullable TlsConnection secured;
    private boolean reached;
    private boolean answered;
    private @Nullable RedisOutputStream out;
    private @Nullable ReplyReader in;

    /**
     * A wire that is not connected. A reply is not believed that announces far more than the settings let anybody write.
     *
     * @param endpoint which server; any other of the same settings is spoken to in the same way
     * @param tls empty for none
     */
    Wire(RedisSettings settings, Endpoint endpoint, Optional<TlsLayer> tls) {
        this.endpoint = endpoint;
        this.tls = tls;
        this.maxReplyBytes = (int) Math.min(Integer.MAX_VALUE - 8L, settings.maxValueBytes() + BESIDE_VALUES);
    }

    /** Looks the host up; its addresses, at least one. */
    List<InetAddress> resolve(Duration timeout) throws TransportException {
        addresses = LookUp.SYSTEM.of(endpoint.host(), timeout);
        return List.of(addresses);
    }

    /** Connects to the first address that accepts. Sends nothing. */
    void connect(Duration timeout) throws TransportException {
        socket = reach(timeout);
    }

    /** Shakes hands if there is to be TLS. Sends no credential but a client certificate to a server that was verified. */
    void secure() throws TransportException {
        Socket connected = socket;
        if (connected == null) {
            throw new TransportException(TransportFailure.LOST);
        }
        try {
            if (tls.isPresent()) {
                TlsConnection connection = shakeHands(tls.get(), connected);
                out = new RedisOutputStream(connection.out(), BUFFER);
                in = new ReplyReader(connection.in(), maxReplyBytes);
            } else {
                out = new RedisOutputStream(connected.getOutputStream(), BUFFER);
                in = new ReplyReader(connected.getInputStream(), maxReplyBytes);
            }
        } catch (IOException e) {
            throw new TransportException(TransportFailure.LOST);
        }
    }

    /** The version of TLS that is spoken; empty if it is none. */
    Optional<String> tlsVersion() {
        return Optional.ofNullable(secured).map(TlsConnection::version);
    }

    private Socket reach(Duration timeout) throws TransportException {
        TransportFailure failure = TransportFailure.UNKNOWN_HOST;
        for (InetAddress address : addresses) {
            try {
                return open(address, timeout);
            } catch (SocketTimeoutException e) {
                failure = TransportFailure.CONNECT_TIMEOUT;
            } catch (ConnectException e) {
                failure = TransportFailure.REFUSED;
            } catch (IOException e) {
                failure = TransportFailure.UNREACHABLE;
            }
            if (isGivenUp()) {
                throw new TransportException(TransportFailure.LOST);
            }
        }
        throw new TransportException(failure);
    }

    /** Whether what fails now fails because somebody here wants it to. */
    private boolean isGivenUp() {
        return closed || Thread.currentThread().isInterrupted();
    }

    private Socket open(InetAddress address, Duration timeout) throws IOException {
        SocketChannel opened = SocketChannel.open();
        boolean connected = false;
        try {
            channel = opened;
            if (closed) {
                throw new IOException("closed");
            }
            opened.setOption(StandardSocketOptions.TCP_NODELAY, true);
            keepAlive(opened);
            opened.socket().connect(new InetSocketAddress(address, endpoint.port()), (int) timeout.toMillis());
            connected = true;
            reached = true;
            return opened.socket();
        } finally {
            if (!connected) {
                opened.close();
            }
        }
    }

    /** Whoever is gone without a word is found out in a minute; the system would wait for hours. */
    private static void keepAlive(SocketChannel opened) throws IOException {
        opened.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
        if (opened.supportedOptions().contains(ExtendedSocketOptions.TCP_KEEPIDLE)) {
            opened.setOption(ExtendedSocketOptions.TCP_KEEPIDLE, KEEPALIVE_IDLE_SECONDS);
            opened.setOption(ExtendedSocketOptions.TCP_KEEPINTERVAL, KEEPALIVE_INTERVAL_SECONDS);
            opened.setOption(ExtendedSocketOptions.TCP_KEEPCOUNT, KEEPALIVE_COUNT);
        }
    }

    private TlsConnection shakeHands(TlsLayer layer, Socket plain) throws TransportException, IOException {
        TlsConnection connection = layer.over(plain, endpoint);
        secured = connection;
        try {
            connection.shakeHands();
            return connection;
        } catch (IOException e) {
            throw new TransportException(isGivenUp() ? TransportFailure.LOST : faultOf(e));
        }
    }

    private TransportFailure faultOf(IOException handshake) {
        return wasAskedForCertificateInVain()
                ? TransportFailure.TLS_CLIENT_CERTIFICATE
                : TlsFault.of(handshake).orElse(TransportFailure.TLS_HANDSHAKE);
    }

    /** Whether the server wants a client certificate; known after the handshake, also one that failed. */
    boolean wasAskedForCertificate() {
        TlsConnection connection = secured;
        return connection != null && connection.wasAsked();
    }

    private boolean wasAskedForCertificateInVain() {
        TlsConnection connection = secured;
        return connection != null && connection.wasAskedInVain();
    }

    /** Sends commands, all of them before any reply is read. */
    void send(List<Command> commands) throws TransportException {
        RedisOutputStream stream = out;
        if (stream == null) {
            throw new TransportException(TransportFailure.LOST);
        }
        try {
            for (int i = 0; i < commands.size(); i++) {
                List<byte[]> arguments = commands.get(i).arguments();
                stream.write(Protocol.ASTERISK_BYTE);
                stream.writeIntCrLf(arguments.size());
                for (int j = 0; j < arguments.size(); j++) {
                    byte[] argument = arguments.get(j);
                    stream.write(Protocol.DOLLAR_BYTE);
                    stream.writeIntCrLf(argument.length);
                    stream.write(argument);
                    stream.writeCrLf();
                }
            }
            stream.flush();
        } catch (IOException | JedisConnectionException e) {
            throw new TransportException(lost());
        }
    }

    /** A server that wants a client certificate under TLS 1.3 completes the handshake without one, and then breaks off. */
    private TransportFailure lost() {
        return !answered && wasAskedForCertificateInVain()
                ? TransportFailure.TLS_CLIENT_CERTIFICATE
                : TransportFailure.LOST;
    }

    /** Reads the next reply. */
    Reply read() throws TransportException {
        ReplyReader reader = in;
        if (reader == null) {
            throw new TransportException(TransportFailure.LOST);
        }
        try {
            Reply reply = reader.read();
            answered = true;
            return reply;
        } catch (TransportException e) {
            throw e.kind() == TransportFailure.LOST ? new TransportException(lost()) : e;
        }
    }

    /** What it means that its time is over, by how far it has come. */
    TransportFailure late() {
        if (!reached) {
            return TransportFailure.CONNECT_TIMEOUT;
        }
        return tls.isPresent() && out == null ? TransportFailure.TLS_HANDSHAKE : TransportFailure.COMMAND_TIMEOUT;
    }

    /** Whether {@link #close()} was called, here or by the watchdog. */
    boolean isClosed() {
        return closed;
    }

    /** From any thread, idempotent. Closes the channel below TLS, because closing a TLS socket waits for a write that hangs. */
    @Override
    public void close() {
        closed = true;
        SocketChannel open = channel;
        if (open != null) {
            try {
                open.close();
            } catch (IOException e) {
                // It is given up either way.
            }
        }
    }
}
