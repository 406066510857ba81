package dev.sluice.cli.command;

import dev.sluice.host.source.Source;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A source that is opened when it is first asked for, if at all. For one thread. */
final class OpenedOnce implements Supplier<Source>, AutoCloseable {
    private final Supplier<Source> open;
    private @Nullable Source source;

    OpenedOnce(Supplier<Source> open) {
        this.open = open;
    }

    @Override
    public Source get() {
        if (source == null) {
            source = open.get();
        }
        return source;
    }

    @Override
    public void close() {
        if (source != null) {
            source.close();
        }
    }
}
