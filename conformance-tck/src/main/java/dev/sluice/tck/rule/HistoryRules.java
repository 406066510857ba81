package dev.sluice.tck.rule;

import static org.quicktheories.QuickTheory.qt;

import dev.sluice.spi.BatchResult;
import dev.sluice.spi.Change;
import dev.sluice.spi.DestinationException;
import dev.sluice.spi.Field;
import dev.sluice.spi.Identity;
import dev.sluice.spi.Outcome;
import dev.sluice.spi.Row;
import dev.sluice.spi.RowSchema;
import dev.sluice.spi.SyncMode;
import dev.sluice.spi.WriteProfile;
import dev.sluice.tck.host.HostRun;
import dev.sluice.tck.host.RunWriter;
import dev.sluice.tck.report.ReportListener;
import dev.sluice.tck.support.StateDiff;
import dev.sluice.tck.support.StoredState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Random histories, compared with a model of what the profile declares. */
abstract class HistoryRules extends ReadBackRules {
    private static final int HISTORIES = 20;

    /** A property with a smaller number, for the mutants of the kit. A rule that was tried with fewer is untested. */
    private static final String FEWER = "sluice.tck.histories";

    private static final int LARGE_BATCH = 1_200;
    private static final int MOST_LANES = 2;
    private static final int SHRINK_CYCLES = 60;
    private static final int LONGEST = 2_000;
    private static final List<Row> SEEDED = List.of(person(1, "seeded"), person(2, "seeded"), person(3, "seeded"));

    /**
     * Random sequences of batches over few identities, in each declared mode, end in the same state and outcomes as a model. They use two
     * writers where the profile allows it, and each identity changes from one writer to the other. Asked because random tests find cases
     * that nobody thought of. On failure the message has the seed and, as Java code, the smallest history found that still fails.
     */
    @Test
    public final void required_r10_01_randomHistoriesFollowTheModel() {
        int histories = Math.min(HISTORIES, Integer.getInteger(FEWER, HISTORIES));
        inEachRowMode(mode -> tryHistories(mode, histories));
        if (histories < HISTORIES) {
            throw untested("only " + histories + " histories were tried in each mode");
        }
    }

    /**
     * Batches beyond the preferred size, and one of 1,200 changes of 600 records, with rows of all kinds and rows without identity among them,
     * end in the same state and outcomes as a model, in each declared mode. Asked because destinations split a batch, and give the outcomes of
     * a part to the rows of another. On failure the message has the batch, the first outcome or record that differs, and the seed.
     */
    @Test
    public final void required_r10_02_largeBatchesFollowTheModel() {
        inEachRowMode(mode -> {
            int preferred = Math.min(LARGE_BATCH, profile(mode).preferredBatch());
            History history =
                    History.large(mode.removes() && !isSnapshot(mode), seed, 2 * preferred + 1, LARGE_BATCH, 3);
            failure(mode, history).ifPresent(difference -> {
                throw new AssertionError("large batches in " + mode + seeded() + ": "
                        + (difference.length() <= LONGEST ? difference : difference.substring(0, LONGEST) + "…"));
            });
        });
    }

    private void tryHistories(SyncMode mode, int histories) {
        // The library shrinks a failing history, so the last one that failed is the smallest it found.
        AtomicReference<@Nullable History> failed = new AtomicReference<>();
        try {
            qt().withFixedSeed(seed)
                    .withExamples(histories)
                    .withShrinkCycles(SHRINK_CYCLES)
                    .forAll(History.random(mode.removes() && !isSnapshot(mode)))
                    .check(history -> {
                        boolean right = failure(mode, history).isEmpty();
                        if (!right) {
                            failed.set(history);
                        }
                        return right;
                    });
        } catch (AssertionError e) {
            History found = failed.get();
            if (found == null) {
                throw e;
            }
            throw new AssertionError(message(mode, smallest(mode, found)), e);
        }
    }

    /** Removes batches and steps as long as the history still fails. */
    private History smallest(SyncMode mode, History failing) {
        Optional<History> smaller = Optional.of(failing);
        History smallest = failing;
        while (smaller.isPresent()) {
            smallest = smaller.get();
            smaller = smallest.smaller()
                    .filter(candidate -> failure(mode, candidate).isPresent())
                    .findFirst();
        }
        return smallest;
    }

    private String message(SyncMode mode, History history) {
        return "a random history in " + mode + " failed (-D" + ReportListener.SEED + "=" + seed
                + " repeats it). "
                + "The smallest that fails:\n\n" + history.java(mode, SEEDED, lanes(mode)) + "\n"
                + failure(mode, history).orElse("It does not always fail: it passed when it was run again.");
    }

    private int lanes(SyncMode mode) {
        return Math.min(MOST_LANES, profile(mode).parallelism());
    }

