package dev.sluice.host.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.tuple;

import dev.sluice.host.change.MemoryStates;
import dev.sluice.host.definition.Guards;
import dev.sluice.host.definition.SyncDefinition;
import dev.sluice.host.failure.HostException;
import dev.sluice.host.fake.FakeDestination;
import dev.sluice.host.fake.FakeSource;
import dev.sluice.host.progress.Cancellation;
import dev.sluice.host.progress.SyncListener;
import dev.sluice.host.report.SyncPlan;
import dev.sluice.host.report.SyncPlan.Action;
import dev.sluice.host.report.SyncPlan.Example;
import dev.sluice.host.report.SyncReport;
import dev.sluice.host.source.SourceRecord;
import dev.sluice.spi.DestinationException;
import dev.sluice.spi.ErrorCategory;
import dev.sluice.spi.ErrorDetail;
import dev.sluice.spi.Expiry;
import dev.sluice.spi.Field;
import dev.sluice.spi.FieldType;
import dev.sluice.spi.Row;
import dev.sluice.spi.RowSchema;
import dev.sluice.spi.RunMarker;
import dev.sluice.spi.SyncMode;
import dev.sluice.spi.TargetMemory;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a plan says, and that nothing has changed afterwards. */
class PlannedRunTest {
    @TempDir
    Path directory = Path.of("");

    private final FakeDestination destination = new FakeDestination();
    private final SyncEngine engine = new SyncEngine(Clock.systemUTC(), new MemoryStates(5));
    private SyncMode mode = SyncMode.MIRROR;

    @BeforeEach
    void readable() {
        destination.readable = true;
        destination.marks = true;
    }

    private SyncDefinition definition() {
        return SyncDefinition.builder("test", destination)
                .mode(mode)
                .primaryKey(List.of("id"))
                .stateTarget("as the state calls it")
                .guards(Guards.DEFAULT)
                .stateDirectory(directory.resolve("state"))
                .deadLetters(directory.resolve("dead"))
                .build();
    }

    private SyncReport run(FakeSource source) {
        return engine.run(definition(), source, SyncListener.NONE, new Cancellation());
    }

    private SyncPlan plan(FakeSource source) {
        Map<String, String> before = Map.copyOf(destination.records);
        RunMarker marker = destination.marker;
        int opened = destination.opened.get();
        SyncPlan plan = engine.plan(definition(), source, 2, SyncListener.NONE, new Cancellation());
        assertThat(destination.records).as("nothing is written").isEqualTo(before);
        assertThat(destination.marker).as("the marker stays").isSameAs(marker);
        assertThat(destination.opened).as("no writer opens").hasValue(opened);
        return plan;
    }

    private static FakeSource next() {
        FakeSource source = new FakeSource().row("k0", "b").row("k1", "b").row("k2", "b");
        for (int i = 3; i < 19; i++) {
            source.row("k" + i, "a");
        }
        return source.row("k20", "a").row("k20", "again").row(null, "a");
    }

    @Test
    void aPlanSaysWhatTheNextRunDoes() {
        run(FakeSource.of(19, "a"));
        SyncPlan plan = plan(next());
        assertThat(plan.target()).as("where the records really are").isEqualTo("memory");
        assertThat(plan.rows()).isEqualTo(new SyncPlan.Rows(22, 4, 1, 3, 0, 16, 0, 2));
        assertThat(plan.hasChanges()).isTrue();
        assertThat(plan.unexamined()).isEmpty();
        assertThat(plan.guards()).isEmpty();
        SyncReport.Rows rows = run(next()).rows();
        assertThat(rows.written()).isEqualTo(4);
        assertThat(rows.added()).isEqualTo(1);
        assertThat(rows.unchanged()).isEqualTo(16);
        assertThat(rows.rejected()).isEqualTo(2);
    }

    @Test
    void whatTheRunAddsToTheMemoryOfTheTargetIsSaid() {
        assertThat(plan(next()).memory()).isEmpty();
        run(FakeSource.of(19, "a"));
        destination.memory = Optional.of(new TargetMemory(1_000, OptionalLong.of(1_010), 0));
        // The fake tells as many bytes as rows that it is asked for, of which there are 21 with a key; one record is
        // new.
        SyncPlan.Memory memory = plan(next()).memory().orElseThrow();
        assertThat(memory).isEqualTo(new SyncPlan.Memory(1_000, OptionalLong.of(1_010), memory.added()));
        assertThat(memory.added()).isEqualTo(21);
        assertThat(memory.isShort()).isTrue();
        // One is gone of 18.
        assertThat(plan(FakeSource.of(18, "a")).memory().orElseThrow().added()).isEqualTo(-18);
        assertThat(plan(FakeSource.of(18, "a")).memory().orElseThrow().isShort())
                .isFalse();
    }

    @Test
    void examplesShowWhatTheTargetHasNow() {
        run(FakeSource.of(20, "a"));
        destination.records.put("k1", "of another");
        FakeSource source = new FakeSource().row("k0", "b").row("k1", "b").row("k2", "b");
        for (int i = 3; i < 19; i++) {
            source.row("k" + i, "a");
        }
        SyncPlan plan = plan(source);
        assertThat(plan.removals()).isEqualTo(1);
        assertThat(plan.examples())
                .extracting(Example::action, example -> example.row().value("id"), Example::before)
                .containsExactly(
                        tuple(Action.CHANGE, "k0", Optional.of("k0|a")),
                        tuple(Action.CHANGE, "k1", Optional.of("of another")),
                        tuple(Action.REMOVE, "k19", Optional.empty()));
        assertThat(plan.examples().get(0).differences()).containsExactly("value");
        assertThat(plan.examples().get(0).toString()).doesNotContain("k0");
    }

