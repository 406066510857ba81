package dev.sluice.host.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.host.failure.ExitCode;
import dev.sluice.host.failure.HostException;
import dev.sluice.host.failure.HostFailure;
import dev.sluice.host.fake.FakeSource;
import dev.sluice.host.file.SyncFolder;
import dev.sluice.host.report.SyncReport;
import dev.sluice.host.report.SyncReport.Ended;
import dev.sluice.spi.Outcome;
import dev.sluice.spi.SyncMode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Rows on their way from the source to the destination. */
class SyncEngineTest extends EngineScenario {
    @Test
    void everyRowArrives() {
        SyncReport report = run(SyncMode.UPSERT, FakeSource.of(501, "a"));
        assertThat(report.ended()).isEqualTo(Ended.COMPLETED);
        assertThat(report.rows().written()).isEqualTo(501);
        assertThat(destination.records).hasSize(501).containsEntry("k500", "k500|a");
        assertThat(report.samples()).extracting(row -> row.value("id")).containsExactly("k0", "k1", "k2");
        assertThat(report.deadLetters()).isEmpty();
        assertThat(destination.opened.get()).isBetween(1, 3);
    }

    @ParameterizedTest
    @EnumSource(
            value = SyncMode.class,
            names = {"UPSERT", "MIRROR"})
    void oneRunAtATimeHoldsASyncInEveryMode(SyncMode mode) {
        try (SyncFolder held = SyncFolder.open(directory.resolve("state/test"), "test", "01EARLIER")) {
            assertThatThrownBy(() -> run(mode, FakeSource.of(3, "a")))
                    .isInstanceOfSatisfying(HostException.class, e -> {
                        assertThat(e.is(HostFailure.STATE_IN_USE)).isTrue();
                        assertThat(ExitCode.of(e.detail().category())).isEqualTo(7);
                        assertThat(e.detail().message()).contains("01EARLIER");
                    });
        }
        assertThat(destination.records).isEmpty();
        assertThat(run(mode, FakeSource.of(3, "a")).rows().written()).isEqualTo(3);
    }

    @Test
    void anUpsertNeedsNoFolderAndAMirrorDoes() throws IOException {
        Files.writeString(directory.resolve("state"), "a file where the folder would be");
        SyncReport report = run(SyncMode.UPSERT, FakeSource.of(3, "a").unreadable());
        assertThat(report.rows().written()).isEqualTo(3);
        assertThat(report.rows().rejected()).isEqualTo(1);
        assertThat(report.deadLetters()).isEmpty();
        assertThat(report.warnings()).singleElement().asString().contains("without a lock", "rejected rows");
        assertThatThrownBy(() -> run(SyncMode.MIRROR, FakeSource.of(3, "a")))
                .isInstanceOfSatisfying(
                        HostException.class,
                        e -> assertThat(e.is(HostFailure.STATE_FAILED)).isTrue());
    }

    @Test
    void anEmptySourceIsNoWorkForAnUpsert() {
        assertThat(run(SyncMode.UPSERT, new FakeSource()).ended()).isEqualTo(Ended.COMPLETED);
    }

    @Test
    void changesOfOneRecordAreAppliedInOrder() {
        FakeSource source = new FakeSource();
        for (int i = 0; i < 300; i++) {
            source.row("k" + i % 7, "v" + i);
        }
        run(SyncMode.UPSERT, source);
        for (int key = 0; key < 7; key++) {
            String start = "k" + key + "|v";
            List<Integer> versions = destination.log.stream()
                    .filter(entry -> entry.startsWith(start))
                    .map(entry -> Integer.valueOf(entry.substring(start.length())))
                    .toList();
            assertThat(versions).isSorted().hasSizeGreaterThan(40);
        }
    }

    @Test
    void aFieldOfTheMappingThatNoRowHadIsTold() {
        mapping = List.of("id", "valeu=v");
        FakeSource source = FakeSource.of(3, "a");
        source.schema = Optional.empty();
        assertThat(run(SyncMode.UPSERT, source).warnings())
                .singleElement()
                .asString()
                .contains("'valeu'");
        mapping = List.of("id", "value=v");
        assertThat(run(SyncMode.UPSERT, source).warnings()).isEmpty();
    }

