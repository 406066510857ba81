package dev.sluice.tck.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sluice.spi.BatchResult;
import dev.sluice.spi.Change;
import dev.sluice.spi.Destination;
import dev.sluice.spi.DestinationConfig;
import dev.sluice.spi.DestinationException;
import dev.sluice.spi.DestinationWriter;
import dev.sluice.spi.ErrorCategory;
import dev.sluice.spi.Field;
import dev.sluice.spi.FieldType;
import dev.sluice.spi.Outcome;
import dev.sluice.spi.RecordReader;
import dev.sluice.spi.Row;
import dev.sluice.spi.RowSchema;
import dev.sluice.spi.SyncMode;
import dev.sluice.spi.WriteRequest;
import dev.sluice.tck.BrokenSettings;
import dev.sluice.tck.Faults;
import dev.sluice.tck.Refuser;
import dev.sluice.tck.host.HostRun;
import dev.sluice.tck.host.PluginLoader;
import dev.sluice.tck.host.RunWriter;
import dev.sluice.tck.support.Await;
import dev.sluice.tck.support.Descriptors;
import dev.sluice.tck.support.Interruption;
import dev.sluice.tck.support.JvmDefaults;
import dev.sluice.tck.support.SharedState;
import dev.sluice.tck.support.Threads;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.ServiceConfigurationError;
import java.util.Set;
import java.util.TimeZone;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.LongFunction;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Opening, closing, interrupts and parallel use. */
abstract class LifecycleRules extends FailureRules {
    private static final RowSchema DATED = RowSchema.of(
            new Field("id", FieldType.INTEGER),
            new Field("day", FieldType.DATE),
            new Field("moment", FieldType.INSTANT),
            new Field("amount", FieldType.DECIMAL));

    /**
     * Writing after close throws category CLOSED, even for an empty batch, and changes nothing. Asked because a late write is a defect of
     * the host that must not stay hidden. On failure look for code that returns early for an empty batch.
     */
    @Test
    public final void required_r8_01_aClosedWriterRefuses() {
        DestinationWriter writer = open(request(writingMode()));
        writeWith(writer, sets(people(1, 1)));
        writer.close();
        assertClosed(catchThrowable(() -> writer.write(sets(people(2, 1)))));
        assertClosed(catchThrowable(() -> writer.write(List.of())));
        assertState("after a write to a closed writer", person(1));
    }

    /**
     * Closing twice is the same as closing once, also for a writer that never wrote. Asked because both try-with-resources and clean-up
     * code may close. On failure look for resources that are released without checking whether they are still open.
     */
    @Test
    public final void required_r8_02_closeIsIdempotent() {
        DestinationWriter writer = open(request(writingMode()));
        writer.close();
        assertThat(catchThrowable(writer::close)).as("thrown by a second close").isNull();
    }

    /**
     * A closed writer leaves no thread. Asked because a host opens writers for days. On failure look for pools, timers and drivers that are
     * not closed.
     */
    @Test
    public final void required_r8_03_aClosedWriterLeavesNoThread() {
        SyncMode mode = writingMode();
        Threads.assertNoneLeft("closed writers", () -> write(request(mode), sets(people(1, 3))));
    }

    /**
     * A writer whose thread is interrupted returns or throws, keeps the interrupt flag, can be closed, and reports as written only what is
     * there, and no row as rejected. Asked because cancelling a run interrupts its lanes. On failure look for an {@link InterruptedException} that is caught and
     * ignored.
     */
    @Test
    public final void required_r8_04_theInterruptFlagIsKept() {
        List<Change> batch = sets(people(1, 50));
        RunWriter writer = open(request(writingMode()));
        prepare(people(1, 50));
        BatchResult result = BatchResult.allWritten(0);
        boolean kept;
        Thread.currentThread().interrupt();
        try {
            result = writer.write(batch);
        } catch (DestinationException e) {
            assertThat(e.detail().category()).as("category when interrupted").isNotEqualTo(ErrorCategory.CONFIGURATION);
        } finally {
            kept = Thread.interrupted();
            writer.close();
        }
        assertThat(kept).as("the interrupt flag after write").isTrue();
        assertWrittenIsThere(batch, result);
        assertNoneRejected(result);
        assertWrittenIsThere(batch, writer.settled(0));
    }

