package dev.sluice.tck.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sluice.spi.BatchResult;
import dev.sluice.spi.Change;
import dev.sluice.spi.CheckObserver;
import dev.sluice.spi.CheckRequest;
import dev.sluice.spi.Destination;
import dev.sluice.spi.DestinationException;
import dev.sluice.spi.DestinationRun;
import dev.sluice.spi.DestinationWriter;
import dev.sluice.spi.Field;
import dev.sluice.spi.FieldType;
import dev.sluice.spi.Outcome;
import dev.sluice.spi.ReadBack;
import dev.sluice.spi.Row;
import dev.sluice.spi.RowSchema;
import dev.sluice.spi.RunContext;
import dev.sluice.spi.RunEvent;
import dev.sluice.spi.SyncMode;
import dev.sluice.spi.WriteRequest;
import dev.sluice.tck.BrokenSettings;
import dev.sluice.tck.Faults;
import dev.sluice.tck.host.HostRun;
import dev.sluice.tck.host.PluginLoader;
import dev.sluice.tck.host.RunWriter;
import dev.sluice.tck.support.CapturedOutput;
import dev.sluice.tck.support.JvmDefaults;
import dev.sluice.tck.support.SampleValues;
import dev.sluice.tck.support.Secrets;
import dev.sluice.tck.support.StoredState;
import dev.sluice.tck.support.Threads;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Level;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Secrets, and independence from the JVM of the host. */
abstract class HostingRules extends LifecycleRules {
    /**
     * The report of a check contains no secret, whether the check passes or fails. Asked because reports are displayed, attached to tickets
     * and logged. Does not apply when no setting of the fixture is secret. On failure look for URLs and messages of drivers that are passed
     * on.
     */
    @Test
    public final void capability_r9_01_noSecretInAReport() {
        assumeSecrets();
        secrets(fixture.config(), fixture.target())
                .assertNotIn("the report of a passed check", check(fixture.config(), fixture.target()));
        for (BrokenSettings broken : fixture.brokenSettings()) {
            secrets(broken.config(), broken.target())
                    .assertNotIn("the report of a check, " + broken.name(), check(broken.config(), broken.target()));
        }
    }

    /**
     * An exception contains no secret: not in its message, remedy or problems, nor in its causes or suppressed exceptions. Asked because
     * exceptions are logged. Does not apply when no setting of the fixture is secret. On failure look at the exception named in the
     * message; translate a driver's exception that contains a URL, and do not chain it.
     */
    @Test
    public final void capability_r9_02_noSecretInAnException() {
        assumeSecrets();
        SyncMode mode = rowModeOrSkip();
        for (BrokenSettings broken : fixture.brokenSettings()) {
            Secrets secrets = secrets(broken.config(), broken.target());
            Throwable thrown = broken.invalid()
                    ? catchThrowable(() -> destination.profile(request(broken.config(), broken.target(), mode)))
                    : refusal(broken, mode);
            var refusal = assertThrown(broken.name(), thrown);
            String code = refusal.detail().code() + ", " + broken.name();
            secrets.assertNotInThrowable("an exception, " + code, refusal);
            secrets.assertNotIn("the remedy of " + code, refusal.detail().remedy());
            secrets.assertNotIn("the places of " + code, refusal.detail().at());
            secrets.assertNotIn("a problem of " + code, refusal.problems());
        }
    }

    /**
     * {@code toString} of the destination, the spec, a profile, a run, a writer and a reader contains no secret, and neither does what a writer has prepared for
     * the commit. Asked because anything may be logged one day, and hosts store what was prepared. Does not apply when no setting of the
     * fixture is secret. On failure look for records and for generated {@code toString} methods that print settings, and for a
     * {@code prepareCommit} that tells the commit how to connect.
     */
    @Test
    public final void capability_r9_03_noSecretInToString() {
        assumeSecrets();
        Secrets secrets = secrets(fixture.config(), fixture.target());
        SyncMode mode = rowModeOrSkip();
        secrets.assertNotIn("the text of the destination", destination);
        secrets.assertNotIn("the text of the spec", spec());
        secrets.assertNotIn("the text of a profile", profile(mode));
        try (DestinationWriter writer = open(request(mode))) {
            secrets.assertNotIn("the text of a writer", writer);
        }
        isolate();
        prepare(people(1, 1));
        WriteRequest request = request(mode);
        try (DestinationRun run = destination.openRun(request, HostRun.context());
                DestinationWriter writer = destination.write(request, run.handle(), HostRun.context())) {
            secrets.assertNotIn("the text of a run", run);
            writeWith(writer, sets(people(1, 1)));
            secrets.assertNotIn("what a writer has prepared", writer.prepareCommit());
        }
        destination.reader(request, HostRun.context()).ifPresent(reader -> {
            try (reader) {
                secrets.assertNotIn("the text of a reader", reader);
            }
        });
    }

