package dev.sluice.host.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sluice.host.change.MemoryStates;
import dev.sluice.host.definition.SyncDefinition;
import dev.sluice.host.failure.HostException;
import dev.sluice.host.fake.FakeDestination;
import dev.sluice.host.fake.FakeSource;
import dev.sluice.host.progress.Cancellation;
import dev.sluice.host.progress.SyncListener;
import dev.sluice.host.report.SyncReport;
import dev.sluice.host.report.SyncReport.Ended;
import dev.sluice.spi.BatchResult;
import dev.sluice.spi.Change;
import dev.sluice.spi.CheckObserver;
import dev.sluice.spi.CheckReport;
import dev.sluice.spi.CheckRequest;
import dev.sluice.spi.CommitObserver;
import dev.sluice.spi.CommitResult;
import dev.sluice.spi.Destination;
import dev.sluice.spi.DestinationException;
import dev.sluice.spi.DestinationRun;
import dev.sluice.spi.DestinationSpec;
import dev.sluice.spi.DestinationWriter;
import dev.sluice.spi.ErrorCategory;
import dev.sluice.spi.ErrorDetail;
import dev.sluice.spi.Field;
import dev.sluice.spi.FieldType;
import dev.sluice.spi.Row;
import dev.sluice.spi.RowSchema;
import dev.sluice.spi.RunContext;
import dev.sluice.spi.RunFate;
import dev.sluice.spi.RunHandle;
import dev.sluice.spi.SyncMode;
import dev.sluice.spi.WriteProfile;
import dev.sluice.spi.WriteRequest;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs into a destination that takes changes into a job and applies them when it is committed. */
class StagedRunTest {
    private static final RowSchema KEY = RowSchema.of(new Field("id", FieldType.TEXT));
    private static final ErrorDetail TOO_LONG =
            ErrorDetail.of("NAME_TOO_LONG", ErrorCategory.DATA, "The name is too long.", "Shorten it.", false);
    private static final ErrorDetail LOST =
            ErrorDetail.of("JOB_LOST", ErrorCategory.CONNECTION, "The job is lost.", "Run again.", true);

    private static final String REMOVED = "(removed)";

    @TempDir
    Path directory;

    private final Bulk destination = new Bulk();
    private final MemoryStates states = new MemoryStates();
    private OptionalLong limit = OptionalLong.empty();
    private SyncMode mode = SyncMode.UPSERT;

    @Test
    void whatIsAcceptedIsWrittenOnceTheCommitHasEnded() throws IOException {
        SyncReport report = run(FakeSource.of(23, "a"));
        assertThat(report.ended()).isEqualTo(Ended.COMPLETED);
        assertThat(report.rows().written()).isEqualTo(23);
        assertThat(destination.visible).hasSize(23);
        assertThat(destination.handleAtFirstWrite).contains("\"job\":\"1\"");
        assertThat(state()).doesNotContain("unresolved");
    }

    @Test
    void aChangeThatTheCommitRefusesIsRejectedWithItsRow() throws IOException {
        destination.refused.put("k4", TOO_LONG);
        SyncReport report = run(FakeSource.of(23, "a"));
        assertThat(report.rows().written()).isEqualTo(22);
        assertThat(report.rows().rejected()).isEqualTo(1);
        assertThat(report.errors()).singleElement().satisfies(group -> {
            assertThat(group.error()).isEqualTo(TOO_LONG);
            assertThat(group.rowNumbers()).containsExactly(5L);
        });
        assertThat(Files.readString(report.deadLetters().orElseThrow())).contains("\"value\":\"a\"", "\"row\":5");
        assertThat(destination.visible).doesNotContainKey("k4");
    }

    @Test
    void whatIsAcceptedByADestinationThatSaysNothingOfACommitIsNotWritten() throws IOException {
        destination.saysThatItIsStaged = false;
        SyncReport report = run(FakeSource.of(23, "a"));
        assertThat(report.ended()).isEqualTo(Ended.FAILED);
        assertThat(report.rows().written()).isZero();
        assertThat(report.failure()).hasValueSatisfying(failure -> {
            assertThat(failure.code()).isEqualTo("DESTINATION_BROKEN");
            assertThat(failure.message()).contains("staged");
        });
    }

    @Test
    void aCommitThatFailedLeavesEveryAcceptedRowNotAttempted() throws IOException {
        destination.commit = DestinationException.of(LOST);
        SyncReport report = run(FakeSource.of(23, "a"));
        assertThat(report.ended()).isEqualTo(Ended.FAILED);
        assertThat(report.failure()).contains(LOST);
        assertThat(report.rows().notAttempted()).isEqualTo(23);
        assertThat(destination.visible).isEmpty();
        assertThat(state()).doesNotContain("unresolved");
    }

