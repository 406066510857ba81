package dev.sluice.tck.host;

import dev.sluice.spi.BatchResult;
import dev.sluice.spi.Change;
import dev.sluice.spi.Destination;
import dev.sluice.spi.DestinationWriter;
import dev.sluice.spi.Outcome;
import dev.sluice.spi.RunHandle;
import dev.sluice.spi.WriteRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A writer of a {@link HostRun}. Closing it prepares the commit, unless a write has failed. If the run has no other writer, closing it also
 * commits the run, or discards it after a failure. Used by one thread at a time.
 */
public final class RunWriter implements DestinationWriter {
    private record Batch(List<Sent> sent, BatchResult result) {}

    private final HostRun run;
    private final DestinationWriter writer;
    private final boolean alone;
    private final List<Batch> batches = new ArrayList<>();
    private boolean failed;
    private boolean closed;

    RunWriter(HostRun run, DestinationWriter writer, boolean alone) {
        this.run = run;
        this.writer = writer;
        this.alone = alone;
    }

    /** Opens a run and its only writer. Nothing stays open if either fails. */
    public static RunWriter open(Destination destination, WriteRequest request, SourceRows source) {
        HostRun run = HostRun.open(destination, request, source);
        boolean open = false;
        try {
            RunWriter writer = run.writer(true);
            open = true;
            return writer;
        } finally {
            if (!open) {
                run.close();
            }
        }
    }

    /** Writes a batch. A failure, a stop or an indeterminate outcome ends the run without a commit, as in a host. */
    @Override
    public BatchResult write(List<Change> batch) {
        List<Change> changes = List.copyOf(batch);
        run.prepare(changes);
        boolean failedBefore = failed;
        failed = true;
        BatchResult result = writer.write(batch);
        List<Sent> sent = new ArrayList<>();
        boolean known = result.stop().isEmpty();
        for (int i = 0; i < Math.min(changes.size(), result.size()); i++) {
            sent.add(new Sent(run.number(), changes.get(i), result.outcome(i)));
            known &= !(result.outcome(i) instanceof Outcome.Indeterminate);
        }
        batches.add(new Batch(sent, result));
        failed = failedBefore || !known;
        return result;
    }

    /** The outcomes of the batch of this number, from 0, once the run has ended. None if its write threw. */
    public BatchResult settled(int number) {
        if (number >= batches.size()) {
            return BatchResult.allWritten(0);
        }
        Batch batch = batches.get(number);
        BatchResult.Builder settled = BatchResult.builder(batch.sent().size());
        for (int i = 0; i < batch.sent().size(); i++) {
            settled.set(i, batch.sent().get(i).outcome);
        }
        batch.result().stop().ifPresent(settled::stop);
        return settled.build();
    }

    /** What names the run. */
    public RunHandle handle() {
        return run.handle();
    }

    Stream<Sent> sent() {
        return batches.stream().flatMap(batch -> batch.sent().stream());
    }

    /** Closes the writer without preparing a commit. */
    void abandon() {
        if (!closed) {
            closed = true;
            writer.close();
        }
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
        if (alone) {
            try (run) {
                prepareAndClose();
                if (!failed) {
                    run.commit();
                }
            }
        } else {
            prepareAndClose();
        }
    }

    private void prepareAndClose() {
        try (writer) {
            if (!failed) {
                run.prepared(writer.prepareCommit());
            }
        }
    }
}
