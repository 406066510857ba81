package dev.sluice.host.state;

import dev.sluice.host.change.Identification;
import dev.sluice.host.cursor.CursorMark;
import dev.sluice.host.history.RunEnd;
import dev.sluice.host.history.RunEntry;
import dev.sluice.host.history.RunHistory;
import dev.sluice.host.history.Verdict;
import dev.sluice.spi.RunHandle;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The contents of {@code state.json}. Whoever changes a field keeps all others, also those that this version does not know. Immutable.
 */
public final class SyncRecord {
    static final long VERSION = 1;

    /** Of a sync that has none yet. */
    public static final SyncRecord NEW = new SyncRecord(Map.of("version", VERSION));

    private static final Duration KEPT = Duration.ofDays(14);
    private static final int MOST_RUNS = 20_000;
    private static final List<String> FORMS =
            List.of(Identification.RENDERING, Identification.MAPPING, Identification.QUERY, Identification.PASSED_BY);
    private static final String RECORD_TYPES = "record_types";
    private static final String COLUMNS = "columns";
    private static final String COLUMNS_OF = "columns_of";
    private static final String CURSOR = "cursor";
    private static final Pattern SNAPSHOT = Pattern.compile("snapshot-[0-9]{1,9}(-on-[0-9]{1,9})?\\.parquet");
    private static final Pattern RUN_ID = Pattern.compile("[A-Za-z0-9._-]{1,64}");

    private final Map<String, Object> fields;

    private SyncRecord(Map<String, Object> fields) {
        this.fields = fields;
    }

    /** @throws IllegalArgumentException if a field has a value that no run writes, with a message that names the field and no value */
    static SyncRecord of(Map<String, Object> fields) {
        check(Long.valueOf(VERSION).equals(fields.get("version")), "version");
        SyncRecord read = new SyncRecord(fields);
        // So a damaged file is found when it is read.
        Stream.of("sync", "source", "target", "epoch", COLUMNS_OF).forEach(read::text);
        read.forms();
        read.key();
        read.columns();
        read.unresolved();
        read.cursor();
        check(read.snapshot().stream().allMatch(name -> SNAPSHOT.matcher(name).matches()), "snapshot");
        List<PastRun> runs = read.runs();
        check(
                runs.stream()
                        .allMatch(run ->
                                run.number() > 0 && RUN_ID.matcher(run.id()).matches()),
                "runs");
        read.opening().ifPresent(opening -> {
            check(read.run(opening.runId()).isPresent(), "opening");
            check(
                    !(opening.verdict() instanceof Verdict.UpTo upTo)
                            || (read.run(upTo.runId()).isPresent()
                                    && upTo.checkpoint().orElse(0) >= 0),
                    "opening");
        });
        return read;
    }

    private static void check(boolean right, String field) {
        if (!right) {
            throw unwritten(field);
        }
    }

    static IllegalArgumentException unwritten(String field) {
        return new IllegalArgumentException("the field '" + field + "' has a value that no run writes");
    }

    Map<String, Object> fields() {
        return fields;
    }

    private SyncRecord with(String name, @Nullable Object value) {
        Map<String, Object> next = new LinkedHashMap<>(fields);
        if (value == null) {
            next.remove(name);
        } else {
            next.put(name, value);
        }
        return new SyncRecord(next);
    }

    private Optional<String> text(String name) {
        return text(fields, name);
    }

    private static Optional<String> text(Map<?, ?> object, String name) {
        return Optional.ofNullable(object.get(name)).map(value -> require(value, String.class, name));
    }

    static <T> T require(@Nullable Object value, Class<T> type, String field) {
        if (!type.isInstance(value)) {
            throw unwritten(field);
        }
        return type.cast(value);
    }

    /** The name of the sync, which its folder need not show. */
    public Optional<String> sync() {
        return text("sync");
    }

    /** With the name of the sync. */
    public SyncRecord withSync(String name) {
        return with("sync", name);
    }

