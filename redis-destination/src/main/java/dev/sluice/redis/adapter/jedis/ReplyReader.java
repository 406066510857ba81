package dev.sluice.redis.adapter.jedis;

import dev.sluice.redis.adapter.tls.TlsFault;
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
 * Reads RESP2 replies from the protocol stream of Jedis. Unlike its {@code Protocol}, an error reply is a value and costs no exception,
 * and an announced length is not believed until it is plausible: a wrong server could otherwise ask for gigabytes of memory.
 */
final class ReplyReader {
    private static final int BUFFER = 16 * 1024;
    private static final int MAX_DEPTH = 8;

    /** Longer than any status or error line of a server. */
    private static final int MAX_LINE = 64 * 1024;

    /** The longest value that a server takes by default (proto-max-bulk-len). */
    private static final int MAX_VALUE = 512 << 20;

    /** What is allocated of an announced value before anything of it has come. */
    private static final int FIRST_BYTES = 64 * 1024;

    /** What an element of a list takes, whatever it holds. */
    private static final int ELEMENT_BYTES = 16;

    private static final Reply.Value[] SMALL = new Reply.Value[32];

    static {
        for (int i = 0; i < SMALL.length; i++) {
            SMALL[i] = new Reply.Value((long) i);
        }
    }

    private final RedisInputStream in;
    private final int maxBytes;
    private final byte[] line = new byte[MAX_LINE];
    private long room;

    /**
     * Replies of up to so many bytes each, lists with all that is in them included. A longer value is read to its end and not kept, as
     * whoever else writes to the key may write what this side may not.
     */
    ReplyReader(InputStream in, int maxBytes) {
        this.in = new RedisInputStream(in, BUFFER);
        this.maxBytes = maxBytes;
    }

    Reply read() throws TransportException {
        room = maxBytes;
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

    /** Reads a line into the buffer; its length. The stream's own reading of lines takes one without an end, however long. */
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
        take(length);
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
        take(count * ELEMENT_BYTES);
        List<Object> elements = new ArrayList<>((int) Math.min(count, 1024));
        for (long i = 0; i < count; i++) {
            Reply element = read(depth + 1);
            elements.add(element instanceof Reply.Value value ? value.value() : element);
        }
        return new Reply.Value(elements);
    }

    /** What a reply announces has to fit beside what it has announced before. */
    private void take(long bytes) throws TransportException {
        if (bytes < 0 || bytes > room) {
            throw new TransportException(TransportFailure.PROTOCOL);
        }
        room -= bytes;
    }
}
