package dev.sluice.tck.rule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.spi.CommitObserver;
import dev.sluice.spi.CommitResult;
import dev.sluice.spi.Destination;
import dev.sluice.spi.DestinationException;
import dev.sluice.spi.DestinationRun;
import dev.sluice.spi.DestinationWriter;
import dev.sluice.spi.Row;
import dev.sluice.spi.RunFate;
import dev.sluice.spi.RunHandle;
import dev.sluice.spi.SyncMode;
import dev.sluice.spi.WriteProfile;
import dev.sluice.spi.WriteRequest;
import dev.sluice.tck.host.HostRun;
import dev.sluice.tck.host.PluginLoader;
import dev.sluice.tck.support.Await;
import dev.sluice.tck.support.StateDiff;
import dev.sluice.tck.support.StoredState;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** Commits that others see, wait for, or take part in. */
abstract class CommitRules extends LockRules {
    private static final int MANY = 3_000;
    private static final int COMMITS = 3;
    private static final long PAUSE_NANOS = 300_000;

    /**
     * When another client holds the lock of a record during a commit, the answer is true: after an exception that is not indeterminate nothing
     * became visible, after a result everything did, and after an indeterminate one {@code resolve} says which. Asked because the host writes
     * everything again, or not, by that answer. Does not apply when the profile is not staged; untested when the fixture cannot lock a record.
     * On failure look for a commit in several transactions, and for one whose failure is not looked at.
     */
    @Test
    public final void capability_r14_12_aCommitBesideALockIsReportedTruthfully() {
        SyncMode mode = stagedMode();
        List<Row> rows = people(1, MANY);
        prepare(rows);
        Row old = person(MANY / 2, "old");
        seed(old);
        Map<String, Map<String, String>> before = StoredState.read(fixture, rows, KEY);
        try (DestinationRun run = destination.openRun(request(mode), HostRun.context())) {
            String prepared = stage(destination, request(mode), run, rows);
            Optional<DestinationException> thrown = locked(old, "a commit", () -> thrownBy(run, prepared));
            boolean visible = thrown.isEmpty();
            if (thrown.isPresent() && thrown.get().indeterminate()) {
                RunFate fate = resolve(mode, run.handle(), CommitObserver.NONE);
                if (fate == RunFate.UNKNOWN || fate == RunFate.STILL_RUNNING) {
                    return;
                }
                visible = fate == RunFate.COMMITTED;
            }
            String answer = thrown.map(e -> "threw " + e.detail().code()).orElse("gave a result");
            StateDiff.assertEqual(
                    "records in " + mode + " after a commit beside a lock that " + answer,
                    visible ? StoredState.of(fixture, rows, KEY) : before,
                    StoredState.read(fixture, rows, KEY));
        }
    }

    private static Optional<DestinationException> thrownBy(DestinationRun run, String prepared) {
        try {
            CommitResult unused = run.commit(List.of(prepared), CommitObserver.NONE);
            return Optional.empty();
        } catch (DestinationException e) {
            return Optional.of(e);
        }
    }

    /**
     * Another client that reads while a commit of many changes runs sees nothing of it, or all. Asked because a commit in parts leaves a part
     * when it fails in the middle. A recommendation, since some targets apply a run step by step. Does not apply when the profile is not
     * staged. On failure look for a commit in several transactions.
     */
    @Test
    public final void should_r14_13_aCommitIsSeenWhole() {
        SyncMode mode = stagedMode();
        for (int time = 1; time <= COMMITS; time++) {
            isolate();
            List<Row> rows = people(1, MANY);
            prepare(rows);
            seed(person(1, "old"), person(2, "old"));
            Map<String, Map<String, String>> before = StoredState.read(fixture, rows, KEY);
            Map<String, Map<String, String>> after = StoredState.of(fixture, rows, KEY);
            try (DestinationRun run = destination.openRun(request(mode), HostRun.context())) {
                String prepared = stage(destination, request(mode), run, rows);
                AtomicBoolean ended = new AtomicBoolean();
                Optional<DestinationException> unused = Await.within(
                        LONGEST,
                        "a commit that another client watches",
                        () -> {
                            try {
                                return thrownBy(run, prepared);
                            } finally {
                                ended.set(true);
                            }
                        },
                        thread -> watch(ended, rows, before, after));
            }
        }
    }

