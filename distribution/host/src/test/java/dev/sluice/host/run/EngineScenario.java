package dev.sluice.host.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.host.change.ChangeStates;
import dev.sluice.host.change.MemoryStates;
import dev.sluice.host.definition.Guards;
import dev.sluice.host.definition.SyncDefinition;
import dev.sluice.host.fake.FakeDestination;
import dev.sluice.host.fake.FakeSource;
import dev.sluice.host.progress.Cancellation;
import dev.sluice.host.progress.SyncListener;
import dev.sluice.host.report.SyncReport;
import dev.sluice.host.report.SyncReport.Ended;
import dev.sluice.spi.SyncMode;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/** Runs of an engine over rows in memory, whose counts add up and whose writers are closed. */
abstract class EngineScenario {
    private static final Guards ANY_REMOVALS = new Guards(1, OptionalLong.empty(), OptionalInt.of(100));

    @TempDir
    Path directory;

    final FakeDestination destination = new FakeDestination();
    ChangeStates states = new MemoryStates();
    final Cancellation cancellation = new Cancellation();
    List<String> mapping = List.of();
    boolean changedOnly;
    OptionalLong limit = OptionalLong.empty();
    Optional<String> epoch = Optional.empty();
    Guards guards = ANY_REMOVALS;
    String deadLetters = "dead";
    Instant now = Instant.parse("2026-11-24T12:00:00Z");

    @AfterEach
    void everyWriterIsClosed() {
        assertThat(destination.closed.get()).isEqualTo(destination.opened.get());
    }

    SyncReport run(SyncMode mode, FakeSource source) {
        return run(mode, source, SyncListener.NONE);
    }

    SyncReport run(SyncMode mode, FakeSource source, SyncListener listener) {
        SyncDefinition.Builder builder = SyncDefinition.builder("test", destination)
                .mode(mode)
                .changedOnly(changedOnly)
                .primaryKey(List.of("id"))
                .mapping(mapping)
                .limit(limit)
                .guards(guards)
                .stateDirectory(directory.resolve("state"))
                .deadLetters(directory.resolve(deadLetters));
        epoch.ifPresent(builder::epoch);
        SyncDefinition definition = builder.build();
        SyncReport report = new SyncEngine(Clock.fixed(now, ZoneOffset.UTC), states)
                .run(definition, source, listener, cancellation);
        SyncReport.Rows rows = report.rows();
        assertThat(rows.read())
                .as("read is the sum: %s", rows)
                .isEqualTo(rows.written()
                        + rows.unchanged()
                        + rows.skipped()
                        + rows.rejected()
                        + rows.indeterminate()
                        + rows.notAttempted());
        SyncReport.Removals removals = report.removals();
        assertThat(removals.planned())
                .as("planned is the sum: %s", removals)
                .isEqualTo(
                        removals.removed() + removals.rejected() + removals.indeterminate() + removals.notAttempted());
        if (report.ended() == Ended.COMPLETED) {
            assertThat(rows.notAttempted() + removals.notAttempted()).isZero();
        }
        return report;
    }
}
