package dev.sluice.host.change.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.host.change.ChangeCursor;
import dev.sluice.host.change.Checkpoints;
import dev.sluice.host.change.ComparedState;
import dev.sluice.host.change.Difference;
import dev.sluice.host.change.Identification;
import dev.sluice.host.change.Observation;
import dev.sluice.host.change.OpenedState;
import dev.sluice.host.change.Removals;
import dev.sluice.host.change.StartedState;
import dev.sluice.host.file.SyncFolder;
import dev.sluice.host.hash.RowHash;
import dev.sluice.host.hash.RowHasher;
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
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.io.TempDir;

/** A state in a folder of the test, runs over rows such as {@code a=1}, and crashes between them. */
abstract class StateScenario {
    static final RowSchema SCHEMA = RowSchema.of(new Field("id", FieldType.TEXT), new Field("value", FieldType.TEXT));
    static final RowSchema SECONDS =
            RowSchema.of(new Field("id", FieldType.TEXT), new Field("value", FieldType.INTEGER));
    static final RowSchema MOMENT =
            RowSchema.of(new Field("id", FieldType.TEXT), new Field("value", FieldType.INSTANT));
    static final RowSchema LOCAL =
            RowSchema.of(new Field("id", FieldType.TEXT), new Field("value", FieldType.TIMESTAMP));

    @TempDir
    Path folder = Path.of("");

    private Path directory = Path.of("");
    Identification identification = new Identification("target", List.of("id"), "text", Optional.empty());
    Expiry expiry = Expiry.NONE;
    RowSchema schema = SCHEMA;
    Instant now = Instant.parse("2026-11-24T12:00:00Z");
    private final Map<String, RowHash> verified = new HashMap<>();
    int runs;
    private int crashes;
    private final ChangeStateContract subject;
    Verdict verdict = Verdict.TRUST;

    StateScenario(ChangeStateContract subject) {
        this.subject = subject;
    }

    /** What a run found. */
    record Seen(Difference difference, List<String> changes, Set<String> removals) {}

    /** A state with the folder that it needs, which it closes. */
    private static final class Held implements OpenedState {
        private final SyncFolder folder;
        private final OpenedState state;

        Held(SyncFolder folder, OpenedState state) {
            this.folder = folder;
            this.state = state;
        }

        @Override
        public RunHistory history() {
            return state.history();
        }

        @Override
        public List<String> notices() {
            return state.notices();
        }

        @Override
        public Observation observe(Expiry expiry) {
            return state.observe(expiry);
        }

        @Override
        public void leaveInDoubt(Set<Identity> records) {
            state.leaveInDoubt(records);
        }

        @Override
        public void leaveAllInDoubt() {
            state.leaveAllInDoubt();
        }

        @Override
        public void close() {
            try (folder) {
                state.close();
            }
        }
    }

    OpenedState open() {
        SyncFolder opened = SyncFolder.open(directory().resolve("sync"), "sync", "run");
        boolean open = false;
        try {
            OpenedState state = subject.states().open(opened, identification, Clock.fixed(now, ZoneOffset.UTC));
            open = true;
            return new Held(opened, state);
        } finally {
            if (!open) {
                opened.close();
            }
        }
    }

    Path directory() {
        if (directory.equals(Path.of(""))) {
            directory = folder.resolve("states");
        }
        return directory;
    }

