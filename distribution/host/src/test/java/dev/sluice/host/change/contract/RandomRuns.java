package dev.sluice.host.change.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.host.change.ChangeCursor;
import dev.sluice.host.change.ChangeKind;
import dev.sluice.host.change.ChangeStates;
import dev.sluice.host.change.Checkpoints;
import dev.sluice.host.change.ComparedState;
import dev.sluice.host.change.Difference;
import dev.sluice.host.change.FinishedState;
import dev.sluice.host.change.Identification;
import dev.sluice.host.change.Observation;
import dev.sluice.host.change.OpenedState;
import dev.sluice.host.change.Removals;
import dev.sluice.host.change.StartedState;
import dev.sluice.host.file.SyncFolder;
import dev.sluice.host.hash.RowHash;
import dev.sluice.host.history.RunEnd;
import dev.sluice.host.history.RunEntry;
import dev.sluice.host.history.RunHistory;
import dev.sluice.host.history.Verdict;
import dev.sluice.spi.Expiry;
import dev.sluice.spi.Field;
import dev.sluice.spi.FieldType;
import dev.sluice.spi.Identity;
import dev.sluice.spi.Row;
import dev.sluice.spi.RowSchema;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Random runs that are made on two implementations of {@link ChangeStates}, which have to see the same. For one thread. */
final class RandomRuns {
    private static final RowSchema SCHEMA =
            RowSchema.of(new Field("id", FieldType.TEXT), new Field("value", FieldType.INTEGER));
    private static final int KEYS = 300;

    private final Random random;
    private final Subject one;
    private final Subject other;
    private Instant now = Instant.parse("2026-11-24T12:00:00Z");

    /** Copies states as a crash leaves them. */
    interface Crash {
        void copy(Path from, Path to) throws IOException;
    }

    /** An implementation, and where its states are. */
    static final class Subject {
        private final ChangeStates states;
        private final Crash crash;
        private final Path folder;
        private int copies;

        Subject(ChangeStates states, Crash crash, Path folder) {
            this.states = states;
            this.crash = crash;
            this.folder = folder;
        }

        private Path directory() {
            return folder.resolve("copy" + copies);
        }

        private void crash() throws IOException {
            Path before = directory();
            copies++;
            crash.copy(before, directory());
        }
    }

    /** How far a run gets. */
    private enum Ends {
        BEFORE_THE_COMPARISON,
        COMPARED,
        STARTED,
        SETTLED,
        FINISHED,
        CLOSED
    }

    private enum Fate {
        UNKNOWN,
        DONE,
        NOT_WRITTEN,
        ACCEPTED,
        REFUSED
    }

    /** A run, decided beforehand so that it is the same on both. */
    private record Script(
            String runId,
            List<String> rows,
            String rendering,
            String type,
            Expiry expiry,
            Verdict verdict,
            Ends ends,
            boolean crashes,
            RunEnd end,
            long seed) {}

    /** What a run saw. */
    private record Seen(
            RunHistory history,
            Difference difference,
            List<String> changes,
            Set<String> removals,
            FinishedState finished) {}

    RandomRuns(Random random, Subject one, Subject other) {
        this.random = random;
        this.one = one;
        this.other = other;
    }

    void run(int runs) throws IOException {
        List<String> history = List.of();
        for (int i = 0; i < runs; i++) {
            now = now.plus(Duration.ofMinutes(random.nextInt(random.nextInt(4) == 0 ? 4_000 : 60)));
            Script script = script("run" + i, history);
            Seen expected = execute(other, script);
            assertThat(execute(one, script)).as("run %d: %s", i, script).isEqualTo(expected);
            history = new ArrayList<>(expected.history().runIds());
            if (script.ends() != Ends.BEFORE_THE_COMPARISON) {
                history.add(script.runId());
            }
        }
    }

    private Script script(String runId, List<String> history) {
        TreeMap<Integer, Integer> rows = new TreeMap<>();
        int share = 1 + random.nextInt(10);
        for (int key = 0; key < KEYS; key++) {
            if (random.nextInt(10) < share) {
                rows.put(key, 3600 * (random.nextInt(8) == 0 ? 0 : 1 + random.nextInt(2)));
            }
        }
        List<String> texts = new ArrayList<>();
        rows.forEach((key, value) -> {
            texts.add(key + "=" + value);
            if (random.nextInt(50) == 0) {
                texts.add(key + "=" + (random.nextBoolean() ? value : 7));
            }
        });
        if (random.nextInt(3) == 0) {
            Collections.shuffle(texts, random);
        }
        return new Script(
                runId,
                texts,
                random.nextInt(12) == 0 ? "b" : "a",
                random.nextInt(12) == 0 ? "list" : "text",
                switch (random.nextInt(4)) {
                    case 0 -> Expiry.inField("value");
                    case 1 -> Expiry.after(Duration.ofHours(3));
                    default -> Expiry.NONE;
                },
                verdict(history),
                random.nextInt(3) == 0 ? any(random, Ends.values()) : Ends.FINISHED,
                random.nextBoolean(),
                random.nextBoolean() ? RunEnd.COMPLETE : any(random, RunEnd.values()),
                random.nextLong());
    }

