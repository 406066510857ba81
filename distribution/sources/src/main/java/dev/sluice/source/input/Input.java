package dev.sluice.source.input;

import dev.sluice.host.failure.HostException;
import dev.sluice.host.failure.HostFailure;
import java.io.IOException;
import java.io.PushbackInputStream;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedChannelException;
import java.util.Optional;

/** Where the bytes of a format come from that is read from its beginning. What is packed with gzip or zstd is unpacked, other encodings of Unicode become UTF-8. */
public abstract class Input implements AutoCloseable {
    private static final int HEAD_BYTES = 16;

    /** For people: the path as it was given. */
    public abstract String name();

    /** For people: the name alone, without folders. */
    public abstract String label();

    /** Equal as long as the input has the same bytes, as far as can be told without reading them. */
    public abstract String fingerprint();

    /** The bytes as they are, and how many there are; below 0 if that is not known. */
    abstract Counted raw() throws IOException;

    /**
     * Opens the text: UTF-8 without a byte order mark. Bytes that are none of the encoding become bytes that are no UTF-8.
     *
     * @throws HostException if the input cannot be read, or is no text
     */
    public final Text open() {
        return open(true);
    }

    /**
     * Opens the bytes of a format that is no text, unpacked.
     *
     * @throws HostException if the input cannot be read
     */
    public final Text openBytes() {
        return open(false);
    }

    private Text open(boolean text) {
        Counted counted = null;
        try {
            counted = raw();
            PushbackInputStream packed = new PushbackInputStream(counted, HEAD_BYTES);
            Compression compression = Compression.of(name(), head(packed));
            PushbackInputStream unpacked = compression == Compression.NONE
                    ? packed
                    : new PushbackInputStream(compression.unpack(packed), HEAD_BYTES);
            if (!text) {
                return new Text(unpacked, counted);
            }
            byte[] head = head(unpacked);
            Optional<String> foreign = Foreign.of(head);
            if (foreign.isPresent()) {
                throw failed(foreign.get());
            }
            return new Text(Encoding.of(head).decode(unpacked), counted);
        } catch (IOException e) {
            Text.closeQuietly(counted);
            throw failed(e);
        } catch (HostException e) {
            Text.closeQuietly(counted);
            throw e;
        }
    }

    /** The first bytes, which stay to be read. */
    private static byte[] head(PushbackInputStream stream) throws IOException {
        byte[] head = stream.readNBytes(HEAD_BYTES);
        stream.unread(head);
        return head;
    }

    /** An error of reading. What the JDK and the decompressors say of one names no content. */
    public final HostException failed(Exception cause) {
        Throwable told = cause instanceof UncheckedIOException && cause.getCause() != null ? cause.getCause() : cause;
        if (told instanceof ClosedChannelException) {
            return HostFailure.RUN_STOPPED.exception();
        }
        String what = told.getMessage();
        return failed(what == null || what.isBlank() ? "it ends too early" : what);
    }

    /** An error of reading, in words that follow "cannot be read: ". */
    public final HostException failed(String what) {
        return HostFailure.SOURCE_UNREADABLE
                .exception(name() + " cannot be read: " + what + ".")
                .at("file", name());
    }

    /** Lets a read that waits fail as a run that is stopped. Called by any thread. */
    public void interrupt() {
        // A file keeps nobody waiting.
    }

    /** Releases what the input holds. Idempotent. */
    @Override
    public void close() {
        // A file is held open by what reads it alone.
    }
}
