package dev.sluice.redis.connection.node;

import dev.sluice.redis.connection.tls.TlsFailures;
import dev.sluice.redis.port.Reply;
import dev.sluice.redis.port.TransportFailure;
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
 * Reads RESP2 replies from the protocol stream of Jedis. In contrast to {@code Protocol} of Jedis, it returns an error reply as a value, and
 * it limits announced lengths: a wrong server could otherwise make it allocate gigabytes.
 */
final class ReplyReader {
    private static final int BUFFER = 16 * 1024;
    private static final int MAX_DEPTH = 8;

    /** Longer than any status or error line of a server. */
    private static final int MAX_LINE = 64 * 1024;

    /** The largest value that a server accepts by default (proto-max-bulk-len). */
    private static final int MAX_VALUE = 512 << 20;

    /** The most that is allocated for a value before its bytes arrive. */
    private static final int FIRST_BYTES = 64 * 1024;

    /** What each element of a list counts, beside its content. */
    private static final int ELEMENT_BYTES = 16;

    private static final Reply.Value[] SMALL = new Reply.Value[32];

    static {
        for (int i = 0; i < SMALL.length; i++) {
            SMALL[i] = new Reply.Value((long) i);
        }
    }

    private final Input in;
    private final int maxBytes;
    private final byte[] line = new byte[MAX_LINE];
    private long remaining;

    /**
     * A reader with a limit for each reply. A list counts with its elements. A single value beyond the limit is skipped and returned as
     * {@link Reply#TOO_LONG}, because another program may have written it; anything else beyond the limit is a protocol failure.
     */
    ReplyReader(InputStream in, int maxBytes) {
        this.in = new Input(in);
        this.maxBytes = maxBytes;
    }

    /** The stream of Jedis, which does not count its own buffer as available. */
    private static final class Input extends RedisInputStream {
        Input(InputStream in) {
            super(in, BUFFER);
        }

        @Override
        public int available() throws IOException {
            return limit - count + super.available();
        }
    }

    /** Whether the server has sent more than was read. */
    boolean hasUnread() {
        try {
            return in.available() > 0;
        } catch (IOException e) {
            // The next read says so.
            return false;
        }
    }

    /** Reads the next reply. */
    Reply read() throws TransportException {
        remaining = maxBytes;
        try {
            return read(0);
        } catch (JedisConnectionException e) {
            // Jedis wraps an exception of the socket; without a cause, it is the end of the stream or malformed data.
            boolean ended = "Unexpected end of stream.".equals(e.getMessage());
            boolean lost = ended || e.getCause() instanceof IOException;
            // With TLS 1.3, the alert about a missing or refused client certificate arrives only now.
            Optional<TransportFailure> alertFailure =
                    e.getCause() instanceof SSLException alert ? TlsFailures.classify(alert) : Optional.empty();
            throw new TransportException(alertFailure.orElse(lost ? TransportFailure.LOST : TransportFailure.PROTOCOL));
        } catch (NumberFormatException e) {
            throw new TransportException(TransportFailure.PROTOCOL);
        }
    }

    private Reply read(int depth) throws TransportException {
        byte type = in.readByte();
        return switch (type) {
            case '+' -> simple(readLine());
            case '-' -> new Reply.Refused(new String(line, 0, readLine(), StandardCharsets.UTF_8));
            case ':' -> integer(in.readLongCrLf());
            case '$' -> bulk(depth);
            case '*' -> list(depth);
            default -> throw new TransportException(TransportFailure.PROTOCOL);
        };
    }

    private Reply simple(int length) {
        return length == 2 && line[0] == 'O' && line[1] == 'K'
                ? Reply.OK
                : new Reply.Value(new String(line, 0, length, StandardCharsets.UTF_8));
    }

    /** Reads a line into the buffer and returns its length. The readLine of Jedis has no limit. */
    private int readLine() throws TransportException {
        int length = 0;
        for (byte next = in.readByte(); next != '\r'; next = in.readByte()) {
            if (length == MAX_LINE) {
                throw new TransportException(TransportFailure.PROTOCOL);
            }
            line[length++] = next;
        }
        if (in.readByte() != '\n') {
            throw new TransportException(TransportFailure.PROTOCOL);
        }
        return length;
    }

    private static Reply integer(long number) {
        return number >= 0 && number < SMALL.length ? SMALL[(int) number] : new Reply.Value(number);
    }

    private Reply bulk(int depth) throws TransportException {
        long length = in.readLongCrLf();
        if (length == -1) {
            return Reply.NIL;
        }
        if (length < 0) {
            throw new TransportException(TransportFailure.PROTOCOL);
        }
        if (depth == 0 && length > maxBytes && length <= MAX_VALUE) {
            skip(length);
            endLine();
            return Reply.TOO_LONG;
        }
        reserve(length);
        byte[] bytes = new byte[(int) Math.min(length, FIRST_BYTES)];
        int read = 0;
        while (read < length) {
            if (read == bytes.length) {
                bytes = Arrays.copyOf(bytes, (int) Math.min(length, 2L * bytes.length));
            }
            int count = in.read(bytes, read, bytes.length - read);
            if (count < 0) {
                throw new TransportException(TransportFailure.LOST);
            }
            read += count;
        }
        endLine();
        return new Reply.Value(bytes);
    }

    private void skip(long length) throws TransportException {
        long left = length;
        while (left > 0) {
            int count = in.read(line, 0, (int) Math.min(left, MAX_LINE));
            if (count < 0) {
                throw new TransportException(TransportFailure.LOST);
            }
            left -= count;
        }
    }

    private void endLine() throws TransportException {
        if (in.readByte() != '\r' || in.readByte() != '\n') {
            throw new TransportException(TransportFailure.PROTOCOL);
        }
    }

    private Reply list(int depth) throws TransportException {
        long count = in.readLongCrLf();
        if (count == -1) {
            return Reply.NIL;
        }
        if (count < 0 || depth >= MAX_DEPTH) {
            throw new TransportException(TransportFailure.PROTOCOL);
        }
        reserve(count * ELEMENT_BYTES);
        List<Object> elements = new ArrayList<>((int) Math.min(count, 1024));
        for (long i = 0; i < count; i++) {
            Reply element = read(depth + 1);
            elements.add(element instanceof Reply.Value value ? value.value() : element);
        }
        return new Reply.Value(elements);
    }

    /** Counts announced bytes against the limit of the reply. */
    private void reserve(long bytes) throws TransportException {
        if (bytes < 0 || bytes > remaining) {
            throw new TransportException(TransportFailure.PROTOCOL);
        }
        remaining -= bytes;
    }
}
