package dev.sluice.source.avro;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.apache.avro.NameValidator;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/**
 * An object container file: a header with the schema of the rows, then blocks of rows, each with the file's mark behind it. A length is
 * believed as far as bytes follow. For one thread.
 */
final class AvroFile {
    private static final byte[] MAGIC = {'O', 'b', 'j', 1};
    private static final int MARK_BYTES = 16;
    private static final int MOST_HEADER_BYTES = 1 << 26;
    private static final int MOST_BLOCK_BYTES = 1 << 30;
    private static final int MOST_ENTRIES = 1 << 16;
    private static final int GROUP_BITS = 7;

    private final InputStream in;
    private final Schema schema;
    private final Codec codec;
    private final byte[] mark;

    private AvroFile(InputStream in, Schema schema, Codec codec, byte[] mark) {
        this.in = in;
        this.schema = schema;
        this.codec = codec;
        this.mark = mark;
    }

    /**
     * Reads the header.
     *
     * @throws IOException if there is none, or blocks are packed in a way that is not known; the message follows "cannot be read: "
     */
    static AvroFile open(InputStream in) throws IOException {
        byte[] magic = in.readNBytes(MAGIC.length);
        if (magic.length == 0) {
            throw new IOException("it is empty");
        }
        if (!Arrays.equals(magic, MAGIC)) {
            throw new IOException("it does not begin as an Avro file does, so it is of another format");
        }
        Map<String, byte[]> entries = entries(in);
        byte[] schema = entries.get("avro.schema");
        if (schema == null) {
            throw new IOException("its header has no schema");
        }
        byte[] codec = entries.getOrDefault("avro.codec", "null".getBytes(StandardCharsets.US_ASCII));
        return new AvroFile(
                in,
                schema(new String(schema, StandardCharsets.UTF_8)),
                Codec.of(new String(codec, StandardCharsets.UTF_8)),
                exactly(in, MARK_BYTES));
    }

    private static Map<String, byte[]> entries(InputStream in) throws IOException {
        Map<String, byte[]> entries = new HashMap<>();
        long left = MOST_HEADER_BYTES;
        while (true) {
            long count = number(in);
            if (count == 0) {
                return entries;
            }
            if (count < 0) {
                // Then the length of all entries in bytes is told.
                number(in);
                count = -count;
            }
            if (count < 0 || count > MOST_ENTRIES) {
                throw new IOException("its header is damaged");
            }
            for (long i = 0; i < count; i++) {
                byte[] key = part(in, left);
                byte[] value = part(in, left - key.length);
                left -= (long) key.length + value.length;
                entries.put(new String(key, StandardCharsets.UTF_8), value);
            }
        }
    }

    private static byte[] part(InputStream in, long most) throws IOException {
        long length = number(in);
        if (length < 0 || length > most) {
            throw new IOException("its header is damaged");
        }
        return exactly(in, (int) length);
    }

    private static Schema schema(String json) throws IOException {
        try {
            return new Schema.Parser(NameValidator.NO_VALIDATION)
                    .setValidateDefaults(false)
                    .parse(json);
        } catch (RuntimeException | StackOverflowError e) {
            // The parser answers what it does not expect with whatever comes: a null, a cast, a name that is nowhere.
            throw new IOException("its schema is damaged, or none of Avro");
        }
    }

    Schema schema() {
        return schema;
    }

    /** The next block; null at the end. */
    @Nullable
    Block next() throws IOException {
        int first = in.read();
        if (first < 0) {
            return null;
        }
        long rows = number(first, in);
        long length = number(in);
        if (rows < 0 || length < 0) {
            throw new IOException("the header of a block is damaged");
        }
        if (length > MOST_BLOCK_BYTES) {
            throw new IOException("a block is larger than 1 GiB");
        }
        byte[] packed = exactly(in, (int) length);
        if (!Arrays.equals(exactly(in, MARK_BYTES), mark)) {
            throw new IOException("the mark behind a block is missing, so the block is damaged");
        }
        return new Block(codec.unpack(packed, MOST_BLOCK_BYTES), rows);
    }

    private static byte[] exactly(InputStream in, int length) throws IOException {
        // Takes memory as bytes come.
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException("it ends too early");
        }
        return bytes;
    }

    private static long number(InputStream in) throws IOException {
        return number(in.read(), in);
    }

    private static long number(int first, InputStream in) throws IOException {
        long number = 0;
        int group = first;
        for (int shift = 0; shift < Long.SIZE; shift += GROUP_BITS) {
            if (group < 0) {
                throw new EOFException("it ends too early");
            }
            number |= (group & 0x7FL) << shift;
            if (group < 0x80) {
                return number >>> 1 ^ -(number & 1);
            }
            group = in.read();
        }
        throw new IOException("a number in it is damaged");
    }
}