    @Test
    void aCommitOfUnknownFateIsResolvedBeforeTheNextRun() throws IOException {
        destination.commit = DestinationException.indeterminate(LOST);
        SyncReport report = run(FakeSource.of(23, "a"));
        assertThat(report.rows().indeterminate()).isEqualTo(23);
        assertThat(report.errors())
                .singleElement()
                .satisfies(group -> assertThat(group.count()).isEqualTo(23));
        assertThat(state()).contains("\"job\":\"1\"");

        destination.commit = null;
        for (RunFate fate : List.of(RunFate.STILL_RUNNING, RunFate.UNKNOWN)) {
            destination.fate = fate;
            assertThatExceptionOfType(HostException.class)
                    .isThrownBy(() -> run(FakeSource.of(23, "b")))
                    .satisfies(thrown -> {
                        assertThat(thrown.detail().code()).isEqualTo("RUN_UNRESOLVED");
                        assertThat(thrown.detail().category()).isEqualTo(ErrorCategory.GUARD);
                        assertThat(thrown.detail().remedy())
                                .contains(fate == RunFate.UNKNOWN ? "sluice state resolve test" : "Wait");
                    });
        }
        assertThat(destination.jobs).as("no run began").isEqualTo(1);
        destination.fate = RunFate.NOT_COMMITTED;
        assertThat(run(FakeSource.of(23, "b")).rows().written()).isEqualTo(23);
        assertThat(destination.resolved)
                .extracting(handle -> handle.values().get("job"))
                .containsOnly("1");
        assertThat(state()).doesNotContain("unresolved");
    }

    @Test
    void anUndeclaredExceptionOfACommitIsOfUnknownFate() throws IOException {
        destination.broken = true;
        SyncReport report = run(FakeSource.of(3, "a"));
        assertThat(report.rows().indeterminate()).isEqualTo(3);
        assertThat(report.failure())
                .hasValueSatisfying(failure -> assertThat(failure.code()).isEqualTo("DESTINATION_BROKEN"));
        assertThat(state()).contains("unresolved");
    }

    @Test
    void aRunThatEndedEarlyIsDiscarded() throws IOException {
        FakeSource source = FakeSource.of(23, "a");
        source.failsAt = 14;
        SyncReport report = run(source);
        assertThat(report.ended()).isEqualTo(Ended.FAILED);
        assertThat(report.rows().written()).isZero();
        assertThat(destination.visible).isEmpty();
        assertThat(destination.discarded).isEqualTo(1);
        assertThat(state()).doesNotContain("unresolved");
    }

    @Test
    void aMirrorKnowsWhatACommitWroteAndWhatItRefused() {
        mode = SyncMode.MIRROR;
        destination.refused.put("k4", TOO_LONG);
        SyncReport first = run(FakeSource.of(23, "a"));
        assertThat(first.rows().written()).isEqualTo(22);
        assertThat(first.rows().added()).as("what was refused is not added").isEqualTo(22);

        destination.refused.clear();
        SyncReport second = run(FakeSource.of(23, "a"));
        assertThat(second.rows().unchanged()).isEqualTo(22);
        assertThat(second.rows().added()).as("the refused row is sent again").isEqualTo(1);
        assertThat(run(FakeSource.of(23, "a")).rows().unchanged()).isEqualTo(23);

        destination.refused.put("k21", TOO_LONG);
        SyncReport third = run(FakeSource.of(21, "b"));
        assertThat(third.rows().changed()).isEqualTo(21);
        assertThat(third.removals().removed()).isEqualTo(1);
        assertThat(third.removals().rejected()).as("k21 stays").isEqualTo(1);
        destination.refused.clear();
        assertThat(run(FakeSource.of(21, "b")).removals().removed())
                .as("and is removed by the next run")
                .isEqualTo(1);
        assertThat(destination.visible).hasSize(21);
    }

    @Test
    void whatACommitDidNotWriteIsWrittenByTheNextRun() {
        mode = SyncMode.MIRROR;
        for (DestinationException failure :
                List.of(DestinationException.of(LOST), DestinationException.indeterminate(LOST))) {
            destination.commit = failure;
            SyncReport report = run(FakeSource.of(23, "a"));
            assertThat(report.rows().written() + report.rows().added()).isZero();
        }
        destination.commit = null;
        assertThat(run(FakeSource.of(23, "a")).rows().written()).isEqualTo(23);
        assertThat(run(FakeSource.of(23, "a")).rows().unchanged()).isEqualTo(23);
    }

    @Test
    void aSnapshotIsCommittedOnlyIfItIsWhole() {
        destination.input = WriteProfile.Input.SNAPSHOT;
        assertThat(run(FakeSource.of(5, "a")).ended()).isEqualTo(Ended.COMPLETED);
        assertThat(destination.visible).hasSize(5);

        FakeSource torn = FakeSource.of(3, "b").unreadable();
        SyncReport report = run(torn);
        assertThat(report.failure()).hasValueSatisfying(failure -> {
            assertThat(failure.code()).isEqualTo("SNAPSHOT_INCOMPLETE");
            assertThat(failure.category()).isEqualTo(ErrorCategory.GUARD);
        });
        assertThat(destination.visible).hasSize(5).containsEntry("k0", "k0|a");

        limit = OptionalLong.of(2);
        assertThat(run(FakeSource.of(9, "c")).failure()).isPresent();
        limit = OptionalLong.empty();
        assertThat(run(new FakeSource()).failure()).isPresent();
        assertThat(destination.visible).hasSize(5).containsEntry("k0", "k0|a");
    }

