package dev.sluice.redis.adapter.jedis;

import dev.sluice.redis.adapter.tls.TlsFault;
import dev.sluice.redis.port.CommandExecutor.Reply;
import dev.sluice.redis.port.CommandExecutor.TransportFailure;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLException;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.util.RedisInputStream;

/**
 * Reads RESP2 replies from the protocol stream of Jedis. Unlike its {@code Protocol}, an error reply is a value and costs no exception,
 * and an announced length is not believed until it is plausible: a wrong server could otherwise ask for gigabytes of memory.
 */
final class ReplyReader {
    private static final int BUFFER = 16 * 1024;
    private static final int MAX_ELEMENTS = 16 * 1024 * 1024;
    private static final int MAX_DEPTH = 8;
    private static final byte[] OK_TEXT = {'O', 'K'};
    private static final Reply.Value[] SMALL = new Reply.Value[32];

    static final Reply.Value OK = new Reply.Value("OK");

    static {
        for (int i = 0; i < SMALL.length; i++) {
            SMALL[i] = new Reply.Value((long) i);
        }
    }

    private final RedisInputStream in;
    private final int maxBytes;

    ReplyReader(InputStream in, int maxBytes) {
        this.in = new RedisInputStream(in, BUFFER);
        this.maxBytes = maxBytes;
    }

    Reply read() throws TransportException {
        try {
            return read(0);
        } catch (JedisConnectionException e) {
            // Jedis wraps what the socket throws; what has no cause is the end of the stream or a line that makes no
            // sense.
            boolean ended = "Unexpected end of stream.".equals(e.getMessage());
            boolean lost = ended || e.getCause() instanceof IOException;
            // TLS 1.3 tells a client only now that its certificate is missing or refused.
            Optional<TransportFailure> told =
                    e.getCause() instanceof SSLException alert ? TlsFault.of(alert) : Optional.empty();
            throw new TransportException(told.orElse(lost ? TransportFailure.LOST : TransportFailure.PROTOCOL));
        } catch (NumberFormatException e) {
            throw new TransportException(TransportFailure.PROTOCOL);
        }
    }

    private Reply read(int depth) throws TransportException {
        byte type = in.readByte();
        return switch (type) {
            case '+' -> simple(in.readLineBytes());
            case '-' -> new Reply.Refused(new String(in.readLineBytes(), StandardCharsets.UTF_8));
            case ':' -> integer(in.readLongCrLf());
            case '$' -> bulk();
            case '*' -> list(depth);
            default -> throw new TransportException(TransportFailure.PROTOCOL);
        };
    }

    private static Reply simple(byte[] line) {
        return Arrays.equals(line, OK_TEXT) ? OK : new Reply.Value(new String(line, StandardCharsets.UTF_8));
    }

    private static Reply integer(long number) {
        return number >= 0 && number < SMALL.length ? SMALL[(int) number] : new Reply.Value(number);
    }

    private Reply bulk() throws TransportException {
        long length = in.readLongCrLf();
        if (length == -1) {
            return Reply.NIL;
        }
        if (length < 0 || length > maxBytes) {
            throw new TransportException(TransportFailure.PROTOCOL);
        }
        byte[] bytes = new byte[(int) length];
        int read = 0;
        while (read < bytes.length) {
            int count = in.read(bytes, read, bytes.length - read);
            if (count < 0) {
                throw new TransportException(TransportFailure.LOST);
            }
            read += count;
        }
        if (in.readByte() != '\r' || in.readByte() != '\n') {
            throw new TransportException(TransportFailure.PROTOCOL);
        }
        return new Reply.Value(bytes);
    }

    private Reply list(int depth) throws TransportException {
        long count = in.readLongCrLf();
        if (count == -1) {
            return Reply.NIL;
        }
        if (count < 0 || count > MAX_ELEMENTS || depth >= MAX_DEPTH) {
            throw new TransportException(TransportFailure.PROTOCOL);
        }
        List<Object> elements = new ArrayList<>((int) Math.min(count, 1024));
        for (long i = 0; i < count; i++) {
            Reply element = read(depth + 1);
            elements.add(element instanceof Reply.Value value ? value.value() : element);
        }
        return new Reply.Value(elements);
    }
}
