package dev.sluice.host.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.host.change.ChangeStates;
import dev.sluice.host.change.MemoryStates;
import dev.sluice.host.definition.Guards;
import dev.sluice.host.definition.SyncDefinition;
import dev.sluice.host.failure.ExitCode;
import dev.sluice.host.failure.HostException;
import dev.sluice.host.failure.HostFailure;
import dev.sluice.host.fake.FakeDestination;
import dev.sluice.host.fake.FakeSource;
import dev.sluice.host.file.SyncFolder;
import dev.sluice.host.ledger.RunCounters;
import dev.sluice.host.progress.Cancellation;
import dev.sluice.host.progress.Progress;
import dev.sluice.host.progress.SyncListener;
import dev.sluice.host.progress.SyncProgress;
import dev.sluice.host.report.SyncReport;
import dev.sluice.host.report.SyncReport.Ended;
import dev.sluice.spi.BatchResult;
import dev.sluice.spi.Change;
import dev.sluice.spi.DestinationException;
import dev.sluice.spi.ErrorCategory;
import dev.sluice.spi.ErrorDetail;
import dev.sluice.spi.Expiry;
import dev.sluice.spi.Outcome;
import dev.sluice.spi.SyncMode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SyncEngineTest {
    private static final Guards ANY_REMOVALS = new Guards(1, OptionalLong.empty(), OptionalInt.of(100));

    @TempDir
    Path directory;

    private final FakeDestination destination = new FakeDestination();
    private ChangeStates states = new MemoryStates();
    private final Cancellation cancellation = new Cancellation();
    private List<String> mapping = List.of();
    private boolean changedOnly;
    private OptionalLong limit = OptionalLong.empty();
    private Optional<String> epoch = Optional.empty();
    private Guards guards = ANY_REMOVALS;
    private String deadLetters = "dead";
    private Instant now = Instant.parse("2026-11-24T12:00:00Z");

    @AfterEach
    void everyWriterIsClosed() {
        assertThat(destination.closed.get()).isEqualTo(destination.opened.get());
    }

    private SyncReport run(SyncMode mode, FakeSource source) {
        return run(mode, source, SyncListener.NONE);
    }

    private SyncReport run(SyncMode mode, FakeSource source, SyncListener listener) {
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
    void whatASourceDoesNotDeclareEndsTheRunWithAReportAndItsCause() {
        FakeSource source = FakeSource.of(700, "a");
        source.failsAt = 70;
        source.failure = new IllegalStateException("a value");
        SyncReport report = run(SyncMode.UPSERT, source);
        assertThat(report.ended()).isEqualTo(Ended.FAILED);
        assertThat(report.rows().read()).isEqualTo(70);
        assertThat(report.rows().written()).isPositive();
        assertThat(report.failure()).hasValueSatisfying(failure -> {
            assertThat(failure.code()).isEqualTo("SOURCE_BROKEN");
            assertThat(failure.message())
                    .contains("java.lang.IllegalStateException")
                    .doesNotContain("a value");
        });
        assertThat(report.cause())
                .hasValueSatisfying(thrown -> assertThat(thrown).hasCause(source.failure));
    }

    @Test
    void ofWhatWasReadOnlyTheRowsWithAnOutcomeCountAsDone() {
        RunCounters counters = new RunCounters();
        Progress progress = new Progress(SyncProgress.Phase.WRITING);
        progress.at(0.8);
        counters.read(100);
        assertThat(progress.now(counters, Optional.empty()).fraction()).isZero();
        progress.at(-1);
        assertThat(progress.now(counters, Optional.empty()).fraction()).isNegative();
        SyncListener listener = new SyncListener() {
            @Override
            public void progress(SyncProgress now) {
                assertThat(now.fraction()).isLessThan(1);
                assertThat(now.phase()).isEqualTo(SyncProgress.Phase.COMMITTING);
            }
        };
        run(SyncMode.UPSERT, FakeSource.of(20, "a"), listener);
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
    void anUnknownFateEndsTheRun() {
        destination.parallelism = 1;
        destination.answer = change ->
                "k12".equals(change.row().value("id")) ? Outcome.indeterminate(FakeDestination.UNKNOWN) : null;
        SyncReport report = run(SyncMode.UPSERT, FakeSource.of(1000, "a"));
        assertThat(report.ended()).isEqualTo(Ended.FAILED);
        assertThat(report.failure()).get().extracting(ErrorDetail::code).isEqualTo("FAKE_UNKNOWN");
        assertThat(report.rows().indeterminate()).isEqualTo(1);
        assertThat(report.rows().written()).isEqualTo(14);
        assertThat(report.rows().read())
                .as("a bounded queue holds the reader back")
                .isLessThan(100);
    }

    @Test
    void aStopEndsTheRunAfterItsBatch() {
        destination.parallelism = 1;
        DestinationException full = DestinationException.of(
                ErrorDetail.of("FAKE_FULL", ErrorCategory.CAPACITY, "Full.", "Make room.", true));
        AtomicInteger batches = new AtomicInteger();
        destination.before = changes -> batches.incrementAndGet() == 2
                ? BatchResult.builder(changes.size())
                        .setRest(Outcome.rejected(FakeDestination.ERROR))
                        .stop(full)
                        .build()
                : null;
        SyncReport report = run(SyncMode.UPSERT, FakeSource.of(100, "a"));
        assertThat(report.failure()).get().extracting(ErrorDetail::code).isEqualTo("FAKE_FULL");
        assertThat(report.rows().written()).isEqualTo(5);
        assertThat(report.rows().rejected()).isEqualTo(5);
    }

    @Test
    void aWriterThatThrowsLeavesItsBatchUnattempted() {
        destination.before = changes -> {
            throw DestinationException.of(
                    ErrorDetail.of("FAKE_DOWN", ErrorCategory.CONNECTION, "Down.", "Start it.", true));
        };
        SyncReport report = run(SyncMode.UPSERT, FakeSource.of(100, "a"));
        assertThat(report.ended()).isEqualTo(Ended.FAILED);
        assertThat(report.rows().written()
                        + report.rows().rejected()
                        + report.rows().indeterminate())
                .isZero();
    }

    @Test
    void aWriterThatBreaksItsContractIsNamedWithoutItsMessage() {
        destination.before = changes -> {
            throw new IllegalStateException("canary-s3cret");
        };
        SyncReport report = run(SyncMode.UPSERT, FakeSource.of(3, "a"));
        assertThat(report.rows().indeterminate()).isEqualTo(3);
        assertThat(report.failure()).get().satisfies(failure -> {
            assertThat(failure.code()).isEqualTo("DESTINATION_BROKEN");
            assertThat(failure.message())
                    .contains("IllegalStateException at ", "SyncEngineTest")
                    .doesNotContain("canary");
            assertThat(failure.at()).containsEntry("destination", "fake");
        });
    }

    @Test
    void anAnswerThatIsNoneToItsBatchIsADefectOfTheDestination() {
        destination.before = changes -> BatchResult.allWritten(changes.size() + 1);
        assertThat(brokenMessage()).isEqualTo("The destination answered 3 changes with 4 outcomes.");
        destination.mute = true;
        assertThat(brokenMessage()).isEqualTo("The destination gave no answer to a batch.");
    }

    private String brokenMessage() {
        SyncReport report = run(SyncMode.UPSERT, FakeSource.of(3, "a"));
        assertThat(report.rows().indeterminate()).isEqualTo(3);
        ErrorDetail failure = report.failure().orElseThrow();
        assertThat(failure.code()).isEqualTo("DESTINATION_BROKEN");
        assertThat(failure.at()).containsEntry("destination", "fake");
        return failure.message();
    }

    @Test
    void aDestinationThatRefusesToOpenEndsTheRunBeforeItReads() {
        destination.refusal = DestinationException.of(
                ErrorDetail.of("FAKE_AUTH", ErrorCategory.AUTHENTICATION, "No.", "Log in.", false));
        SyncReport report = run(SyncMode.UPSERT, FakeSource.of(100, "a"));
        assertThat(report.ended()).isEqualTo(Ended.FAILED);
        assertThat(report.rows().read()).isZero();
    }

    @Test
    void aSourceThatBreaksOffEndsTheRunWithWhatItGave() {
        FakeSource source = FakeSource.of(100, "a");
        source.failsAt = 50;
        SyncReport report = run(SyncMode.UPSERT, source);
        assertThat(report.failure()).get().extracting(ErrorDetail::code).isEqualTo("FAKE_BROKEN");
        assertThat(report.rows().read()).isEqualTo(56);
    }

    @Test
    void aWishToEndInterruptsTheWriteInFlight() throws InterruptedException {
        CountDownLatch writing = new CountDownLatch(1);
        destination.before = changes -> {
            writing.countDown();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return BatchResult.builder(changes.size())
                    .setRest(Outcome.indeterminate(FakeDestination.UNKNOWN))
                    .build();
        };
        Thread user = new Thread(() -> {
            try {
                writing.await();
                cancellation.request();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        user.start();
        SyncReport report = run(SyncMode.UPSERT, FakeSource.of(1000, "a"));
        user.join();
        assertThat(report.ended()).isEqualTo(Ended.CANCELLED);
        assertThat(report.rows().indeterminate()).isPositive();
        assertThat(report.rows().written()).isZero();
    }

    @Test
    void aWishToEndInterruptsTheOpeningOfTheFirstWriter() throws InterruptedException {
        CountDownLatch opening = new CountDownLatch(1);
        destination.opening = () -> {
            opening.countDown();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw DestinationException.of(FakeDestination.UNKNOWN);
            }
        };
        Thread user = new Thread(() -> {
            try {
                opening.await();
                cancellation.request();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        user.start();
        SyncReport report = run(SyncMode.UPSERT, FakeSource.of(10, "a"));
        user.join();
        assertThat(report.ended()).isEqualTo(Ended.CANCELLED);
        assertThat(report.rows().written()).isZero();
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
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
    void aMirrorWritesWhatDiffersAndRemovesWhatIsGone() {
        run(SyncMode.MIRROR, new FakeSource().row("a", "1").row("b", "1").row("c", "1"));
        SyncReport report = run(
                SyncMode.MIRROR, new FakeSource().row("a", "1").row("b", "2").row("d", "1"));
        assertThat(report.rows().unchanged()).isEqualTo(1);
        assertThat(report.rows().changed()).isEqualTo(1);
        assertThat(report.rows().added()).isEqualTo(1);
        assertThat(report.removals().removed()).isEqualTo(1);
        assertThat(destination.records).isEqualTo(Map.of("a", "a|1", "b", "b|2", "d", "d|1"));
        FakeSource same = new FakeSource().row("a", "1").row("b", "2").row("d", "1");
        assertThat(run(SyncMode.MIRROR, same).rows().unchanged()).isEqualTo(3);
        assertThat(same.passes).as("nothing to write, no second pass").isEqualTo(1);
    }

    @Test
    void aMirrorRefusesAnEmptySource() {
        run(SyncMode.MIRROR, FakeSource.of(3, "a"));
        assertThatThrownBy(() -> run(SyncMode.MIRROR, new FakeSource()))
                .isInstanceOfSatisfying(
                        HostException.class, e -> assertThat(e.detail().code()).isEqualTo("SOURCE_EMPTY"));
        assertThat(destination.records).hasSize(3);
    }

    @Test
    void aMirrorRemovesNothingWhenItDoesNotKnowEveryRow() {
        run(SyncMode.MIRROR, FakeSource.of(3, "a"));
        for (FakeSource source : List.of(
                new FakeSource().row("k0", "a").unreadable(),
                new FakeSource().row("k0", "a").row(" ", "x"))) {
            SyncReport report = run(SyncMode.MIRROR, source);
            assertThat(report.rows().rejected()).isEqualTo(1);
            assertThat(report.removals()).isEqualTo(SyncReport.Removals.NONE);
            assertThat(report.warnings()).singleElement().asString().contains("2 records");
            assertThat(destination.records).hasSize(3);
        }
        limit = OptionalLong.of(1);
        run(SyncMode.MIRROR, FakeSource.of(3, "a"));
        assertThat(destination.records).hasSize(3);
        limit = OptionalLong.empty();
        run(SyncMode.MIRROR, FakeSource.of(1, "a"));
        assertThat(destination.records).hasSize(1);
    }

    private List<String> writes() {
        return destination.log.stream().filter(line -> line.contains("|")).toList();
    }

    @Test
    void anUpsertThatComparesSendsWhatDiffersAndRemovesNothing() {
        changedOnly = true;
        assertThat(run(SyncMode.UPSERT, FakeSource.of(3, "a")).rows().added()).isEqualTo(3);
        assertThat(run(SyncMode.UPSERT, FakeSource.of(3, "a")).rows().unchanged())
                .isEqualTo(3);
        assertThat(writes()).hasSize(3);

        SyncReport fewer = run(SyncMode.UPSERT, new FakeSource().row("k0", "b").row("k9", "a"));
        assertThat(fewer.rows().changed()).isEqualTo(1);
        assertThat(fewer.rows().added()).isEqualTo(1);
        assertThat(fewer.removals()).isEqualTo(SyncReport.Removals.NONE);
        assertThat(fewer.warnings()).isEmpty();
        assertThat(destination.records).hasSize(4).containsEntry("k0", "k0|b").containsEntry("k1", "k1|a");
        assertThat(run(SyncMode.UPSERT, FakeSource.of(3, "a")).rows().unchanged())
                .as("what was not in the source is known still")
                .isEqualTo(2);
        assertThat(run(SyncMode.UPSERT, new FakeSource()).failure())
                .as("an empty source is no work")
                .isEmpty();
        assertThat(run(SyncMode.MIRROR, FakeSource.of(3, "a")).removals().removed())
                .as("a mirror of the same name removes what it wrote")
                .isEqualTo(1);
    }

    @Test
    void whatAnInsertSkippedIsSentAgainAndIsNeverItsOwn() {
        changedOnly = true;
        destination.answer = change -> "k1".equals(change.row().value("id")) ? Outcome.skipped("EXISTS") : null;
        for (int i = 0; i < 2; i++) {
            SyncReport report = run(SyncMode.INSERT, FakeSource.of(3, "a"));
            assertThat(report.rows().skipped()).isEqualTo(1);
            assertThat(report.rows().unchanged()).isEqualTo(i == 0 ? 0 : 2);
        }
        destination.records.put("k1", "another's");
        run(SyncMode.MIRROR, new FakeSource().row("k0", "a"));
        assertThat(destination.records).containsOnlyKeys("k0", "k1");
    }

    private static Guards errors(OptionalLong most, OptionalInt percent) {
        return new Guards(
                1, OptionalLong.empty(), OptionalInt.of(100), most, percent, Optional.empty(), Guards.OnColumn.WARN);
    }

    @ParameterizedTest
    @EnumSource(
            value = SyncMode.class,
            names = {"UPSERT", "MIRROR"})
    void moreRowsThanMayBeRejectedEndTheRun(SyncMode mode) {
        run(mode, FakeSource.of(5, "a"));
        guards = errors(OptionalLong.of(1), OptionalInt.empty());
        FakeSource source = FakeSource.of(2, "b").rejected("k7", "30.2.").row("k3", "b");
        assertThat(run(mode, source).failure()).as("one may be").isEmpty();

        SyncReport report = run(mode, FakeSource.of(2, "c").rejected("k7", "x").rejected("k8", "x"));
        assertThat(report.failure()).hasValueSatisfying(error -> {
            assertThat(error.category()).isEqualTo(ErrorCategory.GUARD);
            assertThat(error.message()).contains("2 rows", "1 may be (max_errors)");
            assertThat(error.remedy()).contains("--max-errors");
        });
        assertThat(report.rows().rejected()).isEqualTo(2);
        assertThat(report.deadLetters()).isPresent();
        if (mode == SyncMode.MIRROR) {
            assertThat(report.rows().written())
                    .as("a mirror is judged before its first write")
                    .isZero();
            assertThat(destination.records).containsEntry("k0", "k0|b");
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = SyncMode.class,
            names = {"UPSERT", "MIRROR"})
    void whatTheDestinationRejectsEndsTheRunInTheMiddle(SyncMode mode) {
        guards = errors(OptionalLong.of(0), OptionalInt.empty());
        destination.answer =
                change -> "k3".equals(change.row().value("id")) ? Outcome.rejected(FakeDestination.ERROR) : null;
        SyncReport report = run(mode, FakeSource.of(50_000, "a"));
        assertThat(report.failure())
                .hasValueSatisfying(error -> assertThat(error.code()).isEqualTo("TOO_MANY_ERRORS"));
        assertThat(report.rows().rejected()).isEqualTo(1);
        assertThat(report.rows().written()).isLessThan(40_000);
        assertThat(report.removals().removed()).isZero();
    }

    @Test
    void aShareOfTheRowsIsJudgedOnceItTellsSomethingAndAtTheEnd() {
        guards = errors(OptionalLong.empty(), OptionalInt.of(10));
        FakeSource few = new FakeSource().rejected("x", "x");
        for (int i = 0; i < 9; i++) {
            few = few.row("k" + i, "a");
        }
        assertThat(run(SyncMode.UPSERT, few).failure()).as("a tenth").isEmpty();
        SyncReport all = run(SyncMode.UPSERT, new FakeSource().row("k1", "a").rejected("x", "x"));
        assertThat(all.failure())
                .hasValueSatisfying(
                        error -> assertThat(error.message()).contains("A row was rejected", "10 % of the 2"));
    }

    @Test
    void theSecondRowOfAKeyIsRejectedNamingBoth() {
        for (int i = 0; i < 2; i++) {
            SyncReport report = run(
                    SyncMode.MIRROR,
                    new FakeSource().row("a", "1").row("b", "1").row("a", "2"));
            assertThat(report.rows().rejected()).isEqualTo(1);
            assertThat(report.errors()).singleElement().satisfies(group -> {
                assertThat(group.error().code()).isEqualTo("DUPLICATE_IDENTITY");
                assertThat(group.error().message()).contains("Row 3").contains("row 1");
            });
            assertThat(destination.records).containsEntry("a", "a|1");
        }
    }

    @Test
    void whatWasRejectedAndNeverWrittenIsNotRemovedLater() {
        destination.records.put("a", "somebody else's");
        destination.answer = change ->
                change instanceof Change.Write && "a".equals(change.row().value("id"))
                        ? Outcome.rejected(FakeDestination.ERROR)
                        : null;
        run(SyncMode.MIRROR, new FakeSource().row("a", "1").row("b", "1"));
        SyncReport report = run(SyncMode.MIRROR, new FakeSource().row("b", "1"));
        assertThat(report.removals().planned()).isZero();
        assertThat(destination.records).containsEntry("a", "somebody else's");
    }

    @Test
    void whatWasRejectedButAppliedInPartIsRemovedLater() {
        destination.answer = change -> {
            if (change instanceof Change.Write && "k1".equals(change.row().value("id"))) {
                destination.records.put("k1", "half");
                return Outcome.rejected(FakeDestination.PARTIAL);
            }
            return null;
        };
        run(SyncMode.MIRROR, FakeSource.of(3, "a"));
        assertThat(destination.records).containsEntry("k1", "half");
        destination.answer = change -> null;
        run(SyncMode.MIRROR, FakeSource.of(1, "a"));
        assertThat(destination.records).containsOnlyKeys("k0");
    }

    @Test
    void aRejectedChangeIsTriedAgain() {
        run(SyncMode.MIRROR, FakeSource.of(1, "a"));
        destination.answer = change -> Outcome.rejected(FakeDestination.ERROR);
        run(SyncMode.MIRROR, FakeSource.of(1, "b"));
        destination.answer = change -> null;
        assertThat(run(SyncMode.MIRROR, FakeSource.of(1, "a")).rows().changed()).isEqualTo(1);
    }

    @Test
    void aRecordIsRenewedWhenHalfOfItsTimeIsOver() {
        destination.expiry = Expiry.after(Duration.ofHours(2));
        run(SyncMode.MIRROR, FakeSource.of(2, "a"));
        now = now.plus(Duration.ofMinutes(59));
        assertThat(run(SyncMode.MIRROR, FakeSource.of(2, "a")).rows().unchanged())
                .isEqualTo(2);
        now = now.plus(Duration.ofMinutes(2));
        assertThat(run(SyncMode.MIRROR, FakeSource.of(2, "a")).rows().renewed()).isEqualTo(2);
        now = now.plus(Duration.ofMinutes(30));
        assertThat(run(SyncMode.MIRROR, FakeSource.of(2, "a")).rows().unchanged())
                .isEqualTo(2);
    }

    @Test
    void anotherRenderingWritesEverythingAgain() {
        run(SyncMode.MIRROR, FakeSource.of(3, "a"));
        destination.rendering = "other";
        limit = OptionalLong.of(1);
        assertThat(run(SyncMode.MIRROR, FakeSource.of(3, "a")).rows().written()).isEqualTo(1);
        limit = OptionalLong.empty();
        SyncReport report = run(SyncMode.MIRROR, FakeSource.of(3, "a"));
        assertThat(report.rows().unchanged()).isEqualTo(1);
        assertThat(report.rows().written()).isEqualTo(2);
    }

    @Test
    void aLostTargetIsForgottenAndFilledAgain() {
        epoch = Optional.of("one");
        run(SyncMode.MIRROR, FakeSource.of(3, "a"));
        destination.records.clear();
        destination.records.put("k2", "somebody else's");
        epoch = Optional.of("two");
        SyncReport report = run(SyncMode.MIRROR, FakeSource.of(2, "a"));
        assertThat(report.rows().added()).isEqualTo(2);
        assertThat(destination.records).containsEntry("k2", "somebody else's").hasSize(3);
    }

    @Test
    void aStateServesOneTargetAndOneKey() {
        run(SyncMode.MIRROR, FakeSource.of(1, "a"));
        destination.target = "other";
        assertThatThrownBy(() -> run(SyncMode.MIRROR, FakeSource.of(1, "a")))
                .isInstanceOfSatisfying(
                        HostException.class, e -> assertThat(e.detail().code()).isEqualTo("STATE_OTHER_TARGET"));
    }

    @Test
    void aTargetThatWasNeverReachedDoesNotBindTheState() {
        destination.target = "mistyped";
        destination.refusal = DestinationException.of(
                ErrorDetail.of("FAKE_REFUSED", ErrorCategory.CONNECTION, "No.", "Start it.", true));
        run(SyncMode.MIRROR, FakeSource.of(1, "a"));
        destination.target = "right";
        destination.refusal = null;
        assertThat(run(SyncMode.MIRROR, FakeSource.of(1, "a")).rows().written()).isEqualTo(1);
    }

    @Test
    void aSourceThatChangesBetweenThePassesEndsTheRun() {
        FakeSource source = FakeSource.of(10, "a");
        source.next = FakeSource.of(10, "b");
        assertThat(run(SyncMode.MIRROR, source).failure())
                .get()
                .extracting(ErrorDetail::code)
                .isEqualTo("SOURCE_CHANGED");
        FakeSource shorter = FakeSource.of(10, "a");
        shorter.next = FakeSource.of(9, "a");
        assertThat(run(SyncMode.MIRROR, shorter).failure())
                .get()
                .extracting(ErrorDetail::code)
                .isEqualTo("SOURCE_CHANGED");
    }

    @Test
    void aListThatGrewRemovesNothingAndSaysWhy() {
        run(SyncMode.MIRROR, FakeSource.of(10, "a"));
        FakeSource list = FakeSource.of(9, "b");
        list.list = true;
        list.change = Optional.of("more.csv is new or changed");
        SyncReport report = run(SyncMode.MIRROR, list);
        assertThat(report.failure()).isEmpty();
        assertThat(report.warnings()).anySatisfy(warning -> assertThat(warning).contains("more.csv"));
        assertThat(report.rows().changed()).isEqualTo(9);
        assertThat(destination.records).hasSize(10);
        list.change = Optional.empty();
        assertThat(run(SyncMode.MIRROR, list).removals().removed()).isEqualTo(1);
        assertThat(destination.records).hasSize(9);
    }

    @Test
    void aStateInUseIsRefused() {
        run(SyncMode.MIRROR, FakeSource.of(1, "a"));
        List<String> codes = new ArrayList<>();
        destination.before = changes -> {
            try {
                run(SyncMode.MIRROR, FakeSource.of(1, "a"));
            } catch (HostException e) {
                codes.add(e.detail().code());
            }
            return null;
        };
        run(SyncMode.MIRROR, FakeSource.of(1, "b"));
        assertThat(codes).containsExactly("STATE_IN_USE");
    }

    @Test
    void aHostWithoutStatesRefusesAMirrorAndNothingElse() {
        states = ChangeStates.NONE;
        assertThat(run(SyncMode.UPSERT, FakeSource.of(1, "a")).rows().written()).isEqualTo(1);
        assertThatThrownBy(() -> run(SyncMode.MIRROR, FakeSource.of(1, "a")))
                .isInstanceOfSatisfying(
                        HostException.class, e -> assertThat(e.detail().code()).isEqualTo("STATE_MISSING"));
    }

    /** Sources at random, runs that break off at random: the records of the last run that completes are those of its source. */
    @Test
    void aMirrorEndsRightWhateverHappenedBefore() {
        long seed = 20_261_124;
        Random random = new Random(seed);
        for (int story = 0; story < 8; story++) {
            destination.records.clear();
            directory = directory.resolve("story" + story);
            for (int attempt = 0; attempt < 5; attempt++) {
                Map<String, String> wanted = new HashMap<>();
                FakeSource source = new FakeSource();
                for (int key = 0; key < 40; key++) {
                    if (random.nextInt(3) > 0) {
                        String value = "v" + random.nextInt(3);
                        source.row("k" + key, value);
                        wanted.put("k" + key, "k" + key + "|" + value);
                    }
                }
                AtomicInteger left = new AtomicInteger(attempt == 4 ? Integer.MAX_VALUE : random.nextInt(12));
                boolean lands = random.nextBoolean();
                destination.answer = change -> {
                    if (left.decrementAndGet() > 0) {
                        return null;
                    }
                    if (lands && change instanceof Change.Write) {
                        destination.records.put(
                                String.valueOf(change.row().value("id")), FakeDestination.text(change.row()));
                    }
                    return Outcome.indeterminate(FakeDestination.UNKNOWN);
                };
                SyncReport report = run(SyncMode.MIRROR, source);
                if (report.ended() == Ended.COMPLETED) {
                    assertThat(destination.records)
                            .as("story %d, attempt %d, seed %d", story, attempt, seed)
                            .isEqualTo(wanted);
                }
            }
        }
    }
}
