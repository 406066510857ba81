package dev.sluice.host.change;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sluice.host.failure.HostException;
import dev.sluice.host.failure.HostFailure;
import dev.sluice.spi.Field;
import dev.sluice.spi.FieldType;
import dev.sluice.spi.Identity;
import dev.sluice.spi.Row;
import dev.sluice.spi.RowSchema;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every {@link ChangeState} has to do. */
public abstract class ChangeStateContract {
    private static final RowSchema SCHEMA =
            RowSchema.of(new Field("id", FieldType.TEXT), new Field("value", FieldType.TEXT));

    @TempDir
    Path directory = Path.of("");

    private Identification identification = new Identification("target", List.of("id"), "text", Optional.empty());
    private Optional<Duration> expiry = Optional.empty();
    private Instant now = Instant.parse("2026-11-24T12:00:00Z");

    /** Always the same ones in a test. */
    protected abstract ChangeStates states();

    /** What a run found, and did. */
    private record Seen(Difference difference, List<String> changes, Set<String> removals) {}

    private ChangeState open() {
        return states().open(directory, "sync", identification, Clock.fixed(now, ZoneOffset.UTC));
    }

    private static Row row(String id, String value) {
        return Row.of(SCHEMA, id, value);
    }

    private static Identity identity(String id) {
        return new Identity(List.of(id));
    }

    private Difference compare(ChangeState state, String... rows) {
        try (Snapshot snapshot = state.observe()) {
            for (int i = 0; i < rows.length; i++) {
                String id = rows[i].substring(0, rows[i].indexOf('='));
                snapshot.add(i, i + 1L, identity(id), row(id, rows[i].substring(id.length() + 1)));
            }
        }
        return state.compare(expiry);
    }

    /** A whole run over rows such as {@code a=1}. */
    private Seen run(String... rows) {
        try (ChangeState state = open()) {
            Difference difference = compare(state, rows);
            state.begin();
            List<String> changes = new ArrayList<>();
            try (ChangeCursor cursor = state.changes()) {
                while (cursor.next()) {
                    String text = rows[(int) cursor.ordinal()];
                    String id = text.substring(0, text.indexOf('='));
                    changes.add(cursor.kind() + " " + text);
                    RowHash hash = cursor.verify(row(id, text.substring(id.length() + 1)));
                    if (cursor.kind() != ChangeKind.DUPLICATE && hash != null) {
                        state.written(identity(id), hash);
                    }
                }
            }
            Set<String> removals = new TreeSet<>();
            try (Removals cursor = state.removals()) {
                while (cursor.next()) {
                    removals.add(cursor.identity().parts().get(0));
                    state.forget(cursor.identity());
                }
            }
            return new Seen(difference, changes, removals);
        }
    }

    @Test
    void everyRowIsNewToAStateThatIsNew() {
        Seen seen = run("a=1", "b=1");
        assertThat(seen.difference()).isEqualTo(new Difference(2, 0, 0, 0, 0, 0));
        assertThat(seen.changes()).containsExactly("ADDED a=1", "ADDED b=1");
    }

    @Test
    void onlyWhatDiffersIsAChangeAndWhatIsGoneARemoval() {
        run("a=1", "b=1", "c=1", "d=1");
        Seen seen = run("e=1", "b=2", "a=1", "c=1");
        assertThat(seen.difference()).isEqualTo(new Difference(1, 1, 0, 2, 0, 1));
        assertThat(seen.changes()).containsExactly("ADDED e=1", "CHANGED b=2");
        assertThat(seen.removals()).containsExactly("d");
        assertThat(run("e=1", "b=2", "a=1", "c=1").difference()).isEqualTo(new Difference(0, 0, 0, 4, 0, 0));
    }

    @Test
    void aComparisonAloneChangesNothing() {
        run("a=1");
        try (ChangeState state = open()) {
            assertThat(compare(state, "a=2", "b=1").toWrite()).isEqualTo(2);
        }
        assertThat(run("a=1").difference()).isEqualTo(new Difference(0, 0, 0, 1, 0, 0));
    }

