package dev.sluice.tck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.spi.BatchResult;
import dev.sluice.spi.Change;
import dev.sluice.spi.DestinationWriter;
import dev.sluice.spi.Outcome;
import dev.sluice.spi.Row;
import dev.sluice.spi.SyncMode;
import dev.sluice.spi.WriteProfile;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Random histories against a model of what the profile declares. */
abstract class HistoryRules extends ReadBackRules {
    /** Set to repeat a failed history: {@code -Dsluice.tck.seed=…}. */
    private static final String SEED = "sluice.tck.seed";

    private static final int BATCHES = 12;
    private static final int IDENTITIES = 9;

    /**
     * Random sequences of batches over few identities, in each declared mode, end in the state and the outcomes of a model. Asked because
     * what nobody thought of is found this way. On failure the message holds the seed and the history so far.
     */
    @Test
    public final void required_r10_01_randomHistoriesFollowTheModel() {
        long seed = Long.getLong(SEED, System.nanoTime());
        inEachRowMode(mode -> runHistory(mode, new Random(seed), "-D" + SEED + "=" + seed));
    }

    private void runHistory(SyncMode mode, Random random, String seed) {
        Map<String, Row> model = new TreeMap<>();
        WriteProfile profile = profile(mode);
        List<Row> there = List.of(person(1, "seeded"), person(2, "seeded"), person(3, "seeded"));
        fixture.seed(KEY, there);
        there.forEach(row -> model.put(name(row), row));
        List<String> history = new ArrayList<>();
        try (DestinationWriter writer = destination.write(request(mode))) {
            for (int batchNumber = 0; batchNumber < BATCHES; batchNumber++) {
                List<Change> batch = batch(mode, random, history);
                List<String> expected = new ArrayList<>();
                batch.forEach(change -> expected.add(apply(change, profile, model)));
                BatchResult result = writeWith(writer, batch);
                List<String> actual = new ArrayList<>();
                for (int i = 0; i < result.size(); i++) {
                    actual.add(result.outcome(i).getClass().getSimpleName());
                }
                String when = "in " + mode + " with " + seed + " after\n" + String.join("\n", history);
                assertThat(actual).as("outcomes of the last batch %s", when).isEqualTo(expected);
                assertState(when, List.copyOf(model.values()));
            }
        }
    }

    private static List<Change> batch(SyncMode mode, Random random, List<String> history) {
        List<Change> batch = new ArrayList<>();
        StringBuilder told = new StringBuilder("batch:");
        for (int size = random.nextInt(8); size > 0; size--) {
            long id = 1L + random.nextInt(IDENTITIES);
            if (mode == SyncMode.MIRROR && random.nextInt(3) == 0) {
                batch.add(remove(id));
                told.append(" remove(").append(id).append(')');
            } else {
                String name = "v" + random.nextInt(1_000);
                batch.add(set(person(id, name)));
                told.append(" set(person(")
                        .append(id)
                        .append(", \"")
                        .append(name)
                        .append("\"))");
            }
        }
        history.add(told.toString());
        return batch;
    }

    /** Applies a change to the model; the name of its outcome. */
    private static String apply(Change change, WriteProfile profile, Map<String, Row> model) {
        String name = name(change.row());
        Row present = model.get(name);
        if (change instanceof Change.Remove) {
            model.remove(name);
            return Outcome.Written.class.getSimpleName();
        }
        if ((present == null && profile.absent() == WriteProfile.Absent.SKIP)
                || (present != null && profile.existing() == WriteProfile.Existing.SKIP)) {
            return Outcome.Skipped.class.getSimpleName();
        }
        boolean merges = present != null && profile.existing() == WriteProfile.Existing.MERGE;
        model.put(name, merges && present != null ? StoredState.merge(present, change.row()) : change.row());
        return Outcome.Written.class.getSimpleName();
    }
}
