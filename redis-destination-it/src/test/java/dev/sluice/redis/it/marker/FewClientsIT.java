package dev.sluice.redis.it.marker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sluice.redis.it.servers.Program;
import dev.sluice.redis.it.servers.ServerProcess;
import dev.sluice.spi.CommitResult;
import dev.sluice.spi.DestinationConfig;
import dev.sluice.spi.DestinationException;
import dev.sluice.spi.DestinationWriter;
import dev.sluice.spi.ReadBack;
import dev.sluice.spi.ReadBack.Status;
import dev.sluice.spi.RecordReader;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A server that admits one client at a time: a run needs no more. */
class FewClientsIT {
    @Test
    void aRunThatKeepsAMarkerSamplesAndWritesWithOneConnection() {
        Program program = Program.all().get(0);
        try (ServerProcess server = ServerProcess.start(program, "--maxclients", "1")) {
            DestinationConfig config = DestinationConfig.of(
                    Map.of("connection_url", server.server().url(), "key_prefix", "p:"));
            SyncRun.complete("run1", config);

            try (SyncRun run = SyncRun.open("run2", config)) {
                try (RecordReader reader = run.reader()) {
                    assertThat(reader.read(List.of(SyncRun.row("r3", "v").row())))
                            .extracting(ReadBack::status)
                            .containsExactly(Status.MATCHES);
                }
                DestinationWriter writer = run.nearWriter();
                assertThatExceptionOfType(DestinationException.class)
                        .as("another lane is not waited for")
                        .isThrownBy(run::nearWriter)
                        .satisfies(e -> assertThat(e.detail().code()).isEqualTo("MAX_CLIENTS"));
                run.write(writer, 10);
                run.run().checkpoint(1);
                run.write(writer, 10);
                assertThat(run.commit()).isEqualTo(CommitResult.COMPLETE);
                assertThat(run.warnings()).isEmpty();
            }
        }
    }
}
