package dev.sluice.cli.output;

import dev.sluice.host.failure.ErrorJson;
import dev.sluice.host.state.PastRun;
import dev.sluice.host.state.SyncRecord;
import dev.sluice.spi.RunHandle;
import dev.sluice.state.StoredState;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** A state for people and for programs. */
public final class StateDescription {
    private StateDescription() {}

    /** In one line. */
    public static String line(StoredState state) {
        List<String> words = new ArrayList<>(List.of(state.sync()));
        state.records().ifPresent(records -> words.add(count(records.known()) + " records"));
        state.record().flatMap(SyncRecord::target).ifPresent(target -> words.add("in " + target.strip()));
        lastRun(state).ifPresent(run -> words.add("last run " + time(run.started())));
        state.problem().ifPresent(problem -> words.add(problem.code() + ": " + problem.message()));
        return String.join("  ", words);
    }

    /** In some lines, one for each fact. */
    public static List<String> lines(StoredState state) {
        List<String> lines = new ArrayList<>(List.of(state.sync(), "  place: " + state.place()));
        state.record().ifPresent(record -> {
            record.source().ifPresent(source -> lines.add("  source: " + source));
            record.target().ifPresent(target -> lines.add("  target: " + target));
            if (!record.key().isEmpty()) {
                lines.add("  key: " + String.join(", ", record.key()));
            }
            record.cursor()
                    .ifPresent(cursor -> lines.add("  cursor: " + cursor.column() + ", read up to "
                            + cursor.highest().text() + " by run " + cursor.runId() + "; every row last "
                            + time(cursor.whole())));
            record.unresolved().ifPresent(handle -> lines.add("  a run whose end is unknown: " + handle.runId()));
        });
        lastRun(state).ifPresent(run -> lines.add("  last run: " + time(run.started()) + ", " + run.id()));
        state.records()
                .ifPresent(records -> lines.add("  records: " + count(records.known()) + " known, of which "
                        + count(records.uncertain()) + " uncertain; " + count(records.removed())
                        + " removed within 14 days; " + count(records.forgotten()) + " forgotten"));
        lines.add("  size: " + count(state.bytes()) + " bytes");
        state.problem().ifPresent(problem -> {
            lines.add("  " + problem.code() + ": " + problem.message());
            lines.add("  → " + problem.remedy());
        });
        return lines;
    }

    /** What follows from it that it is gone. */
    public static List<String> afterReset(StoredState before) {
        String where = before.record()
                .flatMap(SyncRecord::target)
                .map(target -> " at '" + target + "'")
                .orElse("");
        return List.of(
                "The state of '" + before.sync() + "' is gone. "
                        + before.records()
                                .map(records -> "The " + count(records.known() + records.forgotten())
                                        + " records that it knew stay" + where + ".")
                                .orElse("Every record that the sync wrote stays" + where + "."),
                "The next run writes every row again. It does not remove records whose rows are gone from the source by then.");
    }

    /** What follows from it that the end of a run is known. */
    public static String afterResolve(StoredState before) {
        return before.record()
                .flatMap(SyncRecord::unresolved)
                .map(run -> "The run " + run.runId() + " of '" + before.sync()
                        + "' counts as over. The next run writes every row again whose fate is not known.")
                .orElse("No run of '" + before.sync() + "' has an unknown end.");
    }

    /** As JSON has it. */
    public static Map<String, Object> json(StoredState state) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("sync", state.sync());
        json.put("place", state.place().toString());
        json.put("bytes", state.bytes());
        state.record().ifPresent(record -> {
            record.source().ifPresent(source -> json.put("source", source));
            record.target().ifPresent(target -> json.put("target", target));
            json.put("key", record.key());
            record.cursor().ifPresent(cursor -> {
                Map<String, Object> set = new LinkedHashMap<>();
                set.put("column", cursor.column());
                set.put("highest", cursor.highest().text());
                set.put("run", cursor.runId());
                set.put("whole", cursor.whole().toString());
                json.put("cursor", set);
            });
            record.unresolved().map(RunHandle::runId).ifPresent(run -> json.put("unresolvedRun", run));
        });
        lastRun(state)
                .ifPresent(run -> json.put(
                        "lastRun",
                        Map.of("id", run.id(), "started", run.started().toString())));
        state.records().ifPresent(records -> {
            Map<String, Object> counts = new LinkedHashMap<>();
            counts.put("known", records.known());
            counts.put("uncertain", records.uncertain());
            counts.put("removed", records.removed());
            counts.put("forgotten", records.forgotten());
            json.put("records", counts);
        });
        state.problem().ifPresent(problem -> json.put("problem", ErrorJson.properties(problem)));
        return json;
    }

    private static Optional<PastRun> lastRun(StoredState state) {
        return state.record().filter(SyncRecord::hasRuns).map(SyncRecord::lastRun);
    }

    private static String time(Instant moment) {
        return moment.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    private static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }
}
