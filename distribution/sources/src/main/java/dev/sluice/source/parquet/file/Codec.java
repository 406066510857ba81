package dev.sluice.source.parquet.file;

import io.airlift.compress.Decompressor;
import io.airlift.compress.lz4.Lz4Decompressor;
import io.airlift.compress.lzo.LzoDecompressor;
import io.airlift.compress.snappy.SnappyDecompressor;
import io.airlift.compress.zstd.ZstdDecompressor;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.zip.GZIPInputStream;
import org.apache.parquet.format.CompressionCodec;
import org.brotli.dec.BrotliInputStream;

/** How the pages of a column are compressed. For one thread. */
abstract class Codec {
    private static final int BUFFER_BYTES = 1 << 16;
    // A larger page may not fit into the heap, which is small: rows need little of it.
    private static final int MAX_HEAP_BYTES = 8 << 20;

    // What is taken without a look at the bytes that are to fill it.
    private static final int MAX_BELIEVED_BYTES = 4 << 20;
    // The most bytes that one byte becomes: in LZ4 and LZO it lengthens a copy by 255, in Snappy three bytes copy 64.
    private static final int LZ_GROWTH = 256;
    private static final int SNAPPY_GROWTH = 32;

    private static ByteBuffer room(int size) {
        return size > MAX_HEAP_BYTES ? ByteBuffer.allocateDirect(size) : ByteBuffer.allocate(size);
    }

    /**
     * The bytes of a page, as many as the page's header says. Room for many is taken only if there can be so many.
     *
     * @param size how many the header says
     * @throws Damage if there are more or fewer
     */
    final ByteBuffer decompress(byte[] bytes, int offset, int length, int size) throws IOException {
        if (size > MAX_BELIEVED_BYTES && size > most(bytes, offset, length, size)) {
            throw new Damage("a page is shorter than its header says");
        }
        return filled(bytes, offset, length, size);
    }

    /** The most bytes that there can be, found without room for them. What is beyond {@code size} need not be counted. */
    abstract long most(byte[] bytes, int offset, int length, int size) throws IOException;

    abstract ByteBuffer filled(byte[] bytes, int offset, int length, int size) throws IOException;

    static Codec of(CompressionCodec codec) {
        return switch (codec) {
            case UNCOMPRESSED -> new Plain();
            case SNAPPY ->
                new Block(new SnappyDecompressor(), (bytes, offset, length) -> (long) SNAPPY_GROWTH * length);
            case ZSTD -> new Block(new ZstdDecompressor(), ZstdBlocks::most);
            case LZ4_RAW -> new Block(new Lz4Decompressor(), (bytes, offset, length) -> (long) LZ_GROWTH * length);
            case LZ4 -> new Framed(new Lz4Decompressor());
            case LZO -> new Framed(new LzoDecompressor());
            case GZIP -> new Streamed(GZIPInputStream::new);
            case BROTLI -> new Streamed(BrotliInputStream::new);
        };
    }

    private static final class Plain extends Codec {
        @Override
        long most(byte[] bytes, int offset, int length, int size) {
            return length;
        }

        @Override
        ByteBuffer filled(byte[] bytes, int offset, int length, int size) {
            if (length != size) {
                throw new Damage("a page has " + length + " bytes, its header says " + size);
            }
            return ByteBuffer.wrap(bytes, offset, length);
        }
    }

    private static final class Block extends Codec {
        private final Decompressor decompressor;

        private final Growth growth;

        Block(Decompressor decompressor, Growth growth) {
            this.decompressor = decompressor;
            this.growth = growth;
        }

        @Override
        long most(byte[] bytes, int offset, int length, int size) {
            return growth.most(bytes, offset, length);
        }

        @Override
        ByteBuffer filled(byte[] bytes, int offset, int length, int size) {
            ByteBuffer target = room(size);
            decompressor.decompress(ByteBuffer.wrap(bytes, offset, length), target);
            if (target.hasRemaining()) {
                throw new Damage("a page is shorter than its header says");
            }
            return target.flip();
        }

        private interface Growth {
            long most(byte[] bytes, int offset, int length);
        }
    }

    /** Blocks with their two lengths before them, as Hadoop writes them; other writers leave the lengths out. */
    private static final class Framed extends Codec {
        private final Decompressor decompressor;

        Framed(Decompressor decompressor) {
            this.decompressor = decompressor;
        }

        @Override
        long most(byte[] bytes, int offset, int length, int size) {
            return (long) LZ_GROWTH * length;
        }

        @Override
        ByteBuffer filled(byte[] bytes, int offset, int length, int size) {
            byte[] target = new byte[size];
            if (!framed(bytes, ByteBuffer.wrap(bytes, offset, length), target)
                    && decompressor.decompress(bytes, offset, length, target, 0, size) != size) {
                throw new Damage("a page is shorter than its header says");
            }
            return ByteBuffer.wrap(target);
        }

        private boolean framed(byte[] bytes, ByteBuffer source, byte[] target) {
            int filled = 0;
            try {
                while (source.remaining() >= 2 * Integer.BYTES) {
                    int whole = source.getInt();
                    int end = filled + whole;
                    if (whole < 0 || end > target.length) {
                        return false;
                    }
                    while (filled < end) {
                        int packed = source.getInt();
                        if (packed < 0 || packed > source.remaining()) {
                            return false;
                        }
                        int count =
                                decompressor.decompress(bytes, source.position(), packed, target, filled, end - filled);
                        if (count == 0) {
                            return false;
                        }
                        source.position(source.position() + packed);
                        filled += count;
                    }
                }
            } catch (RuntimeException e) {
                // It has no lengths, then.
                return false;
            }
            return filled == target.length && !source.hasRemaining();
        }
    }

    private static final class Streamed extends Codec {
        private static final int ORDINARY_GROWTH = 100;

        private final Opening opening;

        Streamed(Opening opening) {
            this.opening = opening;
        }

        /** Counts where few bytes become many: that takes as long as to decompress them. */
        @Override
        long most(byte[] bytes, int offset, int length, int size) throws IOException {
            if (size / ORDINARY_GROWTH <= length) {
                return size;
            }
            try (InputStream stream = opening.open(new ByteArrayInputStream(bytes, offset, length))) {
                byte[] part = new byte[BUFFER_BYTES];
                long total = 0;
                for (int count = 0; count >= 0 && total <= size; count = stream.read(part)) {
                    total += count;
                }
                return total;
            }
        }

        @Override
        ByteBuffer filled(byte[] bytes, int offset, int length, int size) throws IOException {
            try (InputStream stream = opening.open(new ByteArrayInputStream(bytes, offset, length))) {
                ByteBuffer target = room(size);
                byte[] part = new byte[Math.min(size + 1, BUFFER_BYTES)];
                int count = stream.read(part);
                while (count > 0 && count <= target.remaining()) {
                    target.put(part, 0, count);
                    count = stream.read(part);
                }
                if (count > 0 || target.hasRemaining()) {
                    throw new Damage("a page has not the length that its header says");
                }
                return target.flip();
            }
        }

        private interface Opening {
            InputStream open(InputStream packed) throws IOException;
        }
    }
}