    /** Where the records are. */
    public Optional<String> target() {
        return text("target");
    }

    /** Names of the fields that identify a record; empty in a new state. */
    public List<String> key() {
        return texts("key");
    }

    private List<String> texts(String name) {
        List<String> texts = new ArrayList<>();
        for (Object text : require(fields.getOrDefault(name, List.of()), List.class, name)) {
            texts.add(require(text, String.class, name));
        }
        return texts;
    }

    /** Ties the state to the contents of the target. */
    public Optional<String> epoch() {
        return text("epoch");
    }

    /** With what the state belongs to. */
    public SyncRecord belongingTo(Identification to) {
        return to.source()
                .map(source -> with("source", source))
                .orElse(this)
                .with("target", to.target())
                .with("key", to.identity())
                .with("epoch", to.epoch().orElse(null));
    }

    /** Where the rows come from, if the host said so. */
    public Optional<String> source() {
        return text("source");
    }

    /** With another source of the same rows. */
    public SyncRecord withSource(String source) {
        return with("source", source).withCursorOf(Identification.SOURCE, source);
    }

    /** With another target of the same records. */
    public SyncRecord withTarget(String target) {
        return with("target", target).withCursorOf(Identification.TARGET, target);
    }

    /** What the records were written by when a run last started to write: texts by name, as in {@link Identification#forms}. */
    public Map<String, String> forms() {
        Map<String, String> forms = new LinkedHashMap<>();
        FORMS.forEach(name -> text(name).ifPresent(text -> forms.put(name, text)));
        List<String> types = recordTypes();
        if (!types.isEmpty()) {
            forms.put(Identification.RECORD_TYPE, types.get(types.size() - 1));
        }
        return forms;
    }

    /** Every type that records of this sync ever had, that of the last run at the end: an older copy of the target has older ones. */
    public List<String> recordTypes() {
        return texts(RECORD_TYPES);
    }

    /** With what they are written by now. */
    public SyncRecord withForms(Map<String, String> forms) {
        SyncRecord next = this;
        for (String name : FORMS) {
            next = next.with(name, forms.get(name));
        }
        String type = forms.get(Identification.RECORD_TYPE);
        if (type == null) {
            return next;
        }
        List<String> types = recordTypes();
        types.remove(type);
        types.add(type);
        return next.with(RECORD_TYPES, types);
    }

    /**
     * The columns of the source when a run last ended well, with the names of their types; empty if that is not known.
     *
     * @param of what they are columns of, as {@link #withColumns} was told
     */
    public Map<String, String> columns(String of) {
        return text(COLUMNS_OF).equals(Optional.of(of)) ? columns() : Map.of();
    }

    private Map<String, String> columns() {
        Map<String, String> columns = new LinkedHashMap<>();
        Map<?, ?> read = require(fields.getOrDefault(COLUMNS, Map.of()), Map.class, COLUMNS);
        read.forEach((name, type) ->
                columns.put(require(name, String.class, COLUMNS), require(type, String.class, COLUMNS)));
        return columns;
    }

    /** With the columns of the source. */
    public SyncRecord withColumns(String of, Map<String, String> columns) {
        return with(COLUMNS_OF, of).with(COLUMNS, new LinkedHashMap<>(columns));
    }

    /** The file of the last snapshot, in the folder of the sync. */
    public Optional<String> snapshot() {
        return text("snapshot");
    }

    /** With a snapshot into which everything is folded. */
    public SyncRecord withSnapshot(String file) {
        return with("snapshot", file).folded();
    }

    /** Of a state whose records are all gone, for another key; the runs stay, by which the target is recognized. */
    public SyncRecord rekeyed(List<String> key) {
        return with("key", key)
                .withForms(Map.of())
                .with(RECORD_TYPES, null)
                .with("snapshot", null)
                .with(CURSOR, null)
                .folded();
    }

    /** Whether something is known of records. */
    public boolean hasState() {
        return snapshot().isPresent() || opening().isPresent();
    }

