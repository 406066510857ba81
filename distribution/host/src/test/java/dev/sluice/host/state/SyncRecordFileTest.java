package dev.sluice.host.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sluice.host.change.Identification;
import dev.sluice.host.cursor.CursorMark;
import dev.sluice.host.cursor.CursorValue;
import dev.sluice.host.failure.HostException;
import dev.sluice.host.failure.HostFailure;
import dev.sluice.host.history.RunEnd;
import dev.sluice.host.history.RunEntry;
import dev.sluice.host.history.Verdict;
import dev.sluice.spi.FieldType;
import dev.sluice.spi.RunHandle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SyncRecordFileTest {
    private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");

    @TempDir
    Path folder = Path.of("");

    private SyncRecordFile file() {
        return new SyncRecordFile(folder);
    }

    private Path path() {
        return folder.resolve(SyncRecordFile.NAME);
    }

    @Test
    void everyFieldComesBackAsItWasWritten() throws IOException {
        Identification belongsTo = new Identification(
                Optional.of("/data/ü.csv"),
                "redis host 6379 0 p:",
                List.of("a", "b"),
                Map.of(),
                Optional.of("epoch"),
                false);
        Map<String, String> forms =
                Map.of(Identification.RENDERING, "r", Identification.MAPPING, "a=b\nc", Identification.QUERY, "q");
        RunHandle handle = RunHandle.of("run2", Map.of("job", "7"));
        Opening opening = new Opening(
                "run2", new Verdict.UpTo("run1", OptionalLong.of(3)), true, true, Optional.of(RunEnd.UNCERTAIN));
        file().update(record -> record.withSync("a sync")
                .belongingTo(belongsTo)
                .withForms(forms)
                .entering(new RunEntry("run1", Verdict.TRUST, true), Verdict.TRUST, NOW)
                .withSnapshot("snapshot-1.parquet")
                .entering(new RunEntry("run2", Verdict.TRUST, false), Verdict.TRUST, NOW.plusMillis(1))
                .withOpening(opening)
                .withUnresolved(Optional.of(handle)));
        SyncRecord read = file().read();
        assertThat(read.sync()).contains("a sync");
        assertThat(read.source()).isEqualTo(belongsTo.source());
        assertThat(read.target()).contains(belongsTo.target());
        assertThat(read.key()).isEqualTo(belongsTo.identity());
        assertThat(read.epoch()).isEqualTo(belongsTo.epoch());
        assertThat(read.forms()).isEqualTo(forms);
        assertThat(read.snapshot()).contains("snapshot-1.parquet");
        assertThat(read.runs(NOW))
                .containsExactly(new PastRun(1, "run1", NOW, true), new PastRun(2, "run2", NOW.plusMillis(1), false));
        assertThat(read.opening()).contains(opening);
        assertThat(read.unresolved()).contains(handle);
    }

    @ParameterizedTest
    @CsvSource({"INTEGER, -7", "DECIMAL, 1.50", "DATE, 2024-02-29", "INSTANT, 2024-02-29T10:00:00.000001Z"})
    void aCursorComesBackAndMovesWithItsSource(FieldType type, String highest) throws IOException {
        CursorMark mark = new CursorMark(
                "at", CursorValue.parse(type, highest), "run1", NOW, Map.of(Identification.SOURCE, "a", "mode", "m"));
        file().update(record -> record.withCursor(Optional.of(mark)));
        assertThat(file().read().cursor()).contains(mark);
        assertThat(file().read().withSource("b").cursor()).contains(mark.with(Identification.SOURCE, "b"));
        assertThat(file().read().withTarget("b").cursor()).contains(mark);
        Identification others = new Identification(Optional.of("c"), "t", List.of(), Map.of(), Optional.empty(), false);
        assertThat(file().read().belongingTo(others).cursor())
                .as("a run does not move it")
                .contains(mark);
        assertThat(file().update(SyncRecord::withoutState).cursor()).isEmpty();
    }

    @Test
    void aRunThatComparesNothingLeavesWhatIsNotFoldedYet() {
        SyncRecord record = SyncRecord.NEW.entering(RunEntry.of("run1"), Verdict.TRUST, NOW);
        assertThat(record.entering(RunEntry.of("run2"), NOW).opening())
                .isPresent()
                .isEqualTo(record.opening());
        assertThat(record.hasState()).isTrue();
        assertThat(SyncRecord.NEW.entering(RunEntry.of("run2"), NOW).hasState()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"all", "up_to", "nothing", "nothing_is_left"})
    void everyVerdictComesBack(String name) throws IOException {
        Verdict verdict = switch (name) {
            case "all" -> Verdict.TRUST;
            case "up_to" -> new Verdict.UpTo("run1", OptionalLong.empty());
            case "nothing" -> new Verdict.Nothing(true);
            default -> new Verdict.Nothing(false);
        };
        file().update(record -> record.entering(new RunEntry("run1", verdict, true), verdict, NOW));
        assertThat(Files.readString(path())).contains("\"believes\":\"" + name + "\"");
        assertThat(file().read().opening().map(Opening::verdict)).contains(verdict);
    }

    @Test
    void fieldsThatThisVersionDoesNotKnowStay() throws IOException {
        Files.writeString(path(), "{\"version\":1,\"later\":{\"at\":[1,2.5,true,\"x\"]}}");
        file().update(record -> record.withSync("a"));
        assertThat(Files.readString(path()))
                .isEqualTo("{\"version\":1,\"later\":{\"at\":[1,2.5,true,\"x\"]},\"sync\":\"a\"}");
    }

    @Test
    void withoutAFileTheRecordIsNewAndACrashInMidWriteLeavesTheOldOne() throws IOException {
        assertThat(file().read()).isSameAs(SyncRecord.NEW);
        file().update(record -> record.withSync("a"));
        Files.writeString(folder.resolve("state.json.next"), "{\"vers");
        assertThat(file().read().sync()).contains("a");
        file().update(record -> record.withSync("b"));
        assertThat(file().read().sync()).contains("b");
        assertThat(folder.resolve("state.json.next")).doesNotExist();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path())))
                .isEqualTo("rw-------");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[]",
                "{}",
                "{\"version\":2}",
                "{\"version\":1}{\"version\":1}",
                "{\"version\":1,\"sync\":7}",
                "{\"version\":1,\"cursor\":{}}",
                "{\"version\":1,\"cursor\":{\"column\":\"a\",\"type\":\"text\",\"highest\":\"b\",\"run\":\"r\",\"whole\":1,\"of\":{}}}",
                "{\"version\":1,\"cursor\":{\"column\":\"a\",\"type\":\"date\",\"highest\":\"2024-02-30\",\"run\":\"r\",\"whole\":1,\"of\":{}}}",
                "{\"version\":1,\"runs\":[{\"id\":\"x y\",\"started\":1,\"marker\":true}]}",
                "{\"version\":1,\"runs\":[{\"id\":\"x\",\"started\":99999999999999999999,\"marker\":true}]}"
            })
    void aDamagedFileIsRefusedAndStays(String damaged) throws IOException {
        Files.writeString(path(), damaged);
        assertThatExceptionOfType(HostException.class)
                .isThrownBy(() -> file().update(record -> record.withSync("a")))
                .satisfies(e -> {
                    assertThat(e.is(HostFailure.STATE_UNREADABLE))
                            .as(e.getMessage())
                            .isTrue();
                    assertThat(e.getMessage()).contains(path().toString());
                });
        assertThat(path()).hasContent(damaged);
    }

    @Test
    void bytesThatAreNoTextAreRefused() throws IOException {
        Files.write(path(), new byte[] {'{', (byte) 0xff, '}'});
        assertThatExceptionOfType(HostException.class).isThrownBy(() -> file().read());
    }

    @Test
    void runsAreKeptForFourteenDaysAndTheLastForEver() {
        SyncRecord record = SyncRecord.NEW
                .entering(RunEntry.of("run1"), Verdict.TRUST, NOW)
                .entering(RunEntry.of("run2"), Verdict.TRUST, NOW.plusSeconds(1));
        Instant later = NOW.plusSeconds(15 * 86_400L);
        assertThat(record.history(later).runIds()).containsExactly("run2");
        assertThat(record.entering(RunEntry.of("run3"), Verdict.TRUST, later).runs(later))
                .extracting(PastRun::number)
                .as("numbers go on")
                .containsExactly(3);
    }
}
