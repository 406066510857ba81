package dev.sluice.tck.staged;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.spi.CommitObserver;
import dev.sluice.spi.DestinationRun;
import dev.sluice.spi.RunContext;
import dev.sluice.spi.RunFate;
import dev.sluice.spi.SyncMode;
import dev.sluice.spi.WriteRequest;
import dev.sluice.tck.memory.MemoryServer;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The service knows the jobs of one run of the kit, and forgets them with its tables: they hold every row. */
class BulkJobsTest {
    @TempDir
    private Path root;

    private final BulkDestination destination = new BulkDestination();

    @Test
    void aServerThatIsDroppedForgetsItsJobs() {
        WriteRequest request = WriterProcess.request(SyncMode.UPSERT, "jobs-" + UUID.randomUUID());
        RunContext context = RunContext.of("run-" + UUID.randomUUID());
        try (DestinationRun run = new BulkDestination(root).openRun(request, context)) {
            MemoryServer.INSTANCE.drop();
            assertThat(destination.resolve(request, run.handle(), context, CommitObserver.NONE))
                    .isEqualTo(RunFate.UNKNOWN);
        }
    }
}
