package dev.sluice.tck.rule;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sluice.spi.BatchResult;
import dev.sluice.spi.Change;
import dev.sluice.spi.CommitObserver;
import dev.sluice.spi.Destination;
import dev.sluice.spi.DestinationConfig;
import dev.sluice.spi.DestinationException;
import dev.sluice.spi.DestinationSpec;
import dev.sluice.spi.DestinationWriter;
import dev.sluice.spi.ErrorCategory;
import dev.sluice.spi.Field;
import dev.sluice.spi.FieldType;
import dev.sluice.spi.Identity;
import dev.sluice.spi.Outcome;
import dev.sluice.spi.Row;
import dev.sluice.spi.RowSchema;
import dev.sluice.spi.RunFate;
import dev.sluice.spi.RunHandle;
import dev.sluice.spi.SyncMode;
import dev.sluice.spi.WriteProfile;
import dev.sluice.spi.WriteRequest;
import dev.sluice.tck.BrokenSettings;
import dev.sluice.tck.ConformanceFixture;
import dev.sluice.tck.Faults;
import dev.sluice.tck.Refuser;
import dev.sluice.tck.host.HostRun;
import dev.sluice.tck.host.RunWriter;
import dev.sluice.tck.host.SourceRows;
import dev.sluice.tck.report.Redaction;
import dev.sluice.tck.report.ReportListener;
import dev.sluice.tck.report.RuleInterceptor;
import dev.sluice.tck.support.Await;
import dev.sluice.tck.support.StateDiff;
import dev.sluice.tck.support.StoredState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.extension.ExtendWith;
import org.opentest4j.TestAbortedException;