    @Test
    void examplesShowWhenTheRecordExpiresThatTheTargetHas() {
        run(FakeSource.of(3, "a"));
        destination.expiring.put("k1", Duration.ofSeconds(90));
        assertThat(plan(FakeSource.of(3, "b")).examples())
                .extracting(Example::before)
                .containsExactly(Optional.of("k0|a"), Optional.of("k1|a; expires in 90 s"));
    }

    @Test
    void aGuardThatWouldStopTheRunIsInThePlan() {
        run(FakeSource.of(20, "a"));
        SyncPlan plan = plan(FakeSource.of(5, "a"));
        assertThat(plan.removals()).isEqualTo(15);
        assertThat(plan.guards()).singleElement().satisfies(guard -> {
            assertThat(guard.code()).isEqualTo("TOO_MANY_REMOVALS");
            assertThat(guard.remedy()).contains("--max-delete-percent");
        });
        assertThat(plan(new FakeSource()).guards())
                .extracting(ErrorDetail::code)
                .containsExactly("SOURCE_EMPTY", "TOO_MANY_REMOVALS");
    }

    @Test
    void aTargetThatWasEmptiedIsSeen() {
        run(FakeSource.of(20, "a"));
        destination.records.clear();
        destination.marker = RunMarker.NOTHING;
        SyncPlan plan = plan(FakeSource.of(19, "a"));
        assertThat(plan.rows().toWrite()).isEqualTo(19);
        assertThat(plan.removals()).isZero();
        assertThat(plan.warnings()).singleElement().asString().contains("emptied");
        assertThat(run(FakeSource.of(19, "a")).rows().written()).isEqualTo(19);
    }

    @Test
    void aTargetThatCannotBeLookedAtIsNoTargetWithNothingToDo() {
        run(FakeSource.of(3, "a"));
        ErrorDetail why = ErrorDetail.of("NO_GET", ErrorCategory.PERMISSION, "No right.", "Grant +get.", false);
        destination.marker = new RunMarker.Unreadable(why);
        SyncPlan plan = plan(FakeSource.of(3, "a"));
        assertThat(plan.hasChanges()).isFalse();
        assertThat(plan.unexamined()).contains(why);

        destination.readable = false;
        assertThat(plan(FakeSource.of(3, "a")).unexamined())
                .hasValueSatisfying(error -> assertThat(error.code()).isEqualTo("TARGET_UNREADABLE"));
    }

    @Test
    void recordsThatCannotBeReadAreNotShown() {
        run(FakeSource.of(3, "a"));
        ErrorDetail why = ErrorDetail.of("NO_GET", ErrorCategory.PERMISSION, "No right.", "Grant +get.", false);
        destination.unreadable = DestinationException.of(why);
        SyncPlan plan = plan(FakeSource.of(3, "b"));
        assertThat(plan.unexamined()).contains(why);
        assertThat(plan.examples())
                .hasSize(2)
                .allSatisfy(example -> assertThat(example.before()).isEmpty());
    }

    @Test
    void whereNothingIsComparedEveryRowIsSent() {
        mode = SyncMode.UPSERT;
        SyncPlan plan = plan(FakeSource.of(5, "a").unreadable());
        assertThat(plan.rows()).isEqualTo(new SyncPlan.Rows(6, 5, 0, 0, 0, 0, 0, 1));
        assertThat(plan.examples()).hasSize(2);
        assertThat(plan.errors())
                .singleElement()
                .satisfies(group -> assertThat(group.rowNumbers()).containsExactly(6L));
        assertThat(directory.resolve("dead")).doesNotExist();
    }

    @Test
    void rowsWhoseTimeIsOverOrThatHaveNoKeyAreNotToWrite() {
        RowSchema fields = RowSchema.of(
                new Field("id", FieldType.TEXT),
                new Field("value", FieldType.TEXT),
                new Field("left", FieldType.INTEGER));
        FakeSource source = new FakeSource();
        source.schema = Optional.of(fields);
        long number = 0;
        for (Row row : List.of(
                Row.of(fields, "a", "x", 60L),
                Row.of(fields, "b", "x", 0L),
                Row.of(fields, "c", "x", -1L),
                Row.of(fields, "d", "x", null),
                Row.of(fields, null, "x", 60L))) {
            source.records.add(new SourceRecord.Intact(++number, row));
        }
        destination.expiry = Expiry.inField("left");
        for (SyncMode each : List.of(SyncMode.UPSERT, SyncMode.MIRROR)) {
            mode = each;
            SyncPlan.Rows rows = plan(source).rows();
            assertThat(rows.toWrite()).as("%s", each).isEqualTo(2);
            assertThat(rows.expired()).as("%s", each).isEqualTo(2);
            assertThat(rows.rejected()).as("%s", each).isEqualTo(1);
        }
    }

    @Test
    void aPlanThatIsStoppedIsNone() {
        Cancellation cancellation = new Cancellation();
        cancellation.request();
        assertThatExceptionOfType(HostException.class)
                .isThrownBy(() -> engine.plan(definition(), FakeSource.of(5, "a"), 2, SyncListener.NONE, cancellation))
                .satisfies(e -> assertThat(e.detail().code()).isEqualTo("RUN_STOPPED"));
    }
}