    /** After a run that wrote without a look at what is known of records: none is known to hold its row. */
    public SyncRecord passedBy() {
        return with(Identification.PASSED_BY, "true");
    }

    /** Without anything to fold. */
    public SyncRecord folded() {
        return with("opening", null);
    }

    /** Of a state that is begun anew; what does not concern the state stays. */
    public SyncRecord withoutState() {
        return with("target", null)
                .with("key", null)
                .with("epoch", null)
                .withForms(Map.of())
                .with(RECORD_TYPES, null)
                .with("source", null)
                .with(COLUMNS, null)
                .with(COLUMNS_OF, null)
                .with("snapshot", null)
                .with("runs", null)
                .with("first_run", null)
                .with(CURSOR, null)
                .folded();
    }

    /** The runs of the last 14 days, at least the last one and at most {@value #MOST_RUNS}. */
    public List<PastRun> runs(Instant now) {
        List<PastRun> runs = runs();
        int first = Math.max(0, runs.size() - MOST_RUNS);
        while (first < runs.size() - 1 && runs.get(first).started().isBefore(now.minus(KEPT))) {
            first++;
        }
        return runs.subList(first, runs.size());
    }

    private List<PastRun> runs() {
        List<PastRun> runs = new ArrayList<>();
        long first = require(fields.getOrDefault("first_run", 1L), Long.class, "first_run");
        check(first > 0 && first < Integer.MAX_VALUE / 2, "first_run");
        int number = (int) first;
        for (Object entry : require(fields.getOrDefault("runs", List.of()), List.class, "runs")) {
            Map<?, ?> run = require(entry, Map.class, "runs");
            runs.add(new PastRun(
                    number++,
                    require(run.get("id"), String.class, "runs"),
                    Instant.ofEpochMilli(require(run.get("started"), Long.class, "runs")),
                    require(run.get("marker"), Boolean.class, "runs")));
        }
        return runs;
    }

    /** The same runs, for whoever judges a marker. */
    public RunHistory history(Instant now) {
        List<PastRun> runs = runs(now);
        return new RunHistory(
                runs.stream().map(PastRun::id).toList(), runs.stream().anyMatch(PastRun::leavesMarker));
    }

    /** With another run, which is the last one now, and its verdict. */
    public SyncRecord entering(RunEntry entry, Verdict verdict, Instant now) {
        return entering(entry, now)
                .withOpening(new Opening(entry.runId(), verdict, entry.full(), false, Optional.empty()));
    }

    /** With another run, which is the last one now and does not concern what is known of records. */
    public SyncRecord entering(RunEntry entry, Instant now) {
        List<PastRun> runs = new ArrayList<>(runs(now));
        int number = runs.isEmpty() ? 1 : runs.get(runs.size() - 1).number() + 1;
        runs.add(new PastRun(number, entry.runId(), now, entry.leavesMarker()));
        List<Object> list = new ArrayList<>();
        for (PastRun run : runs) {
            list.add(object("id", run.id(), "started", run.started().toEpochMilli(), "marker", run.leavesMarker()));
        }
        return with("first_run", (long) runs.get(0).number()).with("runs", list);
    }

    /** Whether a run has entered. */
    public boolean hasRuns() {
        return !runs().isEmpty();
    }

    /** The run that entered last; only if {@link #hasRuns}. */
    public PastRun lastRun() {
        List<PastRun> runs = runs();
        return runs.get(runs.size() - 1);
    }

    /** The number of a run, if it is in the history. */
    public Optional<PastRun> run(String runId) {
        return runs().stream().filter(run -> run.id().equals(runId)).findFirst();
    }

    /** What is not folded yet. */
    public Optional<Opening> opening() {
        return Optional.ofNullable(fields.get("opening")).map(value -> opening(require(value, Map.class, "opening")));
    }