    /**
     * As many writers as the profile allows, each on its own thread, write what each would write alone, numbers and times included. Asked
     * because a host opens as many lanes as the profile allows. Does not apply when the profile allows one writer. On failure look for what the writers of a destination
     * share: buffers, formats, connections.
     */
    @Test
    public final void capability_r8_05_writersWorkInParallel() {
        SyncMode mode = writingMode();
        int writers = Math.min(8, profile(mode).parallelism());
        assumeTrue(writers > 1, "not applicable: the profile allows one writer at a time");
        tryLanes(mode, writers, RuleBase::person);
        isolate();
        tryLanes(mode, writers, LifecycleRules::dated);
    }

    private static Row dated(long id) {
        return Row.of(
                DATED,
                id,
                LocalDate.EPOCH.plusDays(id),
                Instant.EPOCH.plusSeconds(id * 100_003),
                BigDecimal.valueOf(id, 2));
    }

    private void tryLanes(SyncMode mode, int writers, LongFunction<Row> made) {
        List<Callable<RunWriter>> lanes = new ArrayList<>();
        List<Row> expected = new ArrayList<>();
        try (HostRun run = HostRun.open(destination, request(mode, List.of(made.apply(0))), source)) {
            for (int lane = 0; lane < writers; lane++) {
                long first = lane * 1_000L;
                List<Row> rows =
                        LongStream.range(first, first + 200).mapToObj(made).toList();
                expected.addAll(rows);
                lanes.add(() -> {
                    try (RunWriter writer = run.writer()) {
                        for (int from = 0; from < 200; from += 20) {
                            assertTaken("lane", writeWith(writer, sets(rows.subList(from, from + 20))));
                        }
                        return writer;
                    }
                });
            }
            List<RunWriter> ended = inParallel(lanes);
            run.commit();
            for (RunWriter writer : ended) {
                for (int batch = 0; batch < 10; batch++) {
                    assertAllWritten("batch of a lane", writer.settled(batch));
                }
            }
        }
        assertState("after " + writers + " writers in parallel", expected);
    }

    /**
     * One destination serves the writers of different runs alternately without mixing them up. Asked because a host keeps one instance. On
     * failure look for settings that the destination keeps from the latest request.
     */
    @Test
    public final void required_r8_06_runsDoNotMix() {
        SyncMode mode = writingMode();
        WriteRequest elsewhere = request(mode);
        isolate();
        try (DestinationWriter other = open(elsewhere);
                DestinationWriter here = open(request(mode))) {
            writeWith(other, sets(people(1, 2)));
            writeWith(here, sets(people(11, 2)));
            writeWith(other, sets(people(3, 2)));
            writeWith(here, sets(people(13, 2)));
        }
        assertState("written by the writer of this space", people(11, 4));
    }

    /**
     * Closing a writer does not affect another writer of the same run. Asked because lanes end at different times. Does not apply when the
     * profile allows one writer. On failure look for a shared pool or client that the first writer shuts down when it closes.
     */
    @Test
    public final void capability_r8_07_closingAWriterLeavesOthersOpen() {
        SyncMode mode = writingMode();
        assumeTrue(profile(mode).parallelism() > 1, "not applicable: the profile allows one writer at a time");
        try (HostRun run = HostRun.open(destination, request(mode), source)) {
            try (RunWriter stays = run.writer()) {
                try (RunWriter goes = run.writer()) {
                    writeWith(goes, sets(people(1, 1)));
                }
                assertTaken("by the one that stays", writeWith(stays, sets(people(2, 1))));
            }
            run.commit();
        }
        assertState("after one writer of two was closed", people(1, 2));
    }

