package dev.sluice.tck.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sluice.spi.BatchResult;
import dev.sluice.spi.Change;
import dev.sluice.spi.CommitObserver;
import dev.sluice.spi.DestinationException;
import dev.sluice.spi.DestinationWriter;
import dev.sluice.spi.ErrorCategory;
import dev.sluice.spi.ErrorDetail;
import dev.sluice.spi.FieldType;
import dev.sluice.spi.Outcome;
import dev.sluice.spi.Row;
import dev.sluice.spi.SyncMode;
import dev.sluice.tck.BrokenSettings;
import dev.sluice.tck.Faults;
import dev.sluice.tck.Refuser;
import dev.sluice.tck.host.RunWriter;
import dev.sluice.tck.support.Await;
import dev.sluice.tck.support.StateDiff;
import dev.sluice.tck.support.StoredState;
import dev.sluice.tck.support.Threads;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.EnumSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Refused rows, refused settings, and lost connections. */
abstract class FailureRules extends ValueRules {
    private static final int PIECE = 6;
    private static final int PARTS = 8;
    private static final Set<ErrorCategory> NOT_OF_A_ROW = EnumSet.of(
            ErrorCategory.CONFIGURATION,
            ErrorCategory.UNSUPPORTED_MODE,
            ErrorCategory.AUTHENTICATION,
            ErrorCategory.CONNECTION,
            ErrorCategory.CLOSED,
            ErrorCategory.INTERNAL,
            ErrorCategory.GUARD,
            ErrorCategory.LOCKED,
            ErrorCategory.CANCELLED);
    private static final Set<String> OF_THE_SPI = Set.of(
            "SETTINGS_INVALID",
            "SETTING_INVALID",
            "MODE_UNSUPPORTED",
            "CLOSED",
            "CALL_TIMED_OUT",
            "CALL_INTERRUPTED",
            "AFTER_FAILURE",
            "INTERNAL");

    /**
     * A change that the target or the destination itself refuses is rejected and changes nothing, and the other changes of the batch are
     * written, whatever its position. Its category says that the row or a right is at fault, not a setting, a connection or a defect, and it quotes no value of it. Asked because one bad row must not stop the others. Does not apply when UPSERT is not declared;
     * untested when the fixture has no such change. On failure look at the target's answer to a batch that it refuses in part, and at what
     * was already converted or sent when a change turns out to be bad.
     */
    @Test
    public final void capability_r7_01_aRefusedChangeDoesNotAffectOthers() {
        assumeMode(SyncMode.UPSERT);
        boolean tried = false;
        for (Refuser refuser : Refuser.values()) {
            for (int position = 0; position < 3; position++) {
                tried |= isRefusedAlone(refuser, 3, position);
            }
            // More than one request, if the batch is split.
            int size = Math.max(200, 2 * profile(SyncMode.UPSERT).preferredBatch()) + 1;
            tried |= isRefusedAlone(refuser, size, size / 4);
        }
        if (!tried) {
            throw untested("the fixture has no change that is refused");
        }
    }

    /** Tries a batch of this size with a refused change at one position. False if the fixture has no such change. */
    private boolean isRefusedAlone(Refuser refuser, int size, int position) {
        isolate();
        Optional<Change> change = fixture.refusedBy(refuser);
        change.ifPresent(new RefusedAlone(refuser, size, position)::assertFor);
        return change.isPresent();
    }

    /** The kind of an outcome, such as Written. */
    private static String kind(Outcome outcome) {
        return describe(outcome).replaceFirst("\\(.*", "");
    }

    /** The record of this name alone, if it is there. */
    private static Map<String, Map<String, String>> of(String name, Map<String, Map<String, String>> records) {
        Map<String, String> record = records.get(name);
        return record == null ? Map.of() : Map.of(name, record);
    }

    private final class RefusedAlone {
        private final Refuser refuser;
        private final int size;
        private final int position;

        RefusedAlone(Refuser refuser, int size, int position) {
            this.refuser = refuser;
            this.size = size;
            this.position = position;
        }