    /**
     * Nothing that is printed, or logged at INFO or above, holds a value of a row: for rows that are written, refused, read, and sent while a
     * connection is lost. Asked because rows hold what is personal, and logs are kept and passed on. On failure look for a log of
     * statements, and for messages of the target or of a parser.
     */
    @Test
    public final void required_r9_10_noRowIsLoggedOrPrinted() {
        SyncMode mode = writingMode();
        List<Row> rows = List.of(
                person(900_001, "Wm4TqzN82kLsVx6pGd1"),
                Row.of(PEOPLE, null, "Zq7KpwX93vRtLm5hYb2", 424_242_424_242L),
                Row.of(PEOPLE, 900_002L, "Hn3RbcJ51dFyUo8wTe4", 535_353_535_353L));
        List<Change> changes = new ArrayList<>(sets(rows));
        if (mode == SyncMode.UPSERT) {
            refusedChange().ifPresent(changes::add);
        }
        String output = CapturedOutput.during(Level.INFO, () -> {
            report(request(mode), HostRun.context(), changes, () -> {});
            destination.reader(request(mode), HostRun.context()).ifPresent(reader -> {
                try (reader) {
                    List<ReadBack> unused = reader.read(List.of(rows.get(0), person(900_002, "other")));
                }
            });
            fixture.faults().ifPresent(available -> {
                try (Faults faults = available) {
                    report(
                            request(faults.config(), fixture.target(), mode),
                            HostRun.context(),
                            sets(rows),
                            () -> faults.cut(0));
                }
            });
        });
        changes.forEach(change -> assertQuotesNothing("what is logged or printed", change.row(), output));
    }

    /**
     * What a run reports to its host, {@code RunEvent}s, contains no secret and no value of a row: for rows that are written, refused, and
     * sent while a connection is lost. Asked because hosts show and store these reports. On failure look for warnings that quote a key, and
     * for a place where a connection was replaced that is a whole URL.
     */
    @Test
    public final void required_r9_09_noSecretAndNoValueInEvents() {
        SyncMode mode = writingMode();
        List<RunEvent> events = new CopyOnWriteArrayList<>();
        RunContext context = HostRun.listening(events::add);
        Secrets secrets = secrets(fixture.config(), fixture.target());
        Row nobody = Row.of(PEOPLE, null, "Zq7KpwX93vRtLm5hYb2", 424_242_424_242L);
        List<Row> rows = List.of(nobody, person(900_001, "Wm4TqzN82kLsVx6pGd1"));
        List<Change> changes = new ArrayList<>(sets(rows));
        if (mode == SyncMode.UPSERT) {
            refusedChange().ifPresent(changes::add);
        }
        report(request(mode), context, changes, () -> {});
        fixture.faults().ifPresent(available -> {
            try (Faults faults = available) {
                secrets.addAll(configSchema(), faults.config());
                report(request(faults.config(), fixture.target(), mode), context, sets(rows), () -> faults.cut(0));
            }
        });
        for (RunEvent event : events) {
            secrets.assertNotIn("an event of a run", event);
            changes.forEach(change -> assertQuotesNothing("an event of a run", change.row(), event));
        }
    }

    /** Writes twice, with a disturbance between the two. What becomes of the rows is for other rules. */
    private void report(WriteRequest request, RunContext context, List<Change> changes, Runnable disturbance) {
        try (HostRun run = HostRun.open(destination, request, source, context);
                RunWriter writer = run.writer()) {
            writer.write(changes);
            disturbance.run();
            writer.write(changes);
        } catch (DestinationException e) {
            // As a run may end that is disturbed.
        }
    }

    /**
     * A context class loader that finds nothing makes no difference, and neither does a null one. Asked because hosts load plugins in their
     * own class loaders. On failure look for drivers that find classes through the context class loader: set it around the call, or pass
     * them a class loader.
     */
    @Test
    public final void required_r9_04_theContextClassLoaderIsNotUsed() {
        SyncMode mode = writingMode();
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        List<@Nullable ClassLoader> loaders = new ArrayList<>();
        loaders.add(new HostileClassLoader());
        loaders.add(null);
        for (ClassLoader loader : loaders) {
            isolate();
            prepare(people(1, 2));
            setContextClassLoader(thread, loader);
            try {
                assertAllWritten("under a foreign context class loader", write(request(mode), sets(people(1, 2))));
                assertThat(check(fixture.config(), fixture.target()).passed())
                        .as("a check under a foreign context class loader passes")
                        .isTrue();
            } finally {
                thread.setContextClassLoader(before);
            }
            assertState("written under a foreign context class loader", people(1, 2));
        }
    }