    /**
     * One destination serves checks, profiles and a writer on several threads at once, each as if it were alone. Asked because a host keeps
     * one instance. On failure look for mutable fields of the destination.
     */
    @Test
    public final void required_r8_08_oneDestinationServesManyThreads() {
        SyncMode mode = writingMode();
        List<Callable<String>> tasks = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            tasks.add(() -> check(fixture.config(), fixture.target()).passed() ? "" : "a check failed");
            tasks.add(() -> profile(mode).equals(profile(mode)) ? "" : "two profiles differ");
        }
        for (BrokenSettings broken : fixture.brokenSettings()) {
            tasks.add(() -> check(broken.config(), broken.target())
                    .firstFailure()
                    .map(step -> step.result().error().orElseThrow().code())
                    .filter(code -> !code.equals(broken.code()))
                    .map(code ->
                            "a check of " + broken.name() + " failed with " + code + " instead of " + broken.code())
                    .orElse(""));
            tasks.add(() ->
                    check(broken.config(), broken.target()).passed() ? "a check of " + broken.name() + " passed" : "");
        }
        tasks.add(() -> write(request(mode), sets(people(1, 20))).isAllWritten() ? "" : "not all rows were written");
        assertThat(inParallel(tasks))
                .as("checks, profiles and a writer at once: what each answered wrongly")
                .containsOnly("");
        assertState("written while checks ran", people(1, 20));
    }

    /**
     * Interrupting a thread whose write is waiting for the target ends the call, keeps the interrupt flag, and reports as written only what
     * is there, and no row as rejected. Asked because cancelling a run interrupts its lanes. The SPI says within a second; the kit allows fifteen, for slow
     * machines. Untested when the fixture cannot disturb connections, or when the destination gives up before it can be interrupted. On
     * failure look for reads that an interrupt does not end.
     */
    @Test
    public final void capability_r8_09_anInterruptEndsAWaitingWrite() {
        List<Change> batch = sets(people(1, 20));
        for (int attempt = 0; attempt < 5; attempt++) {
            isolate();
            try (Faults faults = faults();
                    RunWriter writer = open(request(faults.config(), fixture.target(), writingMode()))) {
                writeWith(writer, sets(people(100, 1)));
                faults.silence();
                Interruption interruption = new Interruption();
                BatchResult result = Await.within(
                        Duration.ofSeconds(15),
                        "an interrupted write",
                        () -> interruption.watch(() -> writer.write(batch)).orElse(BatchResult.allWritten(0)),
                        interruption::interruptWhenItWaits);
                if (interruption.cameInTime()) {
                    assertThat(interruption.flagKept())
                            .as("the interrupt flag after write")
                            .isTrue();
                    assertWrittenIsThere(batch, result);
                    assertNoneRejected(result);
                    return;
                }
            }
        }
        throw untested("the destination gives up on a silent target before it can be interrupted");
    }

    /**
     * A closed writer leaves no connection open. Asked because a host opens writers for days. Untested when the fixture cannot disturb
     * connections, which includes counting them. On failure look for pools that close late or never.
     */
    @Test
    public final void capability_r8_10_aClosedWriterLeavesNoConnection() {
        try (Faults faults = faults()) {
            write(request(faults.config(), fixture.target(), writingMode()), sets(people(1, 3)));
            assertNoConnection("after a writer was closed", faults);
        }
    }

    /**
     * Being loaded and created, checks, writes and refused settings leave what all code of the JVM shares as it was: the default locale and
     * time zone, the system properties, the streams, the context class loader, the root logger, the settings of {@code DriverManager}, the
     * security providers, and the default {@code Authenticator}, {@code ProxySelector}, {@code CookieHandler}, HTTPS settings and handler of
     * uncaught exceptions. Asked because a host shares them with others. On failure look for {@code setDefault}, {@code setLoginTimeout} and
     * {@code System.setProperty}, also in static initializers, and for a context class loader that is not restored.
     */
    @Test
    public final void required_r8_11_theJvmIsLeftAsItWas() {
        SyncMode mode = writingMode();
        write(request(mode), sets(people(1, 1)));
        // What a destination sets in its constructor is set already, so it shows only if it is something else now.
        JvmDefaults.run(
                "lv-LV",
                "Antarctica/Troll",
                () -> SharedState.runWithOthers(() -> {
                    Map<String, Object> before = jvm();
                    loadAgain();
                    check(fixture.config(), fixture.target());
                    write(request(mode), sets(people(11, 3)));
                    for (BrokenSettings broken : fixture.brokenSettings()) {
                        check(broken.config(), broken.target());
                    }
                    Map<String, Object> after = jvm();
                    List<String> changed = before.keySet().stream()
                            .filter(name -> !Objects.equals(before.get(name), after.get(name)))
                            .map(name -> name + " was " + before.get(name) + ", and is " + after.get(name))
                            .toList();
                    assertThat(changed)
                            .as("what the destination changed of what it shares with its host")
                            .isEmpty();
                    assertThat(after.keySet())
                            .as("what the destination shares with its host")
                            .isEqualTo(before.keySet());
                }));
    }

    /** Runs the static initializers and the constructor of the destination once more. */
    private void loadAgain() {
        assertThat(discover()).as("destinations").isNotEmpty();
        try (PluginLoader loader = new PluginLoader(destination.getClass())) {
            List<Destination> unused = loader.destinations(fixture.destinationId());
        } catch (IOException | ServiceConfigurationError e) {
            // Rule 9.07 tells of it.
        }
    }

    private static Map<String, Object> jvm() {
        Map<String, Object> shared = new TreeMap<>(SharedState.read());
        System.getProperties().forEach((name, value) -> shared.put("property " + name, value));
        shared.put("locale", Locale.getDefault());
        shared.put("locale of formats", Locale.getDefault(Locale.Category.FORMAT));
        shared.put("time zone", TimeZone.getDefault());
        shared.put("context class loader", String.valueOf(Thread.currentThread().getContextClassLoader()));
        shared.put("output", System.out);
        shared.put("errors", System.err);
        return shared;
    }

    /**
     * A writer leaves no connection and no thread after a failed write, nor a connection when it is closed by an interrupted thread, which
     * keeps its flag; both ends come within half a minute. Asked because runs fail and are cancelled every day. Untested when the fixture
     * cannot disturb connections. On failure look for a {@code close} that gives up at the first exception, or waits for a connection that
     * is lost.
     */
    @Test
    public final void capability_r8_12_aFailedWriterLeavesNothing() {
        SyncMode mode = writingMode();
        Threads.assertNoneLeft("writers that failed", () -> {
            try (Faults faults = faults()) {
                RunWriter failed = open(request(faults.config(), fixture.target(), mode));
                writeWith(failed, sets(people(1, 3)));
                faults.cut(0);
                try {
                    failed.write(sets(people(11, 3)));
                } catch (DestinationException e) {
                    // As a write may end without a connection.
                }
                Await.within(Duration.ofSeconds(30), "closing a writer whose connection is lost", () -> closed(failed));
                assertNoConnection("after a failed write", faults);
            }
        });
        try (Faults faults = faults()) {
            RunWriter cancelled = open(request(faults.config(), fixture.target(), mode));
            writeWith(cancelled, sets(people(21, 3)));
            boolean kept = Await.within(Duration.ofSeconds(30), "closing a writer by an interrupted thread", () -> {
                Thread.currentThread().interrupt();
                closed(cancelled);
                return Thread.currentThread().isInterrupted();
            });
            assertThat(kept).as("the interrupt flag after close").isTrue();
            assertNoConnection("after an interrupted close", faults);
        }
    }

    /**
     * After a destination and its writers are closed, nothing keeps the JVM from ending. Asked because a command has to end when its run has.
     * On failure look for threads that are no daemons, in pools and drivers that {@code Destination.close()} does not end.
     */
    @Test
    public final void required_r8_13_nothingKeepsTheJvm() {
        WriteRequest request = request(writingMode());
        Threads.assertNoneKeepsTheJvm("a destination that is closed", () -> {
            Destination own = discover().get(0);
            try (own;
                    RunWriter writer = RunWriter.open(own, request, source)) {
                writeWith(writer, sets(people(1, 3)));
            }
        });
    }

    /**
     * A user who lacks a permission gets a typed error or rejected rows, of category PERMISSION, nothing that was reported as written is missing, and no connection
     * stays open. Asked because a writer that fails while it opens has no {@code close} that a host could call. Untested when the fixture has
     * no such user or cannot disturb connections. On failure look for a connection that is opened before the table is prepared, and for an
     * exception between the two.
     */
    @Test
    public final void capability_r8_14_aWriterThatMayNotOpenLeavesNothing() {
        SyncMode mode = writingMode();
        BrokenSettings limited =
                fixture.limited().orElseThrow(() -> untested("the fixture has no user of limited rights"));
        try (Faults faults = faults()) {
            DestinationConfig config = faults.config();
            for (Map.Entry<String, Object> setting : limited.config().values().entrySet()) {
                if (!setting.getValue()
                        .equals(fixture.config().value(setting.getKey()).orElse(null))) {
                    config = config.with(setting.getKey(), setting.getValue());
                }
            }
            List<Change> batch = sets(people(1, 3));
            try (RunWriter writer = open(request(config, limited.target(), mode))) {
                BatchResult result = writer.write(batch);
                assertWrittenIsThere(batch, result);
                for (int i = 0; i < result.size(); i++) {
                    if (result.outcome(i) instanceof Outcome.Rejected rejected) {
                        assertThat(rejected.error().category())
                                .as(
                                        "category of the rejection of a user of limited rights: %s",
                                        rejected.error().code())
                                .isEqualTo(ErrorCategory.PERMISSION);
                    }
                }
            } catch (DestinationException e) {
                assertThat(e.detail().category())
                        .as(
                                "category of the refusal of a user of limited rights: %s",
                                e.detail().code())
                        .isEqualTo(ErrorCategory.PERMISSION);
            }
            assertNoConnection("after a user of limited rights was refused", faults);
        }
    }

    /**
     * Checks, closed writers, those that met a refused change among them, and writers and readers that do not open leave no file, socket or pipe open, tried several times in a row
     * with working settings, with each kind of broken ones, and as a user of limited rights. Asked because a host that tries again every
     * minute runs out of descriptors. Untested on a system that does not list them. On failure look at the settings in the message: for an
     * exception between opening a socket or a file and the {@code try} that closes it.
     */
    @Test
    public final void capability_r8_15_nothingStaysOpen() {
        if (!Descriptors.areListed()) {
            throw untested("this system does not list the descriptors of a process");
        }
        SyncMode mode = writingMode();
        long[] next = {1};
        Descriptors.assertNoneLeft("a check that passes", () -> check(fixture.config(), fixture.target()));
        Descriptors.assertNoneLeft("a writer that is closed", () -> write(request(mode), sets(people(next[0]++, 1))));
        Descriptors.assertNoneLeft("a reader that is closed", () -> openAndClose(request(mode)));
        if (spec().modes().contains(SyncMode.UPSERT)) {
            for (Refuser refuser : Refuser.values()) {
                isolate();
                fixture.refusedBy(refuser)
                        .ifPresent(change -> Descriptors.assertNoneLeft(
                                "a closed writer that met a change which the " + refuser + " refuses",
                                () -> write(SyncMode.UPSERT, change)));
            }
        }
        List<BrokenSettings> broken = new ArrayList<>(fixture.brokenSettings());
        fixture.limited().ifPresent(broken::add);
        for (BrokenSettings settings : broken) {
            WriteRequest request = request(settings.config(), settings.target(), mode);
            Descriptors.assertNoneLeft(
                    "a failed check, " + settings.name(), () -> check(settings.config(), settings.target()));
            Descriptors.assertNoneLeft("a writer that does not open, " + settings.name(), () -> {
                try {
                    open(request).close();
                } catch (DestinationException e) {
                    // As it should be.
                }
            });
            Descriptors.assertNoneLeft("a reader that does not open, " + settings.name(), () -> openAndClose(request));
        }
    }

    final void openAndClose(WriteRequest request) {
        try {
            destination.reader(request, HostRun.context()).ifPresent(RecordReader::close);
        } catch (DestinationException e) {
            // As it should be with broken settings.
        }
    }

    private static void assertNoneRejected(BatchResult result) {
        for (int i = 0; i < result.size(); i++) {
            assertThat(result.outcome(i))
                    .as("outcome %d of an interrupted write, whose rows are not at fault", i)
                    .isNotInstanceOf(Outcome.Rejected.class);
        }
    }

    private void assertWrittenIsThere(List<Change> batch, BatchResult result) {
        Set<String> there = fixture.readAll().keySet();
        for (int i = 0; i < result.size(); i++) {
            if (result.outcome(i) instanceof Outcome.Written) {
                assertThat(there)
                        .as("records reported as written")
                        .contains(name(batch.get(i).row()));
            }
        }
    }

    private static <T> List<T> inParallel(List<Callable<T>> tasks) {
        ExecutorService threads = Executors.newFixedThreadPool(tasks.size());
        try {
            List<T> results = new ArrayList<>();
            for (Future<T> future : threads.invokeAll(tasks)) {
                results.add(future.get());
            }
            return results;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        } catch (ExecutionException e) {
            throw new AssertionError("a lane failed: " + e.getCause(), e);
        } finally {
            threads.shutdownNow();
        }
    }

    private static void assertClosed(@Nullable Throwable thrown) {
        assertThat(assertThrown("write after close", thrown).detail().category())
                .as("category after close")
                .isEqualTo(ErrorCategory.CLOSED);
    }
}