        void assertFor(Change change) {
            Row refused = change.row();
            Map<String, Map<String, String>> before = fixture.readAll();
            List<Change> batch = new ArrayList<>(sets(people(900_001, size)));
            batch.set(position, change);
            BatchResult result = write(request(SyncMode.UPSERT), batch);
            List<Row> written = new ArrayList<>();
            for (int i = 0; i < size; i++) {
                assertThat(kind(result.outcome(i)))
                        .as(
                                "outcome %d of %d, %s, when change %d is refused by the %s, %s: what was sent together"
                                        + " with it?",
                                i,
                                size,
                                describe(result.outcome(i)),
                                position,
                                refuser,
                                describe(result.outcome(position)))
                        .isEqualTo(i == position ? "Rejected" : "Written");
                if (i != position) {
                    written.add(batch.get(i).row());
                } else if (result.outcome(i) instanceof Outcome.Rejected rejected) {
                    assertQuotesNothing(
                            "the error of the change that the " + refuser + " refuses", refused, rejected.error());
                    assertThat(rejected.error().category())
                            .as(
                                    "category of the change that the %s refuses: %s",
                                    refuser, rejected.error().code())
                            .isNotIn(NOT_OF_A_ROW);
                }
            }
            Map<String, Map<String, String>> after = StoredState.read(fixture, written, KEY);
            StateDiff.assertEqual(
                    "the record of change " + position + ", which the " + refuser + " refuses with "
                            + describe(result.outcome(position)) + ": was a part of it sent before?",
                    of(name(refused), before),
                    of(name(refused), after));
            before.keySet().forEach(after::remove);
            StateDiff.assertEqual(
                    "the other records of a batch of " + size + ", of which the " + refuser + " refuses change "
                            + position,
                    StoredState.of(fixture, written, KEY),
                    after);
        }
    }

    /**
     * The error of a row contains none of the row's values, nor a piece of six characters of one: not in its message, remedy or places, for a
     * row without identity, and for one that the destination or its target refuses. Asked because errors are logged and displayed. On failure
     * look for messages of the target or of a parser that are passed on, cut or not, and for a place that names the record by its key.
     */
    @Test
    public final void required_r7_02_errorsContainNoRowValues() {
        String text = "Zq7KpwX93vRtLm5hYb2";
        Row nobody = Row.of(PEOPLE, null, text, 424_242_424_242L);
        Outcome outcome = write(writingMode(), set(nobody)).outcome(0);
        assertThat(outcome).as("outcome of a row without identity").isInstanceOf(Outcome.Rejected.class);
        String error = ((Outcome.Rejected) outcome).error().toString();
        assertThat(error).as("the error of a row").doesNotContain("424242424242");
        for (int from = 0; from + PIECE <= text.length(); from++) {
            assertThat(error).as("the error of a row").doesNotContain(text.substring(from, from + PIECE));
        }
        if (spec().modes().contains(SyncMode.UPSERT)) {
            for (Refuser refuser : Refuser.values()) {
                isolate();
                fixture.refusedBy(refuser).ifPresent(change -> {
                    if (write(SyncMode.UPSERT, change).outcome(0) instanceof Outcome.Rejected rejected) {
                        assertQuotesNothing(
                                "the error of a row that the " + refuser + " refuses", change.row(), rejected.error());
                    }
                });
            }
        }
    }

    /** The canonical text of a value, or a short one where that would be too long. */
    private static String text(FieldType type, Object value) {
        try {
            return type.format(value);
        } catch (IllegalArgumentException e) {
            return value.toString();
        }
    }

    /** Asserts that a text has no value of a row; short values are in many texts. */
    static void assertQuotesNothing(String what, Row row, Object text) {
        for (int i = 0; i < row.size(); i++) {
            Object value = row.value(i);
            if (value != null) {
                String field = row.schema().field(i).name();
                String quoted = text(row.schema().field(i).type(), value);
                assertThat(quoted.length() >= PIECE && String.valueOf(text).contains(quoted))
                        .as("whether %s has the value of the field %s: %s", what, field, text)
                        .isFalse();
            }
        }
    }