    /**
     * The default locale and the default time zone do not change what is stored, what a mode makes of a record, nor what a reader compares with it. Asked because hosts run anywhere. On failure look for
     * {@code toLowerCase()}, {@code String.format} and {@code ZoneId.systemDefault()} without an argument. A value that is stored wrongly under
     * the locale en-US and the zone UTC, too, is left out.
     */
    @Test
    public final void required_r9_05_localeAndTimeZoneMakeNoDifference() {
        SyncMode mode = writingMode();
        // West of UTC too, where midnight in UTC is the day before.
        Map<String, String> places =
                Map.of("tr-TR", "Europe/Berlin", "ar-EG-u-nu-arab", "America/Los_Angeles", "de-CH", "Asia/Kolkata");
        for (FieldType type : FieldType.values()) {
            isolate();
            List<Row> rows = new ArrayList<>(SampleValues.rows(type, seed));
            if (type == FieldType.TEXT) {
                rows.addAll(List.of(valued("TITLE"), valued("title")));
            }
            rows.removeAll(wrongAnyway(type, mode, rows));
            for (String tag : new TreeSet<>(places.keySet())) {
                isolate();
                prepare(rows);
                List<Row> accepted = JvmDefaults.under(
                        tag, places.getOrDefault(tag, "UTC"), () -> accepted("sample values under " + tag, mode, rows));
                assertState("written under the locale " + tag + " in " + places.get(tag) + seeded(), accepted);
                tryReader(mode, tag, places.getOrDefault(tag, "UTC"), rows, accepted);
            }
        }
        for (SyncMode each : rowModes()) {
            List<Object> simple = JvmDefaults.under("en-US", "UTC", () -> met(each));
            places.forEach((tag, zone) -> assertThat(JvmDefaults.under(tag, zone, () -> met(each)))
                    .as(
                            "outcomes and records of %s under the locale %s in %s, where one is there and one is not",
                            each, tag, zone)
                    .isEqualTo(simple));
        }
    }

    /** What a mode makes of a record that is there and of one that is not: the outcomes, then the records. */
    private List<Object> met(SyncMode mode) {
        isolate();
        seed(person(1, "old"));
        BatchResult result = write(mode, set(person(1)), set(person(2)));
        return List.of(
                result.outcome(0).getClass().getSimpleName(),
                result.outcome(1).getClass().getSimpleName(),
                fixture.readAll());
    }

    /** The rows that are not stored as they are in the simplest of places either. Rule 6.04 tells of them. */
    private List<Row> wrongAnyway(FieldType type, SyncMode mode, List<Row> rows) {
        prepare(rows);
        List<Row> accepted = JvmDefaults.under("en-US", "UTC", () -> accepted("sample values of " + type, mode, rows));
        Map<String, Map<String, String>> there = StoredState.read(fixture, accepted, KEY);
        Map<String, Map<String, String>> expected = StoredState.of(fixture, accepted, KEY);
        return accepted.stream()
                .filter(row -> !Objects.equals(expected.get(name(row)), there.get(name(row))))
                .toList();
    }

    /** Reads under a locale what was written. */
    private void tryReader(SyncMode mode, String tag, String zone, List<Row> rows, List<Row> written) {
        List<String> wrong = JvmDefaults.under(tag, zone, () -> {
            List<String> found = new ArrayList<>();
            destination
                    .reader(request(mode, rows), HostRun.context())
                    .filter(reader -> !written.isEmpty())
                    .ifPresent(reader -> {
                        try (reader) {
                            List<ReadBack> answers = reader.read(written);
                            for (int i = 0; i < written.size(); i++) {
                                if (answers.get(i).status() != ReadBack.Status.MATCHES) {
                                    found.add(name(written.get(i)) + " "
                                            + answers.get(i).status());
                                }
                            }
                        }
                    });
            return found;
        });
        assertThat(wrong)
                .as("rows that do not match under the locale %s in %s%s", tag, zone, seeded())
                .isEmpty();
    }

    private static Row valued(String text) {
        return Row.of(RowSchema.of(new Field("id", FieldType.TEXT), new Field("value", FieldType.TEXT)), text, text);
    }

