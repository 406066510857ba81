package dev.sluice.tck.support;

import dev.sluice.spi.BatchResult;
import dev.sluice.spi.Change;
import dev.sluice.spi.CommitObserver;
import dev.sluice.spi.Destination;
import dev.sluice.spi.DestinationRun;
import dev.sluice.spi.DestinationWriter;
import dev.sluice.spi.RunContext;
import dev.sluice.spi.WriteRequest;
import java.util.List;
import java.util.UUID;

/** A run with one writer. Closing it commits the run. */
public final class RunWriter implements DestinationWriter {
    private final DestinationRun run;
    private final DestinationWriter writer;
    private boolean closed;

    private RunWriter(DestinationRun run, DestinationWriter writer) {
        this.run = run;
        this.writer = writer;
    }

    /** Opens a run and its writer. Nothing stays open if either fails. */
    public static DestinationWriter open(Destination destination, WriteRequest request) {
        RunContext context = RunContext.of(UUID.randomUUID().toString());
        DestinationRun run = destination.openRun(request, context);
        boolean open = false;
        try {
            RunWriter opened = new RunWriter(run, destination.write(request, run.handle(), context));
            open = true;
            return opened;
        } finally {
            if (!open) {
                run.close();
            }
        }
    }

    @Override
    public BatchResult write(List<Change> batch) {
        return writer.write(batch);
    }

    /** The text of the writer, so that rules can look for secrets in it. */
    @Override
    public String toString() {
        return writer.toString();
    }

    @Override
    public void close() {
        if (closed) {
            writer.close();
            return;
        }
        closed = true;
        try (run) {
            String prepared = writer.prepareCommit();
            writer.close();
            run.commit(List.of(prepared), CommitObserver.NONE);
        }
    }
}