    @Test
    void laterRowsOfAnIdentityAreDuplicatesOfTheFirst() {
        for (int i = 0; i < 2; i++) {
            try (ChangeState state = open()) {
                Difference difference = compare(state, "a=1", "b=1", "a=2", "a=1");
                assertThat(difference.duplicates()).isEqualTo(2);
                state.begin();
                try (ChangeCursor cursor = state.changes()) {
                    while (cursor.next()) {
                        if (cursor.kind() == ChangeKind.DUPLICATE) {
                            assertThat(cursor.ordinal()).isIn(2L, 3L);
                            assertThat(cursor.firstNumber()).isEqualTo(1);
                        }
                    }
                }
            }
        }
    }

    @Test
    void aRowThatIsAnotherNowIsNotVerified() {
        try (ChangeState state = open()) {
            compare(state, "a=1");
            try (ChangeCursor cursor = state.changes()) {
                assertThat(cursor.next()).isTrue();
                assertThat(cursor.verify(row("a", "2"))).isNull();
                assertThat(cursor.verify(row("a", "1"))).isEqualTo(new RowHasher().hash(row("a", "1")));
                assertThat(cursor.next()).isFalse();
            }
        }
    }

    @Test
    void aRecordWithoutAnOutcomeIsUncertain() {
        run("a=1", "b=1");
        try (ChangeState state = open()) {
            compare(state, "a=2", "b=1", "c=1");
            state.begin();
        }
        Seen seen = run("a=1", "b=1");
        assertThat(seen.changes()).as("it may hold 2").containsExactly("CHANGED a=1");
        assertThat(seen.removals()).as("it may be there").containsExactly("c");
    }

    @Test
    void whatIsForgottenIsNotThere() {
        try (ChangeState state = open()) {
            compare(state, "a=1");
            state.begin();
            state.forget(identity("a"));
        }
        assertThat(run().removals()).isEmpty();
        assertThat(run("a=1").changes()).containsExactly("ADDED a=1");
    }

    @Test
    void aRecordIsRenewedAfterHalfOfItsTimeAndWhenTheClockWentBack() {
        expiry = Optional.of(Duration.ofHours(2));
        run("a=1");
        now = now.plus(Duration.ofMinutes(59));
        assertThat(run("a=1").difference().renewed()).isZero();
        now = now.plus(Duration.ofMinutes(2));
        assertThat(run("a=1").changes()).containsExactly("RENEWED a=1");
        assertThat(run("a=1").difference().renewed()).isZero();
        now = now.minus(Duration.ofDays(1));
        assertThat(run("a=1").changes()).containsExactly("RENEWED a=1");
    }

    @Test
    void anotherRenderingMakesEveryRecordUncertain() {
        run("a=1", "b=1");
        identification = new Identification("target", List.of("id"), "json", Optional.empty());
        try (ChangeState state = open()) {
            assertThat(compare(state, "a=1", "b=1")).isEqualTo(new Difference(0, 0, 2, 0, 0, 0));
            state.begin();
            state.written(identity("a"), new RowHasher().hash(row("a", "1")));
        }
        assertThat(run("a=1", "b=1").changes()).containsExactly("CHANGED b=1");
    }

    @Test
    void anotherEpochForgetsEveryRecord() {
        identification = new Identification("target", List.of("id"), "text", Optional.of("one"));
        run("a=1", "b=1");
        identification = new Identification("target", List.of("id"), "text", Optional.of("two"));
        Seen seen = run("a=1");
        assertThat(seen.changes()).containsExactly("ADDED a=1");
        assertThat(seen.removals()).isEmpty();
    }

    @Test
    void aStateServesOneTargetAndOneKey() {
        run("a=1");
        identification = new Identification("other", List.of("id"), "text", Optional.empty());
        assertRefused(HostFailure.STATE_OTHER_TARGET);
        identification = new Identification("target", List.of("id", "value"), "text", Optional.empty());
        assertRefused(HostFailure.STATE_OTHER_KEY);
    }

