package dev.sluice.source.avro;

import dev.sluice.source.input.Compression;
import io.airlift.compress.snappy.SnappyDecompressor;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.zip.CRC32;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.tukaani.xz.BasicArrayCache;
import org.tukaani.xz.XZInputStream;

/** How the blocks of a file are packed. */
enum Codec {
    NONE("null"),
    DEFLATE("deflate"),
    SNAPPY("snappy"),
    ZSTD("zstandard"),
    BZIP2("bzip2"),
    XZ("xz");

    private static final int SNAPPY_GROWTH = 32;
    /** Of xz, whose header asks for it. Its highest level takes 65 MiB. */
    private static final int MOST_MEMORY_KIB = 80 << 10;

    private final String name;

    Codec(String name) {
        this.name = name;
    }

    /** @throws IOException if the name is not known */
    static Codec of(String name) throws IOException {
        for (Codec codec : values()) {
            if (codec.name.equals(name)) {
                return codec;
            }
        }
        throw new IOException("its blocks are packed with '" + name
                + "', which is not read; null, deflate, snappy, zstandard, bzip2 and xz are");
    }

    /** @throws IOException if the bytes are damaged, or become more than {@code most} */
    byte[] unpack(byte[] packed, int most) throws IOException {
        try {
            return switch (this) {
                case NONE -> packed;
                case SNAPPY -> snappy(packed);
                case DEFLATE -> deflated(packed, most);
                case ZSTD -> whole(Compression.ZSTD.unpack(new ByteArrayInputStream(packed)), most);
                case BZIP2 -> whole(new BZip2CompressorInputStream(new ByteArrayInputStream(packed)), most);
                case XZ ->
                    whole(
                            new XZInputStream(
                                    new ByteArrayInputStream(packed),
                                    MOST_MEMORY_KIB,
                                    true,
                                    BasicArrayCache.getInstance()),
                            most);
            };
        } catch (TooLarge e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            throw new IOException("a block packed with " + name + " is damaged");
        }
    }

    private static byte[] deflated(byte[] packed, int most) throws IOException {
        Inflater inflater = new Inflater(true);
        try {
            return whole(new InflaterInputStream(new ByteArrayInputStream(packed), inflater), most);
        } finally {
            inflater.end();
        }
    }

    /** Takes memory as bytes come. */
    private static byte[] whole(InputStream unpacked, int most) throws IOException {
        try (unpacked) {
            byte[] bytes = unpacked.readNBytes(most);
            if (bytes.length == most && unpacked.read() >= 0) {
                throw new TooLarge();
            }
            return bytes;
        }
    }

    /** A checksum of what is packed is behind it. */
    private static byte[] snappy(byte[] packed) throws IOException {
        int length = packed.length - Integer.BYTES;
        if (length < 0) {
            throw new IOException("too short");
        }
        int size = SnappyDecompressor.getUncompressedLength(packed, 0);
        if (size < 0 || size / SNAPPY_GROWTH > length) {
            throw new IOException("too short");
        }
        byte[] bytes = new byte[size];
        int filled = new SnappyDecompressor().decompress(packed, 0, length, bytes, 0, size);
        CRC32 sum = new CRC32();
        sum.update(bytes);
        if (filled != size || (int) sum.getValue() != ByteBuffer.wrap(packed).getInt(length)) {
            throw new IOException("another checksum");
        }
        return bytes;
    }

    private static final class TooLarge extends IOException {
        private static final long serialVersionUID = 1L;

        TooLarge() {
            super("a block is larger than 1 GiB");
        }
    }
}