    /**
     * When the target refuses the settings, {@code write} or its first batch fails with a DestinationException whose category is none of
     * DATA, INTERNAL and CLOSED, and no thread is left. Where nothing but a secret is wrong, it is AUTHENTICATION or PERMISSION, and does not
     * say that the same may succeed later. Asked because the host tells the user what to do by the category. On failure look
     * for exceptions of the driver that are not translated, and for pools that a failed {@code write} does not close.
     */
    @Test
    public final void required_r7_03_aRefusingTargetGivesATypedError() {
        SyncMode mode = rowModeOrSkip();
        Threads.assertNoneLeft("refused writers", () -> {
            for (BrokenSettings broken : refused()) {
                DestinationException refusal = refusal(broken, mode);
                assertThat(refusal.detail().category())
                        .as("category of %s", broken.name())
                        .isNotIn(ErrorCategory.DATA, ErrorCategory.INTERNAL, ErrorCategory.CLOSED);
                if (differsInSecretsAlone(broken)) {
                    assertThat(refusal.detail().category())
                            .as("category of %s, where nothing but a secret is wrong", broken.name())
                            .isIn(ErrorCategory.AUTHENTICATION, ErrorCategory.PERMISSION);
                    assertThat(refusal.detail().retryable())
                            .as("whether %s may succeed later without any change", broken.name())
                            .isFalse();
                }
            }
        });
    }

    /** What a secret says that is none: the address, where it is a URL. */
    private static String withoutSecret(@Nullable Object value) {
        String text = String.valueOf(value);
        return text.contains("://") ? text.replaceFirst("://[^/?#]*@", "://") : "";
    }

    /** Whether settings are those that work but for secrets that the target does not accept. */
    final boolean differsInSecretsAlone(BrokenSettings broken) {
        List<String> secrets = configSchema().secrets();
        Map<String, Object> works = fixture.config().values();
        Map<String, Object> fails = broken.config().values();
        TreeSet<String> names = new TreeSet<>(works.keySet());
        names.addAll(fails.keySet());
        names.removeIf(name -> Objects.equals(works.get(name), fails.get(name)));
        return !names.isEmpty()
                && names.stream()
                        .allMatch(name -> secrets.contains(name)
                                && works.containsKey(name)
                                && fails.containsKey(name)
                                && withoutSecret(works.get(name)).equals(withoutSecret(fails.get(name))))
                && broken.target().values().equals(fixture.target().values());
    }

    /**
     * When connections break between batches, what is reported as written is there, and a new writer can write the same batch. Asked
     * because connections break every day. Untested when the fixture cannot disturb connections. On failure look for a request that is
     * counted as answered, and for a broken connection that is used again.
     */
    @Test
    public final void capability_r7_04_aLostConnectionLosesNothingSilently() {
        assertNothingLost(
                rewritingMode(), "after the connection was cut", sets(people(100, 5)), faults -> faults.cut(0));
    }

    /**
     * When the connection breaks within a batch, at any byte and in its last bytes too, and in a batch of more changes than are preferred, what is reported as written is there with its new
     * values, nothing is reported as rejected, nor as skipped unless the mode skips, and a new writer can write the same batch. A write that throws has applied nothing. Asked because the outcome of a request without an answer is unknown. Untested
     * when the fixture cannot disturb connections. On failure look at the outcomes of changes whose answer was lost, and of those that were to be sent after it.
     */
    @Test
    public final void capability_r7_05_aConnectionLostInABatchIsReportedTruthfully() {
        long whole = bytesOfABatch();
        List<Long> cuts = new ArrayList<>(List.of(1L));
        if (whole < 0) {
            cuts.addAll(List.of(40L, 150L, 400L, 700L, 1_000L, 1_500L));
        } else {
            for (int part = 1; part < PARTS; part++) {
                cuts.add(whole * part / PARTS);
            }
            // Near the end, where a commit or the last answer is.
            for (long before : new long[] {60, 45, 30, 20, 12, 6, 2, 1}) {
                cuts.add(Math.max(1, whole - before));
            }
        }
        SyncMode mode = rewritingMode();
        for (long bytes : cuts) {
            isolate();
            seed(people(1, 20).stream()
                    .map(row -> person(Long.parseLong(name(row)), "old"))
                    .toList());
            assertNothingLost(
                    mode,
                    "after a cut at byte " + bytes + " of " + whole,
                    sets(people(100, 1)),
                    faults -> faults.cut(bytes));
        }
        int many = Math.max(301, 2 * profile(mode).preferredBatch() + 1);
        long all = whole < 0 ? -1 : bytesOfABatch(many);
        for (long bytes : all < 0 ? List.<Long>of() : List.of(all / 2, all * 3 / 4)) {
            isolate();
            assertNothingLost(
                    mode,
                    "after a cut at byte " + bytes + " of " + all + " of " + many + " changes",
                    sets(people(many + 100L, 1)),
                    sets(people(1, many)),
                    faults -> faults.cut(bytes));
        }
        if (spec().modes().contains(SyncMode.INSERT)) {
            for (long bytes : cuts.subList(cuts.size() / 2, cuts.size())) {
                isolate();
                assertNothingLost(
                        SyncMode.INSERT,
                        "in INSERT after a cut at byte " + bytes + " of " + whole,
                        sets(people(100, 1)),
                        faults -> faults.cut(bytes));
            }
        }
    }

