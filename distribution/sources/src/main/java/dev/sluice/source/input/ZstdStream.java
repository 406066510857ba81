package dev.sluice.source.input;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

/**
 * The text in a zstd file of one or several frames, as RFC 8878 defines it. Unlike {@link com.github.luben.zstd.ZstdInputStream} it does not
 * take a later frame that is cut for the end. For one thread.
 */
final class ZstdStream extends PartStream {
    private static final int BUFFER_BYTES = 1 << 17;

    private final InputStream in;
    private final ZstdDecompressCtx decompressor = new ZstdDecompressCtx();
    private final byte[] read = new byte[BUFFER_BYTES];
    private final ByteBuffer packed = ByteBuffer.allocateDirect(BUFFER_BYTES).limit(0);
    private final ByteBuffer unpacked = ByteBuffer.allocateDirect(BUFFER_BYTES).limit(0);
    private boolean frameEnded;

    ZstdStream(InputStream in) {
        this.in = in;
    }

    @Override
    int part(byte[] target, int offset, int length) throws IOException {
        while (!unpacked.hasRemaining()) {
            // Where the last step filled the buffer, more may be left that needs no more input.
            boolean more = packed.hasRemaining() || (!frameEnded && unpacked.limit() == unpacked.capacity());
            if (!more && !fill()) {
                if (!frameEnded) {
                    throw new EOFException("its zstd data end too early");
                }
                return -1;
            }
            unpack();
        }
        int count = Math.min(length, unpacked.remaining());
        unpacked.get(target, offset, count);
        return count;
    }

    private void unpack() throws IOException {
        unpacked.clear();
        try {
            frameEnded = decompressor.decompressDirectByteBufferStream(unpacked, packed);
        } catch (ZstdException e) {
            throw new IOException(reason(e));
        } finally {
            unpacked.flip();
        }
    }

    private static String reason(ZstdException e) {
        long code = Zstd.getErrorCode(e.getErrorCode());
        if (code == Zstd.errFrameParameterWindowTooLarge()) {
            return "its zstd window is larger than 128 MiB; compress it again without --long or --ultra";
        }
        if (code == Zstd.errDictionaryWrong()) {
            return "it was compressed with a zstd dictionary; compress it again without one";
        }
        return "its zstd data are damaged: " + e.getMessage();
    }

    private boolean fill() throws IOException {
        int count = in.read(read, 0, read.length);
        if (count <= 0) {
            return false;
        }
        packed.clear();
        packed.put(read, 0, count).flip();
        return true;
    }

    @Override
    public void close() throws IOException {
        decompressor.close();
        in.close();
    }
}