    @Test
    void aRunThatNeverBeganBindsTheStateToNothing() {
        identification = new Identification("mistyped", List.of("id"), "text", Optional.empty());
        try (ChangeState state = open()) {
            compare(state, "a=1");
        }
        identification = new Identification("right", List.of("id"), "text", Optional.empty());
        assertThat(run("a=1").difference().added()).isEqualTo(1);
    }

    @Test
    void aStateIsUsedByOneRunAtATime() {
        ChangeState first = open();
        assertRefused(HostFailure.STATE_IN_USE);
        states().open(directory, "another", identification, Clock.systemUTC()).close();
        first.close();
        first.close();
        open().close();
    }

    @Test
    void identitiesOfSeveralFieldsComeBackAsTheyWere() {
        identification = new Identification("target", List.of("a", "b,c"), "text", Optional.empty());
        Identity identity = new Identity(List.of("x:%3A", "\ud83d\ude00,"));
        try (ChangeState state = open()) {
            try (Snapshot snapshot = state.observe()) {
                snapshot.add(0, 1, identity, row("x", "y"));
            }
            state.compare(Optional.empty());
            state.begin();
            state.written(identity, new RowHasher().hash(row("x", "y")));
        }
        try (ChangeState state = open()) {
            state.observe().close();
            assertThat(state.compare(Optional.empty()).removals()).isEqualTo(1);
            try (Removals removals = state.removals()) {
                assertThat(removals.next()).isTrue();
                assertThat(removals.identity()).isEqualTo(identity);
            }
        }
    }

    /** Runs over random rows, some of which end early, against a plain map of what may be where. */
    @Test
    void whateverRunsDidTheNextOneComparesWithIt() {
        long seed = Long.getLong("sluice.test.seed", 20_261_124);
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        Map<String, @Nullable String> known = new HashMap<>();
        for (int run = 0; run < 30; run++) {
            Map<String, String> rows = new TreeMap<>();
            for (int key = 0; key < 60; key++) {
                if (random.nextInt(3) > 0) {
                    rows.put("k" + key, "v" + random.nextInt(3));
                }
            }
            List<String> expected = new ArrayList<>();
            rows.forEach((id, value) -> {
                if (!known.containsKey(id)) {
                    expected.add("ADDED " + id);
                } else if (!value.equals(known.get(id))) {
                    expected.add("CHANGED " + id);
                }
            });
            Set<String> gone = new TreeSet<>(known.keySet());
            gone.removeAll(rows.keySet());
            List<String> ids = List.copyOf(rows.keySet());
            try (ChangeState state = open()) {
                compare(
                        state,
                        rows.entrySet().stream()
                                .map(row -> row.getKey() + "=" + row.getValue())
                                .toArray(String[]::new));
                state.begin();
                List<String> changes = new ArrayList<>();
                try (ChangeCursor cursor = state.changes()) {
                    while (cursor.next()) {
                        String id = ids.get((int) cursor.ordinal());
                        String value = rows.get(id);
                        changes.add(cursor.kind() + " " + id);
                        RowHash hash = value == null ? null : cursor.verify(row(id, value));
                        switch (random.nextInt(4)) {
                            case 0 -> known.put(id, null);
                            case 1 -> {
                                state.forget(identity(id));
                                known.remove(id);
                            }
                            default -> {
                                assertThat(hash).isNotNull();
                                if (hash != null) {
                                    state.written(identity(id), hash);
                                }
                                known.put(id, value);
                            }
                        }
                    }
                }
                assertThat(changes).as("run %d, seed %d", run, seed).isEqualTo(expected);
                Set<String> removals = new TreeSet<>();
                try (Removals cursor = state.removals()) {
                    while (cursor.next()) {
                        String id = cursor.identity().parts().get(0);
                        removals.add(id);
                        if (random.nextBoolean()) {
                            state.forget(cursor.identity());
                            known.remove(id);
                        }
                    }
                }
                assertThat(removals).as("run %d, seed %d", run, seed).isEqualTo(gone);
            }
        }
    }

    private void assertRefused(HostFailure failure) {
        assertThatExceptionOfType(HostException.class)
                .isThrownBy(this::open)
                .satisfies(e -> assertThat(e.detail().code()).isEqualTo(failure.name()));
    }
}