    /** The bytes of a batch of 20 changes and its answers; -1 if the fixture does not count them. */
    private long bytesOfABatch() {
        return bytesOfABatch(20);
    }

    private long bytesOfABatch(int changes) {
        SyncMode mode = rewritingMode();
        try (Faults faults = faults();
                RunWriter writer = open(request(faults.config(), fixture.target(), mode))) {
            writeWith(writer, sets(people(100, 1)));
            long before = faults.bytes();
            writeWith(writer, sets(people(1, changes)));
            return before < 0 ? -1 : faults.bytes() - before;
        }
    }

    /**
     * When the target stops answering, {@code write} ends, and no change without an answer is reported as written, rejected or skipped.
     * Asked because a run that hangs is worse than one that fails. The kit waits one minute. Untested when the fixture cannot disturb
     * connections. On failure look for reads and connects without a timeout, and for retries without a limit.
     */
    @Test
    public final void capability_r7_06_aWriteToASilentTargetEnds() {
        SyncMode mode = rewritingMode();
        List<Change> batch = sets(people(1, 20));
        try (Faults faults = faults()) {
            RunWriter writer = open(request(faults.config(), fixture.target(), mode));
            try {
                writeWith(writer, sets(people(100, 1)));
                faults.silence();
                BatchResult result =
                        Await.within(Duration.ofMinutes(1), "a write to a silent target", () -> attempt(writer, batch));
                assertTruth(mode, "of a silent target", batch, result);
            } finally {
                end(writer, mode);
            }
        }
    }

    /**
     * The codes of rejected changes, skipped changes and exceptions are upper case with underscores, and no category is one of the host: GUARD,
     * LOCKED or CANCELLED. Asked because hosts use codes in counters and documentation, and derive their exit codes from the category. On
     * failure look at the code in the message.
     */
    @Test
    public final void required_r7_07_codesAreStableNames() {
        Row nobody = Row.of(PEOPLE, null, "nobody", 0L);
        inEachRowMode(mode -> {
            seed(person(1));
            BatchResult result = write(mode, set(nobody), set(person(1)), set(person(2)));
            for (int i = 0; i < result.size(); i++) {
                Outcome outcome = result.outcome(i);
                if (outcome instanceof Outcome.Rejected rejected) {
                    assertCode("of a rejected row", rejected.error());
                } else if (outcome instanceof Outcome.Skipped skipped) {
                    assertCode("of a skipped row", skipped.reason());
                }
            }
        });
        SyncMode mode = rowModeOrSkip();
        for (BrokenSettings broken : refused()) {
            assertCode(
                    "of an exception, " + broken.name(), refusal(broken, mode).detail());
        }
    }

    /**
     * A refused row leaves nothing behind in its writer: the rows beside it and the batches after it are written, and each outcome stands where
     * it belongs. Asked because one bad row must not stop a run. On failure look for a batch, a transaction or a statement that is not
     * cleared after a refusal.
     */
    @Test
    public final void required_r7_08_aRefusalLeavesNoState() {
        SyncMode mode = spec().modes().contains(SyncMode.UPSERT) ? SyncMode.UPSERT : writingMode();
        Change nobody = set(Row.of(PEOPLE, null, "nobody", 0L));
        Optional<Change> poison = mode == SyncMode.UPSERT ? refusedChange() : Optional.empty();
        Set<String> before = fixture.readAll().keySet();
        List<List<Change>> batches = new ArrayList<>();
        batches.add(List.of(set(person(900_001)), nobody, set(person(900_002))));
        poison.ifPresent(change -> batches.add(List.of(set(person(900_003)), change, set(person(900_004)))));
        batches.add(List.of(nobody));
        batches.add(List.of(set(person(900_005)), set(person(900_006))));
        poison.ifPresent(change -> batches.add(List.of(change, set(person(900_007)), change)));
        batches.add(List.of(set(person(900_008))));
        RunWriter writer = open(request(mode));
        try (writer) {
            batches.forEach(batch -> writeWith(writer, batch));
        }
        List<Row> written = new ArrayList<>();
        for (int number = 0; number < batches.size(); number++) {
            for (int i = 0; i < batches.get(number).size(); i++) {
                Change change = batches.get(number).get(i);
                boolean refused =
                        change == nobody || poison.filter(change::equals).isPresent();
                assertThat(describe(writer.settled(number).outcome(i)).startsWith("Rejected"))
                        .as(
                                "whether change %d of batch %d is rejected, of a writer that had refusals before",
                                i, number)
                        .isEqualTo(refused);
                if (!refused) {
                    written.add(change.row());
                }
            }
        }
        Map<String, Map<String, String>> after = new TreeMap<>(StoredState.read(fixture, written, KEY));
        before.forEach(after::remove);
        poison.ifPresent(change -> after.remove(name(change.row())));
        StateDiff.assertEqual("records at the target, after refusals", StoredState.of(fixture, written, KEY), after);
    }

