package dev.sluice.redis.adapter.jedis;

import dev.sluice.redis.config.Endpoint;
import dev.sluice.redis.config.RedisSettings;
import dev.sluice.redis.port.CommandExecutor.Command;
import dev.sluice.redis.port.CommandExecutor.Reply;
import dev.sluice.redis.port.CommandExecutor.TransportFailure;
import java.io.IOException;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.net.UnknownHostException;
import java.nio.channels.SocketChannel;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
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
    private static final int BUFFER = 16 * 1024;

    /** What a server says of itself, and the names of fields, take room beside the values. */
    private static final long BESIDE_VALUES = 1 << 20;

    private final Endpoint endpoint;
    private final boolean tls;
    private final int maxReplyBytes;
    private InetAddress[] addresses = {};
    private volatile @Nullable SocketChannel channel;
    private volatile boolean closed;
    private boolean reached;
    private @Nullable RedisOutputStream out;
    private @Nullable ReplyReader in;

    /**
     * A wire that is not connected. A reply is not believed that announces far more than the settings let anybody write.
     *
     * @param endpoint which server; any other of the same settings is spoken to in the same way
     */
    Wire(RedisSettings settings, Endpoint endpoint) {
        this.endpoint = endpoint;
        this.tls = settings.url().tls();
        this.maxReplyBytes = (int) Math.min(Integer.MAX_VALUE - 8L, settings.maxValueBytes() + BESIDE_VALUES);
    }

    /** Looks the host up; the number of its addresses. */
    int resolve() throws TransportException {
        try {
            addresses = InetAddress.getAllByName(endpoint.host());
            return addresses.length;
        } catch (UnknownHostException e) {
            throw new TransportException(TransportFailure.UNKNOWN_HOST);
        }
    }

    /** Connects to the first address that accepts, and shakes hands if the URL says TLS. */
    void connect(Duration timeout) throws TransportException {
        Socket socket = reach(timeout);
        try {
            Socket secured = tls ? shakeHands(socket) : socket;
            OutputStream stream = secured.getOutputStream();
            out = new RedisOutputStream(stream, BUFFER);
            in = new ReplyReader(secured.getInputStream(), maxReplyBytes);
        } catch (IOException e) {
            throw new TransportException(tls && !isGivenUp() ? tlsFault(e) : TransportFailure.LOST);
        }
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
            opened.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
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

    private Socket shakeHands(Socket plain) throws IOException {
        try {
            SSLSocket socket = (SSLSocket) SSLContext.getDefault()
                    .getSocketFactory()
                    .createSocket(plain, endpoint.host(), endpoint.port(), true);
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            socket.setSSLParameters(parameters);
            socket.startHandshake();
            return socket;
        } catch (NoSuchAlgorithmException e) {
            throw new SSLException("no TLS in this Java runtime");
        }
    }

    private static TransportFailure tlsFault(Throwable fault) {
        for (Throwable cause = fault; cause != null; cause = cause.getCause()) {
            if (cause instanceof CertificateException || cause instanceof CertPathValidatorException) {
                return TransportFailure.TLS_CERTIFICATE;
            }
        }
        return TransportFailure.TLS_HANDSHAKE;
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
            throw new TransportException(TransportFailure.LOST);
        }
    }

    /** Reads the next reply. */
    Reply read() throws TransportException {
        ReplyReader reader = in;
        if (reader == null) {
            throw new TransportException(TransportFailure.LOST);
        }
        return reader.read();
    }

    /** What it means that its time is over, by how far it has come. */
    TransportFailure late() {
        if (!reached) {
            return TransportFailure.CONNECT_TIMEOUT;
        }
        return tls && out == null ? TransportFailure.TLS_HANDSHAKE : TransportFailure.COMMAND_TIMEOUT;
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