    /** Goes on with what the process leaves that is killed now. */
    void crash() {
        try {
            Path next = folder.resolve("crash" + crashes++);
            subject.crash(directory(), next);
            directory = next;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    String lastRun() {
        return "run" + runs;
    }

    RunEntry nextRun() {
        runs++;
        RunEntry entry = new RunEntry(lastRun(), verdict, true);
        verdict = Verdict.TRUST;
        return entry;
    }

    static String id(String text) {
        return text.substring(0, text.indexOf('='));
    }

    Row row(String text) {
        String value = text.substring(text.indexOf('=') + 1);
        Object typed = switch (schema.field(1).type()) {
            case INTEGER -> value.isEmpty() ? null : Long.valueOf(value);
            case INSTANT -> Instant.parse(value);
            case TIMESTAMP -> Instant.parse(value).atOffset(ZoneOffset.UTC).toLocalDateTime();
            default -> value;
        };
        return Row.of(schema, id(text), typed);
    }

    /** As the state verified the row. */
    RowHash hash(String text) {
        return Objects.requireNonNull(verified.get(text), "a row of the changes");
    }

    StartedState verify(StartedState started, String... rows) {
        verified.clear();
        try (ChangeCursor cursor = started.changes()) {
            while (cursor.next()) {
                String text = rows[(int) cursor.ordinal()];
                RowHash hash = cursor.verify(row(text));
                assertThat(hash).as(text).isNotNull();
                verified.putIfAbsent(text, Objects.requireNonNull(hash));
            }
        }
        return started;
    }

    static Identity identity(String id) {
        return new Identity(List.of(id));
    }

    Observation observe(OpenedState state, String... rows) {
        Observation observation = state.observe(expiry);
        for (int i = 0; i < rows.length; i++) {
            observe(observation, i, identity(id(rows[i])), row(rows[i]));
        }
        return observation;
    }

    /** Takes a row in: by its hash first, but for every third. */
    static void observe(Observation observation, long ordinal, Identity identity, Row row) {
        if (ordinal % 3 == 2 || !observation.isUnchanged(ordinal, ordinal + 1, new RowHasher().hash(row))) {
            observation.add(ordinal, ordinal + 1, identity, row);
        }
    }

    ComparedState compare(OpenedState state, String... rows) {
        try (Observation observation = observe(state, rows)) {
            return observation.compare(nextRun());
        }
    }

    StartedState start(OpenedState state, Checkpoints checkpoints, String... rows) {
        return verify(compare(state, rows).start(checkpoints), rows);
    }

    StartedState start(OpenedState state, String... rows) {
        return start(state, Checkpoints.NONE, rows);
    }

    Seen seen(ComparedState compared, StartedState started, String... rows) {
        return seen(compared.difference(), started.changes(), started.removals(), rows);
    }

    static Seen seen(Difference difference, ChangeCursor changed, Removals gone, String... rows) {
        List<String> changes = new ArrayList<>();
        Set<String> removals = new TreeSet<>();
        try (changed;
                gone) {
            while (changed.next()) {
                changes.add(changed.kind() + " " + rows[(int) changed.ordinal()]);
            }
            while (gone.next()) {
                removals.add(gone.identity().parts().get(0));
            }
        }
        return new Seen(difference, changes, removals);
    }

    /** A run over rows such as {@code a=1} that does what it is told with each change and each removal. */
    Seen run(
            RunEnd end,
            BiConsumer<StartedState, String> change,
            BiConsumer<StartedState, String> removal,
            String... rows) {
        try (OpenedState state = open()) {
            ComparedState compared = compare(state, rows);
            StartedState started = verify(compared.start(Checkpoints.NONE), rows);
            Seen seen = seen(compared, started, rows);
            for (String text : seen.changes()) {
                if (!text.startsWith("DUPLICATE")) {
                    change.accept(started, text.substring(text.indexOf(' ') + 1));
                }
            }
            seen.removals().forEach(id -> removal.accept(started, id));
            started.settle();
            started.finish(end);
            return seen;
        }
    }

    void write(StartedState started, String text) {
        started.written(identity(id(text)), hash(text));
    }

    static void remove(StartedState started, String id) {
        started.removed(identity(id));
    }

    /** A whole run in which everything is acknowledged. */
    Seen run(String... rows) {
        return run(RunEnd.COMPLETE, this::write, StateScenario::remove, rows);
    }

    /** What a run would do, tried on a copy. */
    Seen look(String... rows) {
        Path before = directory();
        crash();
        try {
            return run(rows);
        } finally {
            directory = before;
        }
    }

    void upTo(String run) {
        verdict = new Verdict.UpTo(run, OptionalLong.empty());
    }

    void upTo(String run, long checkpoint) {
        verdict = new Verdict.UpTo(run, OptionalLong.of(checkpoint));
    }
}