    /**
     * Every code that rejected rows and refused settings have is among those of {@code errors()}, besides the codes of the SPI.
     * Asked because {@code sluice errors} and documentation explain codes from that list. Does not apply when the list is empty. On failure
     * add the code in the message to it.
     */
    @Test
    public final void capability_r7_09_everyCodeIsListed() {
        Set<String> listed = new TreeSet<>(OF_THE_SPI);
        destination.errors().forEach(error -> listed.add(error.code()));
        assumeTrue(listed.size() > OF_THE_SPI.size(), "not applicable: the destination lists no codes");
        Set<String> seen = new TreeSet<>();
        inEachRowMode(mode -> {
            seed(person(1));
            List<Change> batch = new ArrayList<>(
                    List.of(set(Row.of(PEOPLE, null, "nobody", 0L)), set(person(1)), set(person(2)), remove(3)));
            if (isSnapshot(mode)) {
                batch.remove(3);
            }
            if (mode == SyncMode.UPSERT) {
                refusedChange().ifPresent(batch::add);
            }
            BatchResult result = write(request(mode), batch);
            for (int i = 0; i < result.size(); i++) {
                if (result.outcome(i) instanceof Outcome.Rejected rejected) {
                    seen.add(rejected.error().code());
                }
            }
        });
        fixture.brokenSettings().forEach(broken -> seen.add(broken.code()));
        seen.removeAll(listed);
        assertThat(seen).as("codes that errors() does not list").isEmpty();
    }

    /**
     * A row whose record another client has locked is not reported as written or skipped while the lock is held, nor as refused for its data,
     * and is written by another run after it. Asked because a target has more than one client, and users look for the fault in a row that has none. The kit waits one minute. Untested when the fixture cannot lock a record. On failure
     * look for a lock timeout whose exception counts as success, for a statement that passes over locked records, and for a transaction that stays open after it.
     */
    @Test
    public final void capability_r7_10_aLockedRecordIsReportedTruthfully() throws Exception {
        SyncMode mode = rewritingMode();
        Row old = person(1, "old");
        seed(old);
        RunWriter writer = open(request(mode));
        try (AutoCloseable lock = fixture.lock(old).orElseThrow(() -> untested("the fixture cannot lock a record"))) {
            BatchResult result = Await.within(
                    Duration.ofMinutes(1),
                    "a write in " + mode
                            + " of a row whose record another client holds locked, by the lock() of the fixture,"
                            + " (is a setting that bounds the wait taken in another unit?)",
                    () -> attempt(writer, List.of(set(person(1, "new")))));
            for (int i = 0; i < result.size(); i++) {
                assertThat(result.outcome(i))
                        .as(
                                "outcome of a row whose record is locked, %s: does a lock that is not had count as"
                                        + " done?",
                                describe(result.outcome(i)))
                        .isNotInstanceOfAny(Outcome.Written.class, Outcome.Skipped.class);
                if (result.outcome(i) instanceof Outcome.Rejected rejected) {
                    assertThat(rejected.error().category())
                            .as(
                                    "category of the rejection of a row whose record is locked, which is not at fault:"
                                            + " %s",
                                    rejected.error().code())
                            .isNotEqualTo(ErrorCategory.DATA);
                }
            }
        } finally {
            end(writer, mode);
        }
        assertAllWritten("after the lock", write(mode, set(person(1, "new")), set(person(2))));
        assertState("after the lock", person(1, "new"), person(2));
    }

