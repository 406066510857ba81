package dev.sluice.source.input;

import dev.sluice.host.failure.HostFailure;
import java.io.IOException;
import java.io.InputStream;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A stream such as the standard input or a pipe, which can be read once. To be read again it is kept in a temporary file while it is read
 * first.
 */
public final class StreamInput extends Input {
    private final String name;
    private final Opening opening;
    private final String fingerprint;
    private final boolean keep;
    private @Nullable Spool spool;
    private volatile @Nullable InputStream live;
    private boolean opened;

    /** Opens the stream. */
    public interface Opening {
        /** Called once at most. */
        InputStream open() throws IOException;
    }

    /** @param keep whether the stream is to be kept, so that it can be read again */
    public StreamInput(String name, Opening opening, boolean keep) {
        this.name = name;
        this.opening = opening;
        this.keep = keep;
        this.fingerprint = name + "|" + UUID.randomUUID();
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String label() {
        return name;
    }

    @Override
    public String fingerprint() {
        return fingerprint;
    }

    @Override
    synchronized Counted raw() throws IOException {
        Spool kept = spool;
        if (kept != null) {
            return new Counted(kept.reader(), kept.size());
        }
        if (opened) {
            throw HostFailure.SOURCE_READ_ONCE.exception(name + " can be read once only, and is needed again.");
        }
        opened = true;
        InputStream stream = opening.open();
        live = stream;
        if (!keep) {
            return new Counted(stream, -1);
        }
        kept = Spool.of(stream);
        spool = kept;
        return new Counted(kept.reader(), -1);
    }

    /** Closes the stream: that ends a read of a channel. */
    @Override
    public void interrupt() {
        Text.closeQuietly(live);
    }

    @Override
    public synchronized void close() {
        if (spool != null) {
            spool.close();
        }
    }
}
