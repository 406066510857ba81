package dev.sluice.host.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.host.change.MemoryStates;
import dev.sluice.host.definition.Guards;
import dev.sluice.host.definition.SyncDefinition;
import dev.sluice.host.fake.FakeDestination;
import dev.sluice.host.fake.FakeSource;
import dev.sluice.host.progress.Cancellation;
import dev.sluice.host.progress.SyncListener;
import dev.sluice.host.report.SyncReport;
import dev.sluice.spi.DestinationException;
import dev.sluice.spi.ErrorCategory;
import dev.sluice.spi.ErrorDetail;
import dev.sluice.spi.Expiry;
import dev.sluice.spi.SyncMode;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A mirror looks whether the target still has what the state holds for unchanged. */
class SampledRunTest {
    @TempDir
    Path directory = Path.of("");

    private final FakeDestination destination = new FakeDestination();
    private final MemoryStates states = new MemoryStates(5);
    private long sample = SyncDefinition.SAMPLE;

    @BeforeEach
    void readable() {
        destination.readable = true;
        destination.marks = true;
    }

    private SyncReport mirror(FakeSource source) {
        SyncDefinition definition = SyncDefinition.builder("test", destination)
                .mode(SyncMode.MIRROR)
                .primaryKey(List.of("id"))
                .sample(sample)
                .guards(new Guards(1, OptionalLong.empty(), OptionalInt.of(100)))
                .stateDirectory(directory.resolve("state"))
                .deadLetters(directory.resolve("dead"))
                .build();
        return new SyncEngine(Clock.systemUTC(), states).run(definition, source, SyncListener.NONE, new Cancellation());
    }

    @Test
    void unchangedRowsAreLookedAtAndNoOthers() {
        mirror(FakeSource.of(20, "a"));
        assertThat(destination.read).as("nothing is unchanged in the first run").hasValue(0);
        SyncReport report = mirror(FakeSource.of(20, "a").row("k20", "a"));
        assertThat(destination.read).hasValue(20);
        assertThat(report.rows().unchanged()).isEqualTo(20);
        assertThat(report.warnings()).isEmpty();
    }

    @Test
    void theSampleHasTheSizeThatIsGiven() {
        mirror(FakeSource.of(200, "a"));
        mirror(FakeSource.of(200, "a"));
        assertThat(destination.read).hasValue(64);
        sample = 3;
        mirror(FakeSource.of(200, "a"));
        assertThat(destination.read).hasValue(67);
        sample = 0;
        mirror(FakeSource.of(200, "a"));
        assertThat(destination.read).hasValue(67);
        sample = Long.MAX_VALUE;
        mirror(FakeSource.of(200, "a"));
        assertThat(destination.read).hasValue(267);
    }

    @Test
    void oneRecordThatIsGoneIsWrittenAgain() {
        mirror(FakeSource.of(20, "a"));
        destination.records.remove("k7");
        SyncReport report = mirror(FakeSource.of(20, "a"));
        assertThat(report.rows().written()).isEqualTo(1);
        assertThat(report.rows().unchanged()).isEqualTo(19);
        assertThat(report.warnings()).singleElement().asString().contains("One of 20");
        assertThat(destination.records).hasSize(20);
        assertThat(mirror(FakeSource.of(20, "a")).rows().unchanged()).isEqualTo(20);
    }

    @Test
    void whereTwoAreNotAsTheyWereEveryRowIsWrittenAgain() {
        mirror(FakeSource.of(20, "a"));
        destination.records.remove("k7");
        destination.records.put("k8", "of another");
        SyncReport report = mirror(FakeSource.of(19, "a"));
        assertThat(report.rows().written()).isEqualTo(19);
        assertThat(report.removals().removed()).isEqualTo(1);
        assertThat(report.warnings()).singleElement().asString().contains("2 of 19");
        assertThat(destination.records).hasSize(19).doesNotContainEntry("k8", "of another");
    }

    @Test
    void aRecordThatSomebodyElseLetsExpireIsWrittenAgain() {
        mirror(FakeSource.of(20, "a"));
        destination.expiring.put("k7", Duration.ofDays(300));
        SyncReport report = mirror(FakeSource.of(20, "a"));
        assertThat(report.rows().written()).isEqualTo(1);
        assertThat(report.rows().unchanged()).isEqualTo(19);
        assertThat(report.warnings()).singleElement().asString().contains("One of 20");
    }

    @Test
    void aRecordThatVanishesLongBeforeItIsRenewedIsWrittenAgain() {
        destination.expiry = Expiry.after(Duration.ofHours(4));
        mirror(FakeSource.of(3, "a"));
        destination.expiring.put("k0", Duration.ofHours(4));
        destination.expiring.put("k1", Duration.ofMinutes(61));
        destination.expiring.put("k2", Duration.ofMinutes(59));
        SyncReport report = mirror(FakeSource.of(3, "a"));
        assertThat(report.rows().written()).isEqualTo(1);
        assertThat(report.rows().unchanged()).isEqualTo(2);
    }

    @Test
    void aSampleOfAllFindsTheOneThatIsGone() {
        mirror(FakeSource.of(500, "a"));
        destination.records.remove("k321");
        sample = Long.MAX_VALUE;
        SyncReport report = mirror(FakeSource.of(500, "a"));
        assertThat(report.rows().written()).isEqualTo(1);
        assertThat(destination.records).hasSize(500);
    }

    @Test
    void aTargetThatMayNotBeReadIsTrustedWithOneWarningAndTheRightToGrant() {
        mirror(FakeSource.of(20, "a"));
        destination.unreadable = DestinationException.of(ErrorDetail.of(
                "FAKE_RIGHTS", ErrorCategory.PERMISSION, "The user may not read.", "Grant +get.", false));
        SyncReport report = mirror(FakeSource.of(20, "a"));
        assertThat(report.rows().unchanged()).isEqualTo(20);
        assertThat(report.warnings())
                .singleElement()
                .asString()
                .contains("No sample")
                .contains("Grant +get.");
        assertThat(report.ended()).isEqualTo(SyncReport.Ended.COMPLETED);
    }

    @Test
    void aDestinationWithoutAReaderIsTrusted() {
        destination.readable = false;
        mirror(FakeSource.of(20, "a"));
        assertThat(mirror(FakeSource.of(20, "a")).warnings()).isEmpty();
    }
}