    private static void assertCode(String where, ErrorDetail error) {
        assertCode(where, error.code());
        assertThat(error.category()).as("category %s: %s", where, error.code()).isNotIn(OF_THE_HOST);
    }

    private static void assertCode(String where, String code) {
        assertThat(code).as("code %s", where).matches("[A-Z][A-Z0-9]*(_[A-Z0-9]+)*");
    }

    /**
     * What a write says of a lost or silent connection is of category CONNECTION, CAPACITY or PROTOCOL and holds no value of a row: the error of
     * each indeterminate change, the reason to stop, and what it throws, with its causes. Asked because the category tells the user where to
     * look, and all of this is logged. Untested when the fixture cannot disturb connections. On failure look for an exception of the driver,
     * whose message may have the statement with its values, and for a catch of any exception.
     */
    @Test
    public final void capability_r7_11_aLossIsReportedAsOne() {
        SyncMode mode = rewritingMode();
        long whole = bytesOfABatch();
        Map<String, Consumer<Faults>> disturbances = new LinkedHashMap<>();
        disturbances.put("before the batch", faults -> faults.cut(0));
        disturbances.put("at its first byte", faults -> faults.cut(1));
        disturbances.put("in the middle of it", faults -> faults.cut(whole < 0 ? 400 : Math.max(1, whole / 2)));
        disturbances.put("for good", Faults::silence);
        disturbances.forEach((when, disturb) -> {
            isolate();
            try (Faults faults = faults()) {
                RunWriter writer = open(request(faults.config(), fixture.target(), mode));
                List<Change> batch = sets(LongStream.range(1, 21)
                        .mapToObj(id -> person(id, "Zq7KpwX93vRtLm5hYb-" + id))
                        .toList());
                try {
                    writeWith(writer, sets(people(100, 1)));
                    disturb.accept(faults);
                    BatchResult result = writer.write(batch);
                    for (int i = 0; i < result.size(); i++) {
                        if (result.outcome(i) instanceof Outcome.Indeterminate indeterminate) {
                            assertLoss("outcome " + i + ", " + when, indeterminate.error(), batch);
                        }
                    }
                    result.stop().ifPresent(stop -> assertLoss("the reason to stop, " + when, stop, batch));
                } catch (DestinationException e) {
                    assertLoss("what a write throws, " + when, e, batch);
                } finally {
                    closed(writer);
                }
            }
        });
    }

    private static void assertLoss(String where, ErrorDetail error, List<Change> batch) {
        assertThat(error.category())
                .as("category of %s, of a connection that is lost: %s", where, error.code())
                .isIn(ErrorCategory.CONNECTION, ErrorCategory.CAPACITY, ErrorCategory.PROTOCOL);
        batch.forEach(change -> assertQuotesNothing(where + ", of a connection that is lost", change.row(), error));
    }

    private static void assertLoss(String where, DestinationException thrown, List<Change> batch) {
        assertLoss(where, thrown.detail(), batch);
        Set<Throwable> all = Collections.newSetFromMap(new IdentityHashMap<>());
        Deque<Throwable> next = new ArrayDeque<>(List.of(thrown));
        while (!next.isEmpty()) {
            Throwable one = next.remove();
            if (all.add(one)) {
                batch.forEach(change -> assertQuotesNothing(
                        where + " (" + one.getClass().getSimpleName() + "), of a connection that is lost",
                        change.row(),
                        one));
                Optional.ofNullable(one.getCause()).ifPresent(next::add);
                Collections.addAll(next, one.getSuppressed());
            }
        }
    }

    /** Closes a writer whose run may not be able to commit. */
    static boolean closed(RunWriter writer) {
        try {
            writer.close();
        } catch (DestinationException e) {
            // As a commit may end without a connection.
        }
        return true;
    }

    /** Writes a batch while connections are disturbed, ends the run, and writes the batch again in another run. */
    private void assertNothingLost(SyncMode mode, String when, List<Change> before, Consumer<Faults> disturb) {
        assertNothingLost(mode, when, before, sets(people(1, 20)), disturb);
    }

