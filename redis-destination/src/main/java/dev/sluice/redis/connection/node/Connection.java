package dev.sluice.redis.connection.node;

import dev.sluice.redis.config.Endpoint;
import dev.sluice.redis.config.RedisSettings;
import dev.sluice.redis.connection.tls.TlsConnection;
import dev.sluice.redis.connection.tls.TlsFailures;
import dev.sluice.redis.connection.tls.TlsLayer;
import dev.sluice.redis.port.Command;
import dev.sluice.redis.port.ExpectedReply;
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
 * One socket to a server, opened once: a lost connection cannot reopen silently, logged out and on database 0.
 *
 * <p>It uses the protocol streams of Jedis, but not its {@code Connection}, which reconnects by itself when a command is sent on a closed
 * socket, and whose pipelines lose the replies that were read before a failure.
 *
 * <p>The socket belongs to a channel, so that an interrupt of the thread that connects, reads or writes closes it at once. For one thread,
 * except {@link #close()}.
 */
final class Connection implements AutoCloseable {
    /** A batch of ordinary rows takes one or two system calls. */
    private static final int BUFFER_BYTES = 64 * 1024;

    private static final int KEEPALIVE_IDLE_SECONDS = 30;
    private static final int KEEPALIVE_INTERVAL_SECONDS = 10;
    private static final int KEEPALIVE_COUNT = 3;

    /** Room in a reply for what is not a value: INFO, names of fields. */
    private static final long MAX_OVERHEAD_BYTES = 1 << 20;

    private final Endpoint endpoint;
    private final Optional<TlsLayer> tls;
    private final int maxReplyBytes;
    private InetAddress[] addresses = {};
    private volatile @Nullable SocketChannel channel;
    private volatile boolean closed;
    private @Nullable Socket socket;
    private @Nullable TlsConnection tlsConnection;
    private boolean connected;
    private boolean answered;
    private @Nullable RedisOutputStream out;
    private @Nullable ReplyReader in;

    /**
     * A connection that is not open yet. It reads replies of up to the largest value that the settings allow, plus some overhead.
     *
     * @param endpoint the server; in a cluster or behind sentinels, another than the one of the URL
     * @param tls empty for none
     */
    Connection(RedisSettings settings, Endpoint endpoint, Optional<TlsLayer> tls) {
        this.endpoint = endpoint;
        this.tls = tls;
        this.maxReplyBytes = (int) Math.min(Integer.MAX_VALUE - 8L, settings.maxValueBytes() + MAX_OVERHEAD_BYTES);
    }

    /** Resolves the host to its addresses, at least one. */
    List<InetAddress> resolve(Duration timeout) throws TransportException {
        addresses = DnsResolver.SYSTEM.resolve(endpoint.host(), timeout);
        return List.of(addresses);
    }

    /** Connects to the first address that accepts. Sends no data. */
    void connect(Duration timeout) throws TransportException {
        socket = connectToAny(timeout);
    }

    /** Starts TLS if there is any, and opens the streams. Sends no credential except the client certificate. */
    void secure() throws TransportException {
        Socket plain = socket;
        if (plain == null) {
            throw new TransportException(TransportFailure.LOST);
        }
        try {
            if (tls.isPresent()) {
                TlsConnection connection = startTls(tls.get(), plain);
                out = new RedisOutputStream(connection.out(), BUFFER_BYTES);
                in = new ReplyReader(connection.in(), maxReplyBytes);
            } else {
                out = new RedisOutputStream(plain.getOutputStream(), BUFFER_BYTES);
                in = new ReplyReader(plain.getInputStream(), maxReplyBytes);
            }
        } catch (IOException e) {
            throw new TransportException(TransportFailure.LOST);
        }
    }

    /** The TLS version; empty without TLS. */
    Optional<String> tlsVersion() {
        return Optional.ofNullable(tlsConnection).map(TlsConnection::version);
    }

    private Socket connectToAny(Duration timeout) throws TransportException {
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
            if (isCancelled()) {
                throw new TransportException(TransportFailure.LOST);
            }
        }
        throw new TransportException(failure);
    }

    /** Whether this side closed or interrupted the connection. */
    private boolean isCancelled() {
        return closed || Thread.currentThread().isInterrupted();
    }

    private Socket open(InetAddress address, Duration timeout) throws IOException {
        SocketChannel opened = SocketChannel.open();
        boolean done = false;
        try {
            channel = opened;
            if (closed) {
                throw new IOException("closed");
            }
            opened.setOption(StandardSocketOptions.TCP_NODELAY, true);
            keepAlive(opened);
            opened.socket().connect(new InetSocketAddress(address, endpoint.port()), (int) timeout.toMillis());
            done = true;
            connected = true;
            return opened.socket();
        } finally {
            if (!done) {
                opened.close();
            }
        }
    }

    /** Detects a silently lost peer within a minute; the default of the system is hours. */
    private static void keepAlive(SocketChannel opened) throws IOException {
        opened.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
        if (opened.supportedOptions().contains(ExtendedSocketOptions.TCP_KEEPIDLE)) {
            opened.setOption(ExtendedSocketOptions.TCP_KEEPIDLE, KEEPALIVE_IDLE_SECONDS);
            opened.setOption(ExtendedSocketOptions.TCP_KEEPINTERVAL, KEEPALIVE_INTERVAL_SECONDS);
            opened.setOption(ExtendedSocketOptions.TCP_KEEPCOUNT, KEEPALIVE_COUNT);
        }
    }

    private TlsConnection startTls(TlsLayer layer, Socket plain) throws TransportException, IOException {
        TlsConnection secured = layer.wrap(plain, endpoint);
        tlsConnection = secured;
        try {
            secured.handshake();
            return secured;
        } catch (IOException e) {
            throw new TransportException(isCancelled() ? TransportFailure.LOST : handshakeFailure(e));
        }
    }

    private TransportFailure handshakeFailure(IOException cause) {
        return isCertificateMissing()
                ? TransportFailure.TLS_CLIENT_CERTIFICATE
                : TlsFailures.classify(cause).orElse(TransportFailure.TLS_HANDSHAKE);
    }

    /** Whether the server requested a client certificate. Known after the handshake, even if it failed. */
    boolean isCertificateRequested() {
        TlsConnection secured = tlsConnection;
        return secured != null && secured.isCertificateRequested();
    }

    private boolean isCertificateMissing() {
        TlsConnection secured = tlsConnection;
        return secured != null && secured.isCertificateMissing();
    }

    /**
     * Sends all commands, and then reads one reply for each. If a reply is not one that Redis gives to its command, or if there are more
     * replies than commands, then nobody knows which reply belongs to which command, and none of them counts.
     *
     * @param replies receives the replies that count, in order
     */
    void exchange(List<Command> commands, List<Reply> replies) throws TransportException {
        int before = replies.size();
        try {
            if (answered) {
                // Before that it may be a refusal of the connection itself, such as that of a server with too many
                // clients.
                requireNothingUnread();
            }
            send(commands);
            for (int i = 0; i < commands.size(); i++) {
                Reply reply = read();
                if (reply instanceof Reply.Value value && !ExpectedReply.fits(commands.get(i), value)) {
                    throw new TransportException(TransportFailure.PROTOCOL);
                }
                replies.add(reply);
            }
            requireNothingUnread();
        } catch (TransportException e) {
            if (e.kind() == TransportFailure.PROTOCOL) {
                replies.subList(before, replies.size()).clear();
            }
            throw e;
        }
    }

    private void requireNothingUnread() throws TransportException {
        ReplyReader reader = in;
        if (reader != null && reader.hasUnread()) {
            throw new TransportException(TransportFailure.PROTOCOL);
        }
    }

    private void send(List<Command> commands) throws TransportException {
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
            throw new TransportException(lossFailure());
        }
    }

    /** The cause of a loss. With TLS 1.3, a server that requires a client certificate completes the handshake and closes only then. */
    private TransportFailure lossFailure() {
        return !answered && isCertificateMissing() ? TransportFailure.TLS_CLIENT_CERTIFICATE : TransportFailure.LOST;
    }

    /** Reads the next reply, whatever it answers. */
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
            throw e.kind() == TransportFailure.LOST ? new TransportException(lossFailure()) : e;
        }
    }

    /** The failure to report when a deadline passes now. */
    TransportFailure timeoutFailure() {
        if (!connected) {
            return TransportFailure.CONNECT_TIMEOUT;
        }
        return tls.isPresent() && out == null ? TransportFailure.TLS_HANDSHAKE : TransportFailure.COMMAND_TIMEOUT;
    }

    /** Whether {@link #close()} was called, here or by the watchdog. */
    boolean isClosed() {
        return closed;
    }

    /** Closes the channel below TLS, because closing a TLS socket blocks while a write hangs. From any thread, idempotent. */
    @Override
    public void close() {
        closed = true;
        SocketChannel open = channel;
        if (open != null) {
            try {
                open.close();
            } catch (IOException e) {
                // The connection is discarded anyway.
            }
        }
    }
}