    private static Opening opening(Map<?, ?> object) {
        return new Opening(
                require(object.get("run"), String.class, "opening"),
                verdict(object),
                Boolean.TRUE.equals(object.get("doubted")),
                Boolean.TRUE.equals(object.get("rewrites")),
                text(object, "end").map(SyncRecord::end));
    }

    private static RunEnd end(String text) {
        return Stream.of(RunEnd.values())
                .filter(end -> end.name().toLowerCase(Locale.ROOT).equals(text))
                .findFirst()
                .orElseThrow(() -> unwritten("opening"));
    }

    private static Verdict verdict(Map<?, ?> object) {
        return switch (require(object.get("believes"), String.class, "opening")) {
            case "all" -> Verdict.TRUST;
            case "up_to" ->
                new Verdict.UpTo(
                        require(object.get("up_to"), String.class, "opening"),
                        object.containsKey("checkpoint")
                                ? OptionalLong.of(require(object.get("checkpoint"), Long.class, "opening"))
                                : OptionalLong.empty());
            case "nothing" -> new Verdict.Nothing(true);
            case "nothing_is_left" -> new Verdict.Nothing(false);
            default -> throw unwritten("opening");
        };
    }

    /** With what is not folded yet. */
    public SyncRecord withOpening(Opening opening) {
        Map<String, Object> object = object("run", opening.runId());
        Verdict verdict = opening.verdict();
        if (verdict instanceof Verdict.UpTo upTo) {
            object.put("believes", "up_to");
            object.put("up_to", upTo.runId());
            upTo.checkpoint().ifPresent(number -> object.put("checkpoint", number));
        } else if (verdict instanceof Verdict.Nothing nothing) {
            object.put("believes", nothing.removes() ? "nothing" : "nothing_is_left");
        } else {
            object.put("believes", "all");
        }
        if (opening.doubted()) {
            object.put("doubted", true);
        }
        if (opening.rewrites()) {
            object.put("rewrites", true);
        }
        opening.end().ifPresent(end -> object.put("end", end.name().toLowerCase(Locale.ROOT)));
        return with("opening", object);
    }

    /** How far the completed runs of a sync with a cursor have read. */
    public Optional<CursorMark> cursor() {
        return Optional.ofNullable(fields.get(CURSOR))
                .map(value -> CursorFields.read(require(value, Map.class, CURSOR)));
    }

    /** With how far runs have read; empty: the next one reads every row. */
    public SyncRecord withCursor(Optional<CursorMark> mark) {
        return with(CURSOR, mark.map(CursorFields::of).orElse(null));
    }

    private SyncRecord withCursorOf(String name, String text) {
        return cursor().map(mark -> withCursor(Optional.of(mark.with(name, text))))
                .orElse(this);
    }

    /** The handle of a run whose end is unknown. */
    public Optional<RunHandle> unresolved() {
        return Optional.ofNullable(fields.get("unresolved")).map(value -> {
            Map<?, ?> object = require(value, Map.class, "unresolved");
            Map<String, String> values = new LinkedHashMap<>();
            Map<?, ?> texts = require(object.get("values"), Map.class, "unresolved");
            texts.forEach((key, text) ->
                    values.put(require(key, String.class, "unresolved"), require(text, String.class, "unresolved")));
            return RunHandle.of(require(object.get("run_id"), String.class, "unresolved"), values);
        });
    }

    /** Where no record is believed by the run that has entered, which has written nothing yet. */
    public SyncRecord doubted() {
        Opening opening = opening().orElseThrow();
        return withOpening(new Opening(opening.runId(), opening.verdict(), true, opening.rewrites(), opening.end()));
    }

    /** With the handle of a run that is about to write, or without one. */
    public SyncRecord withUnresolved(Optional<RunHandle> handle) {
        return with(
                "unresolved",
                handle.map(run -> object("run_id", run.runId(), "values", new LinkedHashMap<>(run.values())))
                        .orElse(null));
    }

    static Map<String, Object> object(Object... namesAndValues) {
        Map<String, Object> object = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            object.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return object;
    }
}