    private void assertNothingLost(
            SyncMode mode, String when, List<Change> before, List<Change> batch, Consumer<Faults> disturb) {
        try (Faults faults = faults()) {
            RunWriter writer = open(request(faults.config(), fixture.target(), mode));
            try {
                writeWith(writer, before);
                disturb.accept(faults);
                assertTruth(mode, when, batch, attempt(mode, when, writer, batch));
            } finally {
                end(writer, mode);
            }
            assertTruth(mode, when + " and the end of the run", batch, writer.settled(1));
        }
        List<Change> again = new ArrayList<>(batch);
        if (isStaged(mode)) {
            // Accepted rows are pending until a commit.
            again.addAll(before);
        }
        BatchResult second = write(request(mode), again);
        if (overwrites(mode)) {
            assertAllWritten("in another run", second);
        }
        List<Row> all =
                Stream.concat(batch.stream(), before.stream()).map(Change::row).toList();
        assertState(when + " and the same batch again", all);
    }

    /** Ends a run whose connections may be broken. The commit of a staged run may fail then; as in a host, it is resolved. */
    private void end(RunWriter writer, SyncMode mode) {
        try {
            writer.close();
        } catch (DestinationException e) {
            if (!isStaged(mode)) {
                throw e;
            }
            resolve(mode, writer.handle(), CommitObserver.NONE);
        }
    }

    /** Asserts that what is reported as written is there, and that no row is reported as rejected, nor skipped unless it is there. */
    private void assertTruth(SyncMode mode, String when, List<Change> batch, BatchResult result) {
        List<Row> rows = batch.stream().map(Change::row).toList();
        Map<String, Map<String, String>> there = StoredState.read(fixture, rows, KEY);
        Map<String, Map<String, String>> expected = StoredState.of(fixture, rows, KEY);
        for (int i = 0; i < result.size(); i++) {
            String name = name(rows.get(i));
            Outcome outcome = result.outcome(i);
            boolean mayBeSkipped = !overwrites(mode) && there.containsKey(name);
            if (outcome instanceof Outcome.Written) {
                Map<String, String> fields = new TreeMap<>(there.getOrDefault(name, Map.of()));
                fields.keySet().retainAll(expected.getOrDefault(name, Map.of()).keySet());
                StateDiff.assertEqual(
                        "record " + name + " of outcome " + i + " of " + result.size() + ", which is Written, " + when
                                + ": what counts a request without an answer as done?",
                        of(name, expected),
                        there.containsKey(name) ? Map.of(name, fields) : Map.of());
            }
            assertThat(kind(outcome))
                    .as(
                            "outcome %d of %d in %s, %s, %s, of a row that is not at fault: is it that of a change"
                                    + " without an answer?",
                            i, result.size(), mode, describe(outcome), when)
                    .isNotIn("Rejected", mayBeSkipped ? "Rejected" : "Skipped");
        }
    }

    private static BatchResult attempt(DestinationWriter writer, List<Change> batch) {
        try {
            return writer.write(batch);
        } catch (DestinationException e) {
            return BatchResult.allWritten(0);
        }
    }

    /** As {@link #attempt}; what throws that nothing can have been applied has applied nothing. */
    private BatchResult attempt(SyncMode mode, String when, DestinationWriter writer, List<Change> batch) {
        List<Row> rows = batch.stream().map(Change::row).toList();
        Map<String, Map<String, String>> before = StoredState.read(fixture, rows, KEY);
        try {
            return writer.write(batch);
        } catch (DestinationException e) {
            if (!e.indeterminate()) {
                assertThat(StoredState.read(fixture, rows, KEY))
                        .as(
                                "records of a batch in %s whose write threw %s, which says that none of its changes"
                                        + " was applied, %s",
                                mode, e.detail().code(), when)
                        .isEqualTo(before);
            }
            return BatchResult.allWritten(0);
        }
    }

    /** The exception with which settings are refused: by write, by its first batch, or as the reason to stop the run. */
    final DestinationException refusal(BrokenSettings broken, SyncMode mode) {
        List<DestinationException> stop = new ArrayList<>();
        Throwable thrown = catchThrowable(() -> {
            try (DestinationWriter writer = open(request(broken.config(), broken.target(), mode))) {
                writer.write(sets(people(1, 2))).stop().ifPresent(stop::add);
            }
        });
        return stop.isEmpty() ? assertThrown("write, " + broken.name(), thrown) : stop.get(0);
    }
}
