package dev.sluice.source.parquet.file;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The blocks of Zstandard frames, by their headers alone. A frame may say how large its content is, but that is a claim too; a block never
 * holds more than 128 KiB (RFC 8878, section 3.1.1.2).
 */
final class ZstdBlocks {
    private static final int MAGIC = 0xFD2FB528;
    private static final int MAX_BLOCK_BYTES = 1 << 17;
    private static final int[] DICTIONARY_BYTES = {0, 1, 2, 4};
    private static final int[] CONTENT_SIZE_BYTES = {0, 2, 4, 8};
    private static final int HEADER_BYTES = 3;
    private static final int RAW = 0;
    private static final int REPEATED = 1;

    private ZstdBlocks() {}

    /** The most bytes that frames can become; too few if they are damaged. */
    static long most(byte[] bytes, int offset, int length) {
        ByteBuffer frames = ByteBuffer.wrap(bytes, offset, length).order(ByteOrder.LITTLE_ENDIAN);
        long most = 0;
        while (frames.remaining() > Integer.BYTES && frames.getInt() == MAGIC) {
            int descriptor = frames.get();
            boolean single = ((descriptor >> 5) & 1) == 1;
            int contentSize = CONTENT_SIZE_BYTES[(descriptor >> 6) & 3];
            int window = single ? Math.max(1, contentSize) : 1 + contentSize;
            skip(frames, window + DICTIONARY_BYTES[descriptor & 3]);
            boolean last = false;
            while (!last && frames.remaining() >= HEADER_BYTES) {
                int header = (frames.getShort() & 0xFFFF) | (frames.get() & 0xFF) << Short.SIZE;
                last = (header & 1) == 1;
                int type = (header >> 1) & 3;
                int size = header >> 3;
                most += type == RAW ? size : MAX_BLOCK_BYTES;
                skip(frames, type == REPEATED ? 1 : size);
            }
            skip(frames, ((descriptor >> 2) & 1) * Integer.BYTES);
        }
        return most;
    }

    private static void skip(ByteBuffer frames, int count) {
        frames.position(frames.position() + Math.min(count, frames.remaining()));
    }
}