    @Test
    void aLimitEndsTheReading() {
        limit = OptionalLong.of(10);
        assertThat(run(SyncMode.UPSERT, FakeSource.of(100, "a")).rows().read()).isEqualTo(10);
    }

    @Test
    void aKeyThatDoesNotTravelIsToldBeforeAnythingHappens() {
        mapping = List.of("value");
        assertThatThrownBy(() -> run(SyncMode.UPSERT, FakeSource.of(1, "a")))
                .isInstanceOfSatisfying(
                        HostException.class, e -> assertThat(e.detail().code()).isEqualTo("KEY_FIELD_LEFT_OUT"));
    }

    @Test
    void whatIsRejectedIsGroupedAndBuried() throws IOException {
        FakeSource source = FakeSource.of(20, "a").unreadable().row(null, "no key");
        destination.answer = change -> "k3".equals(change.row().value("id")) ? Outcome.skipped("FAKE_SKIP") : null;
        SyncReport report = run(SyncMode.UPSERT, source);
        assertThat(report.rows().written()).isEqualTo(19);
        assertThat(report.rows().rejected()).isEqualTo(2);
        assertThat(report.skips()).containsEntry("FAKE_SKIP", 1L);
        assertThat(report.errors())
                .extracting(group -> group.error().code(), SyncReport.ErrorGroup::rowNumbers)
                .containsExactlyInAnyOrder(
                        org.assertj.core.groups.Tuple.tuple("FAKE_UNREADABLE", List.of(21L)),
                        org.assertj.core.groups.Tuple.tuple("FAKE_REJECTED", List.of(22L)));
        Path dead = report.deadLetters().orElseThrow();
        assertThat(Files.readAllLines(dead))
                .hasSize(2)
                .anySatisfy(line -> assertThat(line)
                        .contains("\"row\":22", "\"outcome\":\"rejected\"", "\"id\":null", "\"value\":\"no key\""))
                .anySatisfy(line -> assertThat(line).contains("\"row\":21").doesNotContain("values"));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(dead)))
                .isEqualTo("rw-------");
        destination.answer = change -> null;
        assertThat(run(SyncMode.UPSERT, FakeSource.of(1, "a")).deadLetters()).isEmpty();
        assertThat(dead).as("what an earlier run left stays").exists();
    }

    @ParameterizedTest
    @EnumSource(
            value = SyncMode.class,
            names = {"UPSERT", "MIRROR"})
    void aRowThatTheSourceRejectsIsBuriedWithWhatCouldBeReadOfIt(SyncMode mode) throws IOException {
        SyncReport report = run(mode, FakeSource.of(3, "a").rejected("k7", "30.2."));
        assertThat(report.rows().rejected()).isEqualTo(1);
        assertThat(Files.readAllLines(report.deadLetters().orElseThrow()))
                .singleElement()
                .asString()
                .contains(
                        "\"row\":4",
                        "\"code\":\"FAKE_UNREADABLE\"",
                        "\"key\":{\"id\":\"k7\"}",
                        "\"values\":{\"id\":\"k7\",\"value\":\"30.2.\"}");
    }

    @ParameterizedTest
    @EnumSource(
            value = SyncMode.class,
            names = {"UPSERT", "MIRROR"})
    void whereRejectedRowsCannotBePutDownTheRunEndsAndSaysSo(SyncMode mode) throws IOException {
        Files.createSymbolicLink(
                directory.resolve("letters"), directory.resolve("nowhere").resolve("deep"));
        deadLetters = "letters/dead";
        destination.answer = change -> null;
        assertThat(run(mode, FakeSource.of(3, "a").unreadable()).failure().orElseThrow())
                .as("a row that cannot be read")
                .satisfies(failure -> assertThat(failure.code()).isEqualTo("DEAD_LETTERS_UNWRITABLE"))
                .satisfies(failure -> assertThat(failure.remedy()).isNotBlank());
        assertThat(run(mode, FakeSource.of(3, "a").row(null, "no key"))
                        .failure()
                        .orElseThrow()
                        .code())
                .as("a row that the destination rejects")
                .isEqualTo("DEAD_LETTERS_UNWRITABLE");
    }
}
