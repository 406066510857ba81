package dev.sluice.source.avro;

import dev.sluice.source.value.Stored;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;

/** The bytes of a block and a place in them. A length that the bytes do not have is an error before memory is taken for it. For one thread. */
final class Block {
    // What takes no bytes, such as a null, could be there any number of times.
    private static final int MOST_OF_NO_BYTES = 1 << 24;

    private final long rows;
    private final BinaryDecoder bytes;
    private final byte[] one = new byte[1];
    private ByteBuffer text = ByteBuffer.allocate(1 << 10);
    private long leftOfNoBytes;

    Block(byte[] bytes, long rows) {
        this.bytes = DecoderFactory.get().binaryDecoder(bytes, null);
        this.rows = rows;
        this.leftOfNoBytes = (long) MOST_OF_NO_BYTES + bytes.length;
    }

    long rows() {
        return rows;
    }

    /** @throws IOException if there are bytes left */
    void end() throws IOException {
        if (!bytes.isEnd()) {
            throw new IOException("a block has more bytes than its rows");
        }
    }

    /** Counts a value that takes no bytes. */
    void nothing() throws IOException {
        if (--leftOfNoBytes < 0) {
            throw new IOException("a block claims more than " + MOST_OF_NO_BYTES + " values for which it has no bytes");
        }
    }

    boolean bool() throws IOException {
        bytes.readFixed(one, 0, 1);
        if ((one[0] & ~1) != 0) {
            throw new IOException("a block is damaged");
        }
        return one[0] == 1;
    }

    int readInt() throws IOException {
        return bytes.readInt();
    }

    long readLong() throws IOException {
        return bytes.readLong();
    }

    float readFloat() throws IOException {
        return bytes.readFloat();
    }

    double readDouble() throws IOException {
        return bytes.readDouble();
    }

    byte[] bytes() throws IOException {
        ByteBuffer read = bytes.readBytes(null);
        byte[] value = new byte[read.remaining()];
        read.get(value);
        return value;
    }

    byte[] fixed(int size) throws IOException {
        if (size == 0) {
            nothing();
        } else if (size > bytes.inputStream().available()) {
            throw new IOException("a block is damaged");
        }
        byte[] read = new byte[size];
        bytes.readFixed(read, 0, size);
        return read;
    }

    /** A text, or why it is none. */
    Object text() throws IOException {
        text = bytes.readBytes(text);
        return Stored.text(text.array(), text.arrayOffset(), text.limit());
    }

    /** A number from 0 to one below the count. */
    int index(int count) throws IOException {
        int index = bytes.readInt();
        if (index < 0 || index >= count) {
            throw new IOException("a block is damaged");
        }
        return index;
    }

    /** How many elements of an array, or entries of a map, come next; 0 at the end. */
    long some(boolean first) throws IOException {
        return first ? bytes.readArrayStart() : bytes.arrayNext();
    }
}
