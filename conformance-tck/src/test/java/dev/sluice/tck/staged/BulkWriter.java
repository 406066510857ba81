package dev.sluice.tck.staged;

import dev.sluice.spi.BatchResult;
import dev.sluice.spi.Change;
import dev.sluice.spi.DestinationException;
import dev.sluice.spi.DestinationWriter;
import dev.sluice.spi.ErrorCategory;
import dev.sluice.spi.ErrorDetail;
import dev.sluice.spi.Outcome;
import dev.sluice.tck.memory.MemoryDestination;
import dev.sluice.tck.memory.MemoryServer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/** Uploads each batch to a job. What can be seen to be wrong before is rejected at once. Mutants override its methods. */
public class BulkWriter implements DestinationWriter {
    private static final int BYTES = 20;

    public final String name;
    private final JobDirectory uploads;
    private final Function<Change, Optional<Outcome>> refusal;
    private boolean closed;
    private int connection = MemoryServer.INSTANCE.connect();

    /** @param refusal the outcome of a change that cannot be uploaded */
    public BulkWriter(JobDirectory uploads, Function<Change, Optional<Outcome>> refusal) {
        this(uploads, refusal, UUID.randomUUID().toString());
    }

    /** A writer of this name, which a mutant may choose. */
    public BulkWriter(JobDirectory uploads, Function<Change, Optional<Outcome>> refusal, String name) {
        this.name = name;
        this.uploads = uploads;
        this.refusal = refusal;
    }

    @Override
    public BatchResult write(List<Change> batch) {
        if (closed) {
            throw DestinationException.closed();
        }
        BatchResult.Builder result = BatchResult.builder(batch.size());
        List<Change> taken = new ArrayList<>();
        for (int i = 0; i < batch.size(); i++) {
            Optional<Outcome> refused = refusal.apply(batch.get(i));
            if (refused.isPresent()) {
                result.set(i, refused.get());
            } else {
                taken.add(batch.get(i));
            }
        }
        try {
            upload(taken);
            result.setRest(Outcome.ACCEPTED);
        } catch (MemoryServer.Silence e) {
            result.setRest(Outcome.indeterminate(ErrorDetail.of(
                            "NO_ANSWER", ErrorCategory.CONNECTION, "No answer came.", "Write it again.", true)))
                    .stop(MemoryDestination.silent());
        }
        return result.build();
    }

    /** Sends one upload. The service has it as soon as it has all its bytes, so that a lost answer loses nothing. */
    private void upload(List<Change> changes) throws MemoryServer.Silence {
        while (!MemoryServer.INSTANCE.passes(connection, BYTES * (1 + changes.size()))) {
            reconnect();
        }
        if (!changes.isEmpty() && !uploads.upload(new PartFile(name, changes))) {
            throw DestinationException.of(ErrorDetail.of(
                    "JOB_GONE",
                    ErrorCategory.CONNECTION,
                    "There is no such job any more.",
                    "Begin another run.",
                    true));
        }
        if (!MemoryServer.INSTANCE.passes(connection, BYTES)) {
            reconnect();
        }
    }

    private void reconnect() {
        MemoryServer.INSTANCE.disconnect();
        connection = MemoryServer.INSTANCE.connect();
    }

    @Override
    public String prepareCommit() {
        return name;
    }

    @Override
    public void close() {
        if (!closed) {
            MemoryServer.INSTANCE.disconnect();
        }
        closed = true;
    }
}