    /**
     * Checking and using settings, working or not, prints no secret and logs none through {@code java.util.logging} at any level. Asked
     * because more people read logs than may know secrets. Does not apply when no setting of the fixture is secret. On failure look for
     * drivers that log their URL.
     */
    @Test
    public final void capability_r9_06_noSecretIsLoggedOrPrinted() {
        assumeSecrets();
        SyncMode mode = writingMode();
        Secrets secrets = secrets(fixture.config(), fixture.target());
        String output = CapturedOutput.during(() -> {
            check(fixture.config(), fixture.target());
            write(request(mode), sets(people(1, 3)));
            for (BrokenSettings broken : fixture.brokenSettings()) {
                secrets.addAll(configSchema(), broken.config());
                secrets.addAll(targetSchema(), broken.target());
                check(broken.config(), broken.target());
                Throwable thrown = catchThrowable(
                        () -> write(request(broken.config(), broken.target(), mode), sets(people(1, 3))));
                assertThat(thrown).as("thrown by a write, %s", broken.name()).isNotNull();
            }
        });
        secrets.assertNotIn("what was logged or printed", output);
    }

    /**
     * The destination works in a class loader of its own whose parent has only the JDK and the SPI, and its jar contains no SPI classes.
     * Asked because hosts load plugins that way, and SPI classes in a plugin would be a different contract of the same name. The rule uses
     * the class path of the test. On failure look for shaded jars, and for classes that are found through the application's class loader.
     */
    @Test
    public final void required_r9_07_itWorksInItsOwnClassLoader() throws IOException {
        try (PluginLoader loader = new PluginLoader(destination.getClass())) {
            assertThat(loader.holdsSpi())
                    .as(
                            "SPI classes in the jar or directory of %s",
                            destination.getClass().getName())
                    .isFalse();
            List<Destination> found = loader.destinations(fixture.destinationId());
            assertThat(found).as("destinations found in a loader of their own").hasSize(1);
            Destination apart = found.get(0);
            assertThat(apart.getClass())
                    .as("the class, which another loader loaded")
                    .isNotSameAs(destination.getClass());
            assertThat(apart.check(checkRequest(), CheckObserver.NONE).passed())
                    .as("a check in a loader of its own passes")
                    .isTrue();
            try (DestinationWriter writer = RunWriter.open(apart, request(writingMode()), source)) {
                BatchResult result = writeWith(writer, sets(people(1, 2)));
                for (int i = 0; i < result.size(); i++) {
                    // It may have a target of its own, which holds nothing that could be updated.
                    assertThat(result.outcome(i))
                            .as("outcome %d in a loader of its own: %s", i, describe(result.outcome(i)))
                            .isInstanceOfAny(Outcome.Written.class, Outcome.Accepted.class, Outcome.Skipped.class);
                }
            }
        }
    }

    /**
     * No thread is named after a secret while a writer is open, and the errors of a write without an answer contain none. Asked because thread
     * dumps and outcomes are passed on. Does not apply when no setting of the fixture is secret; untested when the fixture cannot disturb
     * connections. On failure look for threads that are named after a URL, and for messages of a driver in outcomes.
     */
    @Test
    public final void capability_r9_08_noSecretInThreadsOrOutcomes() {
        assumeSecrets();
        SyncMode mode = writingMode();
        try (Faults faults = faults()) {
            Secrets secrets = secrets(faults.config(), fixture.target());
            RunWriter writer = open(request(faults.config(), fixture.target(), mode));
            try {
                writeWith(writer, sets(people(1, 3)));
                secrets.assertNotIn("the names of threads", Threads.names());
                faults.silence();
                BatchResult result = writer.write(sets(people(11, 3)));
                for (int i = 0; i < result.size(); i++) {
                    secrets.assertNotIn("outcome " + i + " without an answer", result.outcome(i));
                }
                result.stop().ifPresent(stop -> {
                    secrets.assertNotIn("why a run stops", stop.detail());
                    secrets.assertNotInThrowable("why a run stops", stop);
                });
            } catch (DestinationException e) {
                secrets.assertNotInThrowable("a write without an answer", e);
            } finally {
                closed(writer);
            }
        }
    }

    private CheckRequest checkRequest() {
        return new CheckRequest(
                fixture.config(), Optional.of(fixture.target()), spec().modes(), Duration.ofSeconds(30));
    }

    final void assumeSecrets() {
        assumeTrue(
                !secrets(fixture.config(), fixture.target()).isEmpty(),
                "not applicable: no setting of the fixture is secret");
    }

    @SuppressWarnings("NullAway") // null is a legal context class loader
    private static void setContextClassLoader(Thread thread, @Nullable ClassLoader loader) {
        thread.setContextClassLoader(loader);
    }

    /** Finds nothing. */
    private static final class HostileClassLoader extends ClassLoader {
        HostileClassLoader() {
            super(null);
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            throw new ClassNotFoundException("requested from the context class loader: " + name);
        }

        @Override
        public @Nullable URL getResource(String name) {
            return null;
        }

        @Override
        public Enumeration<URL> getResources(String name) {
            return Collections.emptyEnumeration();
        }

        @Override
        public @Nullable InputStream getResourceAsStream(String name) {
            return null;
        }
    }
}