    private String state() throws IOException {
        return Files.readString(directory.resolve("state/test/state.json"));
    }

    private SyncReport run(FakeSource source) {
        SyncDefinition definition = SyncDefinition.builder("test", destination)
                .mode(destination.input == WriteProfile.Input.SNAPSHOT ? SyncMode.MIRROR : mode)
                .primaryKey(List.of("id"))
                .limit(limit)
                .stateDirectory(directory.resolve("state"))
                .deadLetters(directory.resolve("dead"))
                .build();
        SyncReport report = new SyncEngine(Clock.systemUTC(), states)
                .run(definition, source, SyncListener.NONE, new Cancellation());
        SyncReport.Rows rows = report.rows();
        assertThat(rows.read())
                .as("read is the sum: %s", rows)
                .isEqualTo(rows.written()
                        + rows.unchanged()
                        + rows.skipped()
                        + rows.rejected()
                        + rows.indeterminate()
                        + rows.notAttempted());
        return report;
    }

    /** Takes changes into a job; a commit makes them visible, but for those that it refuses. */
    private final class Bulk implements Destination {
        private final Map<String, String> visible = new TreeMap<>();
        private boolean saysThatItIsStaged = true;
        private final Map<String, ErrorDetail> refused = new TreeMap<>();
        private final Map<String, Map<String, String>> staged = new TreeMap<>();
        private final List<RunHandle> resolved = new ArrayList<>();
        private WriteProfile.Input input = WriteProfile.Input.CHANGES;
        private @Nullable DestinationException commit;
        private boolean broken;
        private RunFate fate = RunFate.NOT_COMMITTED;
        private int jobs;
        private int discarded;
        private String handleAtFirstWrite = "";

        @Override
        public DestinationSpec spec() {
            return DestinationSpec.builder("bulk", SPI_VERSION)
                    .documentation(URI.create("https://example.com"))
                    .modes(SyncMode.UPSERT, SyncMode.MIRROR)
                    .build();
        }

        @Override
        public CheckReport check(CheckRequest request, CheckObserver observer) {
            throw new UnsupportedOperationException();
        }

        @Override
        public WriteProfile profile(WriteRequest request) {
            return WriteProfile.builder(request.primaryKey(), "bulk")
                    .preferredBatch(5)
                    .parallelism(3)
                    .staged(saysThatItIsStaged)
                    .input(input)
                    .build();
        }

        @Override
        public DestinationRun openRun(WriteRequest request, RunContext context) {
            jobs++;
            RunHandle handle = RunHandle.of(context.runId(), Map.of("job", String.valueOf(jobs)));
            return new DestinationRun() {
                private boolean committed;

                @Override
                public RunHandle handle() {
                    return handle;
                }

                @Override
                public CommitResult commit(List<String> prepared, CommitObserver observer) {
                    if (broken) {
                        throw new IllegalStateException("unseen");
                    }
                    if (commit != null) {
                        throw commit;
                    }
                    committed = true;
                    if (input == WriteProfile.Input.SNAPSHOT) {
                        visible.clear();
                    }
                    for (String part : prepared) {
                        Objects.requireNonNull(staged.remove(part)).forEach((id, text) -> {
                            if (refused.containsKey(id)) {
                                observer.rejected(new Change.Remove(Row.of(KEY, id)), refused.get(id));
                            } else if (text.equals(REMOVED)) {
                                visible.remove(id);
                            } else {
                                visible.put(id, text);
                            }
                        });
                    }
                    return CommitResult.COMPLETE;
                }

                @Override
                public void close() {
                    if (!committed) {
                        discarded++;
                        staged.clear();
                    }
                }
            };
        }

        @Override
        public RunFate resolve(
                WriteRequest request, RunHandle unresolved, RunContext context, CommitObserver observer) {
            resolved.add(unresolved);
            return fate;
        }

        @Override
        public DestinationWriter write(WriteRequest request, RunHandle run, RunContext context) {
            assertThat(run.runId()).isEqualTo(context.runId());
            Map<String, String> part = new TreeMap<>();
            return new DestinationWriter() {
                @Override
                public BatchResult write(List<Change> batch) {
                    keepHandle();
                    batch.forEach(change -> part.put(
                            String.valueOf(change.row().value("id")),
                            change instanceof Change.Remove ? REMOVED : FakeDestination.text(change.row())));
                    return BatchResult.allAccepted(batch.size());
                }

                @Override
                public String prepareCommit() {
                    synchronized (staged) {
                        String name = "part" + staged.size();
                        staged.put(name, part);
                        return name;
                    }
                }

                @Override
                public void close() {}
            };
        }

        private synchronized void keepHandle() {
            try {
                handleAtFirstWrite = handleAtFirstWrite.isEmpty() ? state() : handleAtFirstWrite;
            } catch (IOException e) {
                throw new IllegalStateException("no handle is stored before the first write");
            }
        }
    }
}
