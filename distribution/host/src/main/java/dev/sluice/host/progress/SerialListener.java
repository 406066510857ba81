package dev.sluice.host.progress;

import dev.sluice.spi.RunEvent;
import java.util.function.Consumer;

/** Calls a listener from any thread, one call at a time. A listener that throws is told nothing more, and disturbs nobody. */
public final class SerialListener implements SyncListener {
    private final SyncListener listener;
    private boolean deaf;

    /** @param listener hears of the run until it throws */
    public SerialListener(SyncListener listener) {
        this.listener = listener;
    }

    @Override
    public void progress(SyncProgress progress) {
        tell(to -> to.progress(progress));
    }

    @Override
    public void heard(RunEvent event) {
        tell(to -> to.heard(event));
    }

    private synchronized void tell(Consumer<SyncListener> news) {
        if (deaf) {
            return;
        }
        try {
            news.accept(listener);
        } catch (RuntimeException e) {
            deaf = true;
        }
    }
}