    /** Runs a history in a new space. Returns how it differs from the model; empty if it does not. */
    private Optional<String> failure(SyncMode mode, History history) {
        isolate();
        seed(SEEDED);
        try (HostRun run = HostRun.open(destination, request(mode), source)) {
            List<RunWriter> lanes = new ArrayList<>();
            for (int lane = 0; lane < lanes(mode); lane++) {
                lanes.add(run.writer());
            }
            return failure(profile(mode), history, run, lanes);
        } catch (DestinationException e) {
            return Optional.of("It threw " + e.detail().code() + ".");
        }
    }

    /** Compares outcomes and records after each batch, or after the commit if the run is staged. */
    private Optional<String> failure(WriteProfile profile, History history, HostRun run, List<RunWriter> lanes) {
        Map<String, Row> model = new TreeMap<>();
        SEEDED.forEach(row -> model.put(name(row), row));
        List<List<List<String>>> expected = new ArrayList<>();
        for (int number = 0; number < history.batches().size(); number++) {
            List<List<String>> outcomes = new ArrayList<>();
            for (int lane = 0; lane < lanes.size(); lane++) {
                List<Change> changes = new ArrayList<>();
                List<String> told = new ArrayList<>();
                for (History.Step step : history.part(number, lane, lanes.size())) {
                    changes.add(step.change());
                    told.add(apply(step.change(), profile, model));
                }
                outcomes.add(told);
                lanes.get(lane).write(changes);
            }
            expected.add(outcomes);
            Optional<String> difference =
                    profile.staged() ? Optional.empty() : difference(number, outcomes, lanes, model);
            if (difference.isPresent()) {
                return difference;
            }
        }
        lanes.forEach(RunWriter::close);
        run.commit();
        for (int number = 0; number < expected.size(); number++) {
            Optional<String> difference = difference(number, expected.get(number), lanes, model);
            if (difference.isPresent()) {
                return difference;
            }
        }
        return Optional.empty();
    }

    private Optional<String> difference(
            int number, List<List<String>> expected, List<RunWriter> lanes, Map<String, Row> model) {
        for (int lane = 0; lane < lanes.size(); lane++) {
            BatchResult result = lanes.get(lane).settled(number);
            List<String> actual = new ArrayList<>();
            for (int i = 0; i < result.size(); i++) {
                actual.add(describe(result.outcome(i)).replaceFirst("\\(.*", ""));
            }
            if (!actual.equals(expected.get(lane))) {
                int at = 0;
                while (at < actual.size()
                        && at < expected.get(lane).size()
                        && actual.get(at).equals(expected.get(lane).get(at))) {
                    at++;
                }
                return Optional.of(
                        "Outcomes of batch " + (number + 1) + ", lane " + lane + ", different from change " + at
                                + " on:\n- expected "
                                + expected.get(lane) + "\n+ actual   " + actual);
            }
        }
        List<Row> rows = List.copyOf(model.values());
        List<String> difference =
                StateDiff.of(StoredState.of(fixture, rows, KEY), StoredState.read(fixture, rows, KEY));
        return difference.isEmpty()
                ? Optional.empty()
                : Optional.of("Records after batch " + (number + 1) + " (- expected, + actual):\n"
                        + String.join("\n", difference));
    }

    /** Applies a change to the model. Returns the name of its outcome. */
    private String apply(Change change, WriteProfile profile, Map<String, Row> model) {
        Optional<Identity> identity = Identity.of(change.row(), KEY);
        if (identity.isEmpty() || (change instanceof Change.Write && isNothing(change.row()))) {
            return Outcome.Rejected.class.getSimpleName();
        }
        String name = identity.get().text();
        Row present = model.get(name);
        if (change instanceof Change.Remove) {
            model.remove(name);
            return Outcome.Written.class.getSimpleName();
        }
        if ((present == null && profile.absent() == WriteProfile.Absent.SKIP)
                || (present != null && profile.existing() == WriteProfile.Existing.SKIP)) {
            return Outcome.Skipped.class.getSimpleName();
        }
        Row row = fixture.nullClears() ? change.row() : withoutNulls(change.row());
        boolean merges = present != null && profile.existing() == WriteProfile.Existing.MERGE;
        model.put(name, merges && present != null ? StoredState.merge(present, row) : row);
        return Outcome.Written.class.getSimpleName();
    }

    private static Row withoutNulls(Row row) {
        List<Field> fields = new ArrayList<>();
        List<Object> values = new ArrayList<>();
        for (int i = 0; i < row.size(); i++) {
            Object value = row.value(i);
            if (value != null) {
                fields.add(row.schema().field(i));
                values.add(value);
            }
        }
        return Row.of(RowSchema.of(fields), values.toArray());
    }
}