    private Verdict verdict(List<String> history) {
        // In most runs the last marker is there, so that records of many ages come together.
        int kind = random.nextInt(10);
        if (kind < 4 || history.isEmpty()) {
            return Verdict.TRUST;
        }
        if (kind == 4) {
            return new Verdict.Nothing(random.nextBoolean());
        }
        int back = 1 + random.nextInt(Math.min(4, history.size()));
        return new Verdict.UpTo(
                history.get(history.size() - back),
                random.nextBoolean() ? OptionalLong.empty() : OptionalLong.of(random.nextInt(3)));
    }

    private static Row row(String text) {
        int equals = text.indexOf('=');
        return Row.of(SCHEMA, text.substring(0, equals), Long.valueOf(text.substring(equals + 1)));
    }

    private static Identity identity(String text) {
        return new Identity(List.of(text.substring(0, text.indexOf('='))));
    }

    private Seen execute(Subject subject, Script script) throws IOException {
        Identification identification = new Identification(
                Optional.empty(),
                "target",
                List.of("id"),
                Map.of(Identification.RENDERING, script.rendering(), Identification.RECORD_TYPE, script.type()),
                Optional.empty(),
                false);
        boolean crash = script.crashes() && script.ends() != Ends.FINISHED && script.ends() != Ends.CLOSED;
        try (SyncFolder folder = SyncFolder.open(subject.directory().resolve("sync"), "sync", script.runId());
                OpenedState state = subject.states.open(folder, identification, Clock.fixed(now, ZoneOffset.UTC))) {
            Seen seen = stages(state, script);
            if (crash) {
                subject.crash();
            }
            return seen;
        }
    }

    private static Seen stages(OpenedState state, Script script) {
        RunHistory history = state.history();
        Difference difference = new Difference(0, 0, 0, 0, 0, 0);
        List<String> changes = new ArrayList<>();
        Set<String> removals = new TreeSet<>();
        FinishedState finished = FinishedState.NOTHING;
        try (Observation observation = state.observe(script.expiry())) {
            for (int i = 0; i < script.rows().size(); i++) {
                String text = script.rows().get(i);
                StateScenario.observe(observation, i, identity(text), row(text));
            }
            if (script.ends() != Ends.BEFORE_THE_COMPARISON) {
                ComparedState compared = observation.compare(new RunEntry(script.runId(), script.verdict(), true));
                difference = compared.difference();
                if (script.ends() != Ends.COMPARED) {
                    finished = write(compared.start(Checkpoints.NONE), script, changes, removals);
                }
            }
        }
        return new Seen(history, difference, changes, removals, finished);
    }

    private static FinishedState write(
            StartedState started, Script script, List<String> changes, Set<String> removals) {
        Map<String, RowHash> hashes = new HashMap<>();
        try (ChangeCursor cursor = started.changes()) {
            while (cursor.next()) {
                String text = script.rows().get((int) cursor.ordinal());
                changes.add(cursor.kind() + " " + text + " " + cursor.firstNumber() + (cursor.replaces() ? "!" : ""));
                hashes.putIfAbsent(text, Objects.requireNonNull(cursor.verify(row(text))));
            }
        }
        try (Removals cursor = started.removals()) {
            while (cursor.next()) {
                removals.add(cursor.identity().parts().get(0));
            }
        }
        if (script.ends() == Ends.STARTED) {
            return FinishedState.NOTHING;
        }
        Random outcomes = new Random(script.seed());
        List<Identity> refused = new ArrayList<>();
        for (String change : changes) {
            if (!change.startsWith(ChangeKind.DUPLICATE.name())) {
                String text = change.substring(change.indexOf(' ') + 1, change.lastIndexOf(' '));
                write(started, text, Objects.requireNonNull(hashes.get(text)), fate(outcomes), refused);
            }
        }
        for (String id : removals) {
            remove(started, new Identity(List.of(id)), fate(outcomes), refused);
        }
        started.settle();
        if (script.ends() == Ends.SETTLED || script.ends() == Ends.CLOSED) {
            return FinishedState.NOTHING;
        }
        refused.forEach(started::refused);
        return started.finish(script.end());
    }

    private static <T> T any(Random random, T[] values) {
        return List.of(values).get(random.nextInt(values.length));
    }

    private static Fate fate(Random random) {
        return random.nextBoolean() ? Fate.DONE : any(random, Fate.values());
    }

    private static void write(StartedState started, String text, RowHash hash, Fate fate, List<Identity> refused) {
        Identity identity = identity(text);
        switch (fate) {
            case UNKNOWN -> {}
            case DONE -> started.written(identity, hash);
            case NOT_WRITTEN -> started.notWritten(identity);
            case ACCEPTED -> started.accepted(identity, hash);
            case REFUSED -> {
                started.accepted(identity, hash);
                refused.add(identity);
            }
        }
    }

    private static void remove(StartedState started, Identity identity, Fate fate, List<Identity> refused) {
        switch (fate) {
            case UNKNOWN, NOT_WRITTEN -> {}
            case DONE -> started.removed(identity);
            case ACCEPTED -> started.removalAccepted(identity);
            case REFUSED -> {
                started.removalAccepted(identity);
                refused.add(identity);
            }
        }
    }
}