/** What all rules share: the fixture, the destination under test, sample rows, and comparison of states. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ExtendWith(RuleInterceptor.class)
abstract class RuleBase {
    private static final int LABEL = 40;
    static final List<String> KEY = List.of("id");
    static final RowSchema PEOPLE = RowSchema.of(
            new Field("id", FieldType.INTEGER),
            new Field("name", FieldType.TEXT),
            new Field("score", FieldType.INTEGER));

    /** The seed of the random histories; {@code -Dsluice.tck.seed=…} repeats them. */
    final long seed = Long.getLong(ReportListener.SEED, System.nanoTime());

    @SuppressWarnings("NullAway.Init")
    ConformanceFixture fixture;

    @SuppressWarnings("NullAway.Init")
    Destination destination;

    /** The rows of the current space, for snapshots. */
    SourceRows source = new SourceRows();

    /** Records of the current space that hold only an identity, so that a mode that creates none has something to write to. */
    private final Map<String, Row> stubs = new TreeMap<>();

    /** The identities of the records that the rule has seeded in the current space. */
    private final Set<String> seeded = new HashSet<>();

    private boolean preparing;

    /** The fields that name the records of the rule. */
    List<String> key = KEY;

    /** Creates the fixture, once for all rules. */
    protected abstract ConformanceFixture fixture();

    @BeforeAll
    final void beginSuite(TestReporter reporter) {
        fixture = fixture();
        assertThat(fixture).as("the fixture that fixture() returns").isNotNull();
        List<Destination> found = discover();
        assertThat(found)
                .as("destinations with the id '%s' that ServiceLoader finds", fixture.destinationId())
                .hasSize(1);
        destination = found.get(0);
        reporter.publishEntry(Map.of(
                ReportListener.DESTINATION, spec().id(),
                ReportListener.VERSION, spec().version(),
                ReportListener.SEED, String.valueOf(seed)));
    }

    @BeforeEach
    final void beginRule() {
        preparing = false;
        key = KEY;
        isolate();
        hideSecrets();
    }

    /** Keeps the fixture's secrets out of the reports. */
    private void hideSecrets() {
        Redaction.add(spec().configSchema(), fixture.config());
        Redaction.add(spec().targetSchema(), fixture.target());
        for (BrokenSettings broken : fixture.brokenSettings()) {
            Redaction.add(spec().configSchema(), broken.config());
            Redaction.add(spec().targetSchema(), broken.target());
        }
    }

    /** Starts an empty space, and a source without rows. */
    final void isolate() {
        fixture.isolate();
        forgetSpace();
    }

    /** The space was emptied. */
    final void forgetSpace() {
        source = new SourceRows();
        source.prepareWith(preparing ? this::prepare : rows -> {});
        stubs.clear();
        seeded.clear();
    }

    @AfterAll
    final void endSuite() {
        if (fixture != null) {
            fixture.close();
        }
    }

    final List<Destination> discover() {
        return ServiceLoader.load(Destination.class, fixture.getClass().getClassLoader()).stream()
                .map(ServiceLoader.Provider::get)
                .filter(candidate -> candidate.spec().id().equals(fixture.destinationId()))
                .toList();
    }

    final DestinationSpec spec() {
        return destination.spec();
    }

    /** The fixture's connections that the kit can disturb. The caller closes them. */
    final Faults faults() {
        return fixture.faults().orElseThrow(() -> untested("the fixture cannot disturb connections"));
    }

    /** A change that is refused in UPSERT, by the target if the fixture has such a one. */
    final Optional<Change> refusedChange() {
        return fixture.refusedBy(Refuser.TARGET).or(() -> fixture.refusedBy(Refuser.DESTINATION));
    }

    /** Skips a rule that the fixture cannot support. */
    static TestAbortedException untested(String reason) {
        return new TestAbortedException("untested: " + reason);
    }

    static void assertNoConnection(String when, Faults faults) {
        Await.untilEnded(Duration.ofSeconds(10), () -> faults.connections() == 0);
        assertThat(faults.connections())
                .as(
                        "connections that are open 10 s later, %s; a connect that was cut off may have come through after it",
                        when)
                .isZero();
    }

    final void assumeMode(SyncMode mode) {
        assumeTrue(spec().modes().contains(mode), () -> "not applicable: the spec does not declare " + mode);
    }

    /** Runs a rule for each declared mode that writes rows, each time in a new space. */
    final void inEachRowMode(Consumer<SyncMode> rule) {
        List<SyncMode> modes = rowModes();
        assumeTrue(!modes.isEmpty(), "not applicable: the spec declares no mode that writes rows");
        for (SyncMode mode : modes) {
            isolate();
            rule.accept(mode);
        }
    }

    final List<SyncMode> rowModes() {
        return Stream.of(SyncMode.values())
                .filter(mode -> mode.writes() && spec().modes().contains(mode))
                .toList();
    }

    /** A declared mode that writes and removes, and is sent changes. */
    final SyncMode removingMode() {
        List<SyncMode> modes = rowModes().stream().filter(SyncMode::removes).toList();
        assumeTrue(!modes.isEmpty(), "not applicable: the spec declares no mode that writes and removes");
        assumeTrue(
                !isSnapshot(modes.get(0)),
                () -> "not applicable: " + modes.get(0) + " takes snapshots, which have no removals");
        return modes.get(0);
    }

    /**
     * A declared mode that writes rows, one that creates records if there is any. If there is none, each row that the rule writes from now on
     * finds a record that holds only its identity.
     */
    final SyncMode writingMode() {
        return creatingFirst("not applicable: the spec declares no mode that writes rows", mode -> true);
    }

    /** A declared mode that writes rows and overwrites existing records; otherwise like {@link #writingMode}. */
    final SyncMode rewritingMode() {
        return creatingFirst(
                "not applicable: no declared mode overwrites records",
                mode -> profile(mode).existing() != WriteProfile.Existing.SKIP);
    }

    private SyncMode creatingFirst(String none, Predicate<SyncMode> wanted) {
        List<SyncMode> modes = rowModes().stream().filter(wanted).toList();
        assumeTrue(!modes.isEmpty(), none);
        Optional<SyncMode> creating = modes.stream().filter(this::creates).findFirst();
        preparing = creating.isEmpty();
        source.prepareWith(preparing ? this::prepare : rows -> {});
        return creating.orElse(modes.get(0));
    }

    final boolean creates(SyncMode mode) {
        return profile(mode).absent() == WriteProfile.Absent.CREATE;
    }

    /** Stores a record with only its identity for each of these rows, if the mode of the rule creates none. */
    final synchronized void prepare(List<Row> rows) {
        if (!preparing) {
            return;
        }
        // Only the key, since a typed table may be unable to have the other fields.
        RowSchema schema = RowSchema.of(union(rows).fields().stream()
                .filter(field -> key.contains(field.name()))
                .toList());
        for (Row row : rows) {
            Optional<Identity> identity = Identity.of(row, key);
            if (identity.isPresent()
                    && isUnicode(identity.get().text())
                    && !seeded.contains(identity.get().text())
                    && !stubs.containsKey(identity.get().text())) {
                Row stub = stub(schema, row);
                stubs.put(identity.get().text(), stub);
                fixture.seed(key, List.of(stub));
            }
        }
    }

    /** Whether a fixture can be asked to store it. */
    private static boolean isUnicode(String text) {
        return text.codePoints().noneMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
    }

    /** Whether a mode that creates nothing may skip this row, because nothing could be prepared for it. */
    final boolean mayBeAbsent(Row row) {
        return preparing && !stubs.containsKey(name(row)) && !seeded.contains(name(row));
    }

    /** The key of a row, in the types of this schema. */
    private static Row stub(RowSchema schema, Row row) {
        return Row.of(
                schema,
                schema.fields().stream()
                        .map(field -> {
                            Field own = row.schema().field(row.schema().indexOf(field.name()));
                            return field.type().parse(own.type().format(requireNonNull(row.value(field.name()))));
                        })
                        .toArray());
    }

    /** The fields of all these rows. A field that has different types has the type TEXT. */
    static RowSchema union(List<Row> rows) {
        Map<String, FieldType> types = new LinkedHashMap<>();
        for (Row row : rows) {
            row.schema()
                    .fields()
                    .forEach(field -> types.merge(
                            field.name(), field.type(), (one, other) -> one == other ? one : FieldType.TEXT));
        }
        return RowSchema.of(types.entrySet().stream()
                .map(type -> new Field(type.getKey(), type.getValue()))
                .toList());
    }

    /** A request whose schema has the fields of these rows, as a host makes it that knows its source. */
    final WriteRequest request(SyncMode mode, List<Row> rows) {
        return request(mode, union(rows), KEY);
    }

    final WriteRequest request(SyncMode mode) {
        return request(mode, PEOPLE, KEY);
    }

    final WriteRequest request(SyncMode mode, RowSchema schema, List<String> key) {
        return new WriteRequest(fixture.config(), fixture.targetFor(schema, key), mode, schema, key);
    }

    final WriteRequest request(DestinationConfig config, DestinationConfig target, SyncMode mode) {
        return new WriteRequest(config, target, mode, PEOPLE, KEY);
    }

    final WriteProfile profile(SyncMode mode) {
        return destination.profile(request(mode));
    }

    final BatchResult write(SyncMode mode, Change... changes) {
        List<Change> batch = List.of(changes);
        return write(request(mode, batch.stream().map(Change::row).toList()), batch);
    }

    final BatchResult writeRows(SyncMode mode, List<Row> rows) {
        return write(request(mode, rows), sets(rows));
    }

    /** Writes in a run of its own. Returns what became of the changes in the end: none of them is only accepted. */
    final BatchResult write(WriteRequest request, List<Change> changes) {
        RunWriter writer = open(request);
        try (writer) {
            writeWith(writer, changes);
        }
        return writer.settled(0);
    }

    /** Opens a run and its only writer. */
    final RunWriter open(WriteRequest request) {
        return RunWriter.open(destination, request, source);
    }

    /**
     * Resolves a run as another process would: with an instance of its own, and a handle of plain values. Asks again as long as the target
     * is at work on the run, for at most a minute.
     */
    final RunFate resolve(SyncMode mode, RunHandle handle, CommitObserver observer) {
        Destination elsewhere = discover().get(0);
        RunHandle rebuilt = RunHandle.of(handle.runId(), Map.copyOf(handle.values()));
        List<RunFate> fates = new ArrayList<>();
        Await.untilEnded(Duration.ofMinutes(1), () -> {
            RunFate fate = elsewhere.resolve(request(mode), rebuilt, HostRun.context(), observer);
            fates.add(fate);
            return fate != RunFate.STILL_RUNNING;
        });
        return fates.get(fates.size() - 1);
    }

    final boolean isStaged(SyncMode mode) {
        return profile(mode).staged();
    }

    final boolean isSnapshot(SyncMode mode) {
        return profile(mode).input() == WriteProfile.Input.SNAPSHOT;
    }

    /** Writes, and asserts that the result has one outcome for each change and does not stop the run. */
    static BatchResult writeWith(DestinationWriter writer, List<Change> changes) {
        BatchResult result = writer.write(changes);
        assertThat(result.size()).as("outcomes for %d changes", changes.size()).isEqualTo(changes.size());
        result.stop()
                .ifPresent(
                        stop -> fail("write stopped the run: " + stop.detail().code()));
        return result;
    }

    static Row person(long id) {
        return person(id, "name " + id);
    }

    static Row person(long id, String name) {
        return Row.of(PEOPLE, id, name, id * 10);
    }

    static List<Row> people(long first, long count) {
        return LongStream.range(first, first + count).mapToObj(RuleBase::person).toList();
    }

    static Row text(String id) {
        return Row.of(
                RowSchema.of(new Field("id", FieldType.TEXT), new Field("name", FieldType.TEXT)), id, "name of " + id);
    }

    static Change.Write set(Row row) {
        return new Change.Write(row);
    }

    static Change.Remove remove(long id) {
        return new Change.Remove(Row.of(RowSchema.of(new Field("id", FieldType.INTEGER)), id));
    }

    static List<Change> sets(List<Row> rows) {
        return List.copyOf(rows.stream().map(RuleBase::set).toList());
    }

    final void seed(Row... rows) {
        seed(Arrays.asList(rows));
    }

    final void seed(List<Row> rows) {
        fixture.seed(KEY, rows);
        rows.forEach(row -> {
            source.put(KEY, row);
            Identity.of(row, KEY).ifPresent(identity -> seeded.add(identity.text()));
        });
    }

    final void assertState(String when, Row... rows) {
        assertState(when, Arrays.asList(rows));
    }

    final void assertState(String when, List<Row> rows) {
        Map<String, Map<String, String>> expected =
                new TreeMap<>(StoredState.of(fixture, List.copyOf(stubs.values()), key));
        expected.putAll(StoredState.of(fixture, rows, key));
        StateDiff.assertEqual("records at the target, " + when, expected, StoredState.read(fixture, rows, key));
    }

    /** Those of some fields of {@link #PEOPLE} that records keep. */
    final List<String> stored(String... names) {
        List<String> stored = fixture.storedFields(PEOPLE, KEY);
        return Stream.of(names).filter(stored::contains).toList();
    }

    /** Whether a row of {@link #PEOPLE} has no value in a field that records keep, so that it has to be rejected. */
    final boolean isNothing(Row row) {
        return fixture.storedFields(PEOPLE, KEY).stream().allMatch(name -> row.value(name) == null);
    }

    final void assertUnchanged(String when, Map<String, Map<String, String>> before) {
        StateDiff.assertEqual("records at the target, " + when, before, fixture.readAll());
    }

    static void assertOutcomes(String when, BatchResult result, Class<?>... kinds) {
        List<String> actual = new ArrayList<>();
        for (int i = 0; i < result.size(); i++) {
            actual.add(describe(result.outcome(i)));
        }
        assertThat(actual.stream().map(text -> text.replaceFirst("\\(.*", "")).toList())
                .as("outcomes, %s: %s", when, actual)
                .isEqualTo(Stream.of(kinds).map(Class::getSimpleName).toList());
    }

    /** Asserts that a batch was written or, by a staged destination, accepted. */
    static void assertTaken(String when, BatchResult result) {
        for (int i = 0; i < result.size(); i++) {
            assertThat(describe(result.outcome(i)))
                    .as("outcome %d of %d, %s", i, result.size(), when)
                    .isIn("Written", "Accepted");
        }
    }

    static void assertAllWritten(String when, BatchResult result) {
        for (int i = 0; i < result.size(); i++) {
            assertThat(describe(result.outcome(i)))
                    .as("outcome %d of %d, %s", i, result.size(), when)
                    .isEqualTo("Written");
        }
    }

    static String describe(Outcome outcome) {
        if (outcome instanceof Outcome.Rejected rejected) {
            return "Rejected(" + rejected.error().code() + ")";
        }
        if (outcome instanceof Outcome.Indeterminate indeterminate) {
            return "Indeterminate(" + indeterminate.error().code() + ")";
        }
        if (outcome instanceof Outcome.Skipped skipped) {
            return "Skipped(" + skipped.reason() + ")";
        }
        return outcome instanceof Outcome.Accepted ? "Accepted" : "Written";
    }

    final String name(Row row) {
        return Identity.of(row, key).orElseThrow().text();
    }

    /**
     * Writes rows, and returns those that were written; none if the destination refuses a request with these fields. Asserts that all others
     * were rejected.
     */
    final List<Row> accepted(String what, SyncMode mode, List<Row> rows) {
        BatchResult result;
        try {
            result = writeRows(mode, rows);
        } catch (DestinationException e) {
            assertThat(e.detail().category())
                    .as("category of the refusal of %s: %s", what, e.detail().code())
                    .isIn(ErrorCategory.CONFIGURATION, ErrorCategory.DATA);
            return List.of();
        }
        return acceptedOf(what, rows, result);
    }

    /** The identity of a row for a message, cut if it is long. */
    private String label(Row row) {
        String name = Identity.of(row, key).map(Identity::text).orElse("without an identity");
        return name.length() <= LABEL ? name : name.substring(0, LABEL) + "… (" + name.length() + " characters)";
    }

    /** How the values can be had again. */
    final String seeded() {
        return " (-D" + ReportListener.SEED + "=" + seed + " repeats it)";
    }

    /** The rows that were written. Asserts that all others were rejected, neither skipped nor indeterminate. */
    final List<Row> acceptedOf(String what, List<Row> rows, BatchResult result) {
        List<Row> accepted = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            Outcome outcome = result.outcome(i);
            if (outcome instanceof Outcome.Written) {
                accepted.add(rows.get(i));
            } else if (!(outcome instanceof Outcome.Skipped && mayBeAbsent(rows.get(i)))) {
                assertThat(outcome)
                        .as("outcome %d of %s, of the row %s: %s", i, what, label(rows.get(i)), describe(outcome))
                        .isInstanceOf(Outcome.Rejected.class);
            }
        }
        return accepted;
    }
}