    private void watch(
            AtomicBoolean ended,
            List<Row> rows,
            Map<String, Map<String, String>> before,
            Map<String, Map<String, String>> after) {
        while (!ended.get()) {
            Map<String, Map<String, String>> seen = StoredState.read(fixture, rows, KEY);
            assertThat(seen.equals(before) || seen.equals(after))
                    .as(
                            "whether another client that reads during a commit of %d records sees nothing of it or"
                                    + " all: it sees %d records, before there were %d",
                            rows.size(), seen.size(), before.size())
                    .isTrue();
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    /**
     * What a writer of another process has staged and not prepared is not committed with the work of this one, though each is the first
     * writer of its process. Asked because hosts write with several processes, and repeat the work of one that died. Does not apply when the
     * profile is not staged; untested when the destination that another class loader finds does not stage, as where its target is the memory of
     * a test. On failure make what {@code prepareCommit} names unique across processes, with a {@link java.util.UUID}, not a counter.
     */
    @Test
    public final void capability_r14_14_writersOfTwoProcessesAreApart() {
        SyncMode mode = stagedMode();
        WriteRequest request = request(mode);
        prepare(people(1, 2));
        prepare(people(11, 2));
        try (PluginLoader one = new PluginLoader(destination.getClass());
                PluginLoader other = new PluginLoader(destination.getClass());
                DestinationRun run = destination.openRun(request, HostRun.context())) {
            Destination dying = in(one, request);
            Destination living = in(other, request);
            RunHandle handle = run.handle();
            try (DestinationWriter writer = dying.write(request, handle, HostRun.context())) {
                assertTaken("of a process that dies", writeWith(writer, sets(people(1, 2))));
            }
            String prepared = stage(living, request, run, people(11, 2));
            CommitResult unused = run.commit(List.of(prepared), CommitObserver.NONE);
        } catch (IOException e) {
            throw new AssertionError("a class loader does not close", e);
        }
        assertState("of two processes, of which one has prepared nothing", people(11, 2));
    }

    /** The destination as another process loads it: with static fields of its own. */
    private Destination in(PluginLoader loader, WriteRequest request) {
        try {
            return loader.destinations(fixture.destinationId()).stream()
                    .filter(found -> isStaged(found, request))
                    .findFirst()
                    .orElseThrow(() -> untested("the destination that another class loader finds does not stage"));
        } catch (ServiceConfigurationError | LinkageError e) {
            // Rule 9.07 tells of it.
            throw untested("no other class loader loads the destination");
        }
    }

    private static boolean isStaged(Destination found, WriteRequest request) {
        WriteProfile profile = found.profile(request);
        return profile.staged();
    }

    /**
     * A run that was not committed is never resolved as committed after its target was emptied, as if it had been restored from an older
     * backup. Asked because the host would take rows for written that are nowhere. Does not apply when the profile is not staged; untested
     * when the fixture cannot empty its space. On failure look for a run that counts as committed because its record is gone.
     */
    @Test
    public final void capability_r13_08_anEmptiedTargetHasCommittedNothing() {
        SyncMode mode = stagedMode();
        try (DestinationRun run = destination.openRun(request(mode), HostRun.context())) {
            String unused = stage(destination, request(mode), run, people(1, 2));
            if (!fixture.empty()) {
                throw untested("the fixture cannot empty its space");
            }
            forgetSpace();
            assertThat(resolve(mode, run.handle(), CommitObserver.NONE))
                    .as("fate of a run that was not committed, after its target was emptied")
                    .isIn(RunFate.NOT_COMMITTED, RunFate.UNKNOWN);
        }
    }
}
