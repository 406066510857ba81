package dev.sluice.host.change;

import dev.sluice.host.failure.HostFailure;
import dev.sluice.host.file.SyncFolder;
import dev.sluice.host.hash.Lifetime;
import dev.sluice.host.hash.RowHash;
import dev.sluice.host.hash.RowHasher;
import dev.sluice.host.history.RunEnd;
import dev.sluice.host.history.RunEntry;
import dev.sluice.host.history.RunHistory;
import dev.sluice.host.history.Verdict;
import dev.sluice.spi.Expiry;
import dev.sluice.spi.Identity;
import dev.sluice.spi.Row;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** States in memory, which stay for as long as this object does: the plainest form of what every state has to do. */
public final class MemoryStates implements ChangeStates {
    private static final int GROUP = 50_000;
    private static final long KEPT = Duration.ofDays(14).toMillis();

    private final Map<Path, Stored> states = new HashMap<>();
    private final int group;

    /** With groups of the usual size. */
    public MemoryStates() {
        this(GROUP);
    }

    /** @param group outcomes of a group */
    public MemoryStates(int group) {
        this.group = group;
    }

    private enum Fate {
        KNOWN,
        REMOVED,
        FORGOTTEN
    }

    /**
     * @param hash null if it is uncertain what the record holds
     * @param run number of the run that wrote or removed it
     */
    private record Entry(Fate fate, @Nullable RowHash hash, int run, long checkpoint, long written, long expires) {
        Entry uncertain() {
            return new Entry(Fate.KNOWN, null, run, checkpoint, written, expires);
        }

        Entry forgotten() {
            return new Entry(Fate.FORGOTTEN, null, run, checkpoint, written, expires);
        }
    }

    private record Observed(long ordinal, long number, Identity identity, RowHash hash) {}

    private record Changed(Observed row, ChangeKind kind, long firstNumber, boolean replaces) {}

    private record PastRun(int number, String id, long started, boolean leavesMarker) {}

    /** What a crash leaves. */
    private static final class Stored {
        private final Map<Identity, Entry> entries;
        private final List<PastRun> runs;
        private @Nullable Identification identification;
        private Map<String, String> forms = Map.of();
        private final Set<String> types = new HashSet<>();

        Stored() {
            entries = new HashMap<>();
            runs = new ArrayList<>();
        }

        Stored(Stored other) {
            entries = new HashMap<>(other.entries);
            runs = new ArrayList<>(other.runs);
            identification = other.identification;
            forms = other.forms;
            types.addAll(other.types);
        }

        List<PastRun> recent(long now) {
            List<PastRun> recent = new ArrayList<>();
            for (int i = 0; i < runs.size(); i++) {
                if (i == runs.size() - 1 || runs.get(i).started >= now - KEPT) {
                    recent.add(runs.get(i));
                }
            }
            return recent;
        }
    }

    /** Copies the states of a directory into another, as they are after a crash at this moment. */
    public synchronized void crash(Path from, Path to) {
        Map<Path, Stored> copies = new HashMap<>();
        states.forEach((path, stored) -> {
            if (path.startsWith(from)) {
                copies.put(to.resolve(from.relativize(path)), new Stored(stored));
            }
        });
        states.putAll(copies);
    }

    @Override
    public synchronized OpenedState open(SyncFolder folder, Identification identification, Clock clock) {
        Stored stored = states.computeIfAbsent(folder.path(), key -> new Stored());
        Identification before = stored.identification;
        if (before != null) {
            boolean otherTarget = !before.target().equals(identification.target());
            boolean otherKey = !before.identity().equals(identification.identity());
            boolean otherSource = before.source().isPresent()
                    && identification.source().isPresent()
                    && !before.source().equals(identification.source());
            boolean leaves = otherTarget && !otherSource && identification.leavesTarget();
            if ((stored.entries.isEmpty() && (otherTarget || otherKey || otherSource)) || leaves) {
                stored = new Stored();
                states.put(folder.path(), stored);
            } else if (otherSource) {
                throw HostFailure.STATE_OTHER_SOURCE.exception();
            } else if (otherTarget) {
                throw HostFailure.STATE_OTHER_TARGET.exception();
            } else if (otherKey) {
                throw HostFailure.STATE_OTHER_KEY.exception();
            }
        }
        return new State(stored, identification, clock, group);
    }

    /** All stages of a run. What it changes in {@code stored} is durable. */
    private static final class State implements OpenedState, ComparedState, PlannedState, StartedState {
        private final Stored stored;
        private final Identification identification;
        private final Clock clock;
        private final int group;
        private final RowHasher hasher = new RowHasher();
        private final List<Observed> observed = new ArrayList<>();
        private final Set<Identity> kept = new HashSet<>();
        private final Map<Identity, Changed> toWrite = new HashMap<>();
        private final List<Changed> changed = new ArrayList<>();
        private final Set<Long> expired = new HashSet<>();
        private final List<Identity> gone = new ArrayList<>();
        private final Map<Identity, Entry> before = new HashMap<>();
        private final Map<Identity, RowHash> accepted = new LinkedHashMap<>();
        private final List<Identity> acceptedRemovals = new ArrayList<>();
        private final List<Runnable> outcomes = new ArrayList<>();
        private Difference difference = new Difference(0, 0, 0, 0, 0, 0, 0, 0);
        private Checkpoints checkpoints = Checkpoints.NONE;
        private Expiry expiry = Expiry.NONE;
        private boolean renders;
        private int run;
        private long checkpoint = 1;
        private boolean closed;

        State(Stored stored, Identification identification, Clock clock, int group) {
            this.stored = stored;
            this.identification = identification;
            this.clock = clock;
            this.group = group;
        }

        @Override
        public List<String> notices() {
            return List.of();
        }

        @Override
        public RunHistory history() {
            List<PastRun> runs = stored.recent(clock.millis());
            return new RunHistory(
                    runs.stream().map(PastRun::id).toList(), runs.stream().anyMatch(PastRun::leavesMarker));
        }

        @Override
        public Observation observe(Expiry wanted) {
            expiry = wanted;
            return new Observation() {
                @Override
                public boolean isUnchanged(long ordinal, long number, RowHash hash) {
                    return false;
                }

                @Override
                public void add(long ordinal, long number, Identity identity, Row row) {
                    observed.add(new Observed(ordinal, number, identity, hash(row)));
                }

                @Override
                public void keep(Identity identity) {
                    kept.add(identity);
                }

                @Override
                public boolean believes(RunEntry entry) {
                    return true;
                }

                @Override
                public ComparedState compare(RunEntry entry) {
                    enter(entry);
                    return State.this;
                }

                @Override
                public PlannedState preview(RunEntry entry) {
                    State copy = new State(new Stored(stored), identification, clock, group);
                    copy.observed.addAll(observed);
                    copy.kept.addAll(kept);
                    copy.expiry = expiry;
                    copy.enter(entry);
                    return copy;
                }

                @Override
                public void close() {}
            };
        }

        private RowHash hash(Row row) {
            RowHash hash = hasher.hash(row);
            return new RowHash(hash.high(), hash.low(), 0, 0, Lifetime.of(expiry, row));
        }

        private void enter(RunEntry entry) {
            long now = clock.millis();
            List<PastRun> runs = stored.recent(now);
            run = runs.isEmpty() ? 1 : runs.get(runs.size() - 1).number + 1;
            Identification last = stored.identification;
            stored.entries.values().removeIf(known -> known.fate == Fate.REMOVED && known.written < now - KEPT);
            judge(
                    last == null || last.epoch().isEmpty() || last.epoch().equals(identification.epoch())
                            ? entry.verdict()
                            : new Verdict.Nothing(false),
                    runs);
            replace(known -> known.fate == Fate.KNOWN && known.hash != null && known.expires <= now
                    ? new Entry(Fate.REMOVED, null, known.run, known.checkpoint, known.written, known.expires)
                    : known);
            if (entry.full()) {
                replace(State::doubt);
            }
            runs.add(new PastRun(run, entry.runId(), now, entry.leavesMarker()));
            stored.runs.clear();
            stored.runs.addAll(runs);
            stored.identification = identification;
            renders = stored.forms.entrySet().stream()
                    .anyMatch(form ->
                            !form.getValue().equals(identification.forms().get(form.getKey())));
            compareRows(now);
        }

        private void judge(Verdict verdict, List<PastRun> runs) {
            if (verdict instanceof Verdict.UpTo upTo) {
                int last = runs.stream()
                        .filter(past -> past.id.equals(upTo.runId()))
                        .findFirst()
                        .orElseThrow(() -> new IllegalArgumentException("no run of the history"))
                        .number;
                long group = upTo.checkpoint().orElse(Long.MAX_VALUE);
                replace(known -> known.fate != Fate.FORGOTTEN
                                && (known.run > last || (known.run == last && known.checkpoint > group))
                        ? known.uncertain()
                        : known);
            } else if (verdict instanceof Verdict.Nothing nothing) {
                replace(nothing.removes() ? State::doubt : Entry::forgotten);
            }
        }

        private static Entry doubt(Entry known) {
            return known.fate == Fate.KNOWN ? known.uncertain() : known;
        }

        private void replace(UnaryOperator<Entry> operator) {
            stored.entries.replaceAll((identity, known) -> operator.apply(known));
        }

        private void compareRows(long now) {
            Map<Identity, Observed> first = new HashMap<>();
            for (Observed row : observed) {
                Observed earlier = first.putIfAbsent(row.identity(), row);
                ChangeKind kind = earlier == null ? kind(row, now) : ChangeKind.DUPLICATE;
                if (kind == ChangeKind.ADDED && row.hash().lifetime().isOver(now)) {
                    expired.add(row.ordinal());
                } else if (kind != null) {
                    Changed change = new Changed(
                            row, kind, (earlier == null ? row : earlier).number(), earlier == null && replaces(row));
                    changed.add(change);
                    toWrite.putIfAbsent(row.identity(), change);
                }
            }
            stored.entries.forEach((identity, known) -> {
                if (known.fate == Fate.KNOWN && !first.containsKey(identity) && !kept.contains(identity)) {
                    gone.add(identity);
                }
            });
            difference = new Difference(
                    count(ChangeKind.ADDED),
                    count(ChangeKind.CHANGED),
                    count(ChangeKind.RENEWED),
                    observed.size() - changed.size() - expired.size(),
                    count(ChangeKind.DUPLICATE),
                    gone.size(),
                    count(ChangeKind.WITHDRAWN),
                    expired.size());
        }

        private @Nullable ChangeKind kind(Observed row, long now) {
            Entry known = stored.entries.get(row.identity());
            if (known == null || known.fate != Fate.KNOWN) {
                return ChangeKind.ADDED;
            }
            if (row.hash().lifetime().isOver(now)) {
                return ChangeKind.WITHDRAWN;
            }
            if (known.hash == null || !row.hash().matches(known.hash)) {
                return ChangeKind.CHANGED;
            }
            return renders || row.hash().lifetime().isDue(known.written, known.expires, now)
                    ? ChangeKind.RENEWED
                    : null;
        }

        private boolean replaces(Observed row) {
            Entry known = stored.entries.get(row.identity());
            String type = identification.forms().get(Identification.RECORD_TYPE);
            String before = stored.forms.get(Identification.RECORD_TYPE);
            boolean retyped = before != null && !before.equals(type);
            return known != null
                    && known.fate == Fate.KNOWN
                    && (retyped || (known.hash == null && stored.types.size() > 1));
        }

        private long count(ChangeKind kind) {
            return changed.stream().filter(change -> change.kind() == kind).count();
        }

        @Override
        public Difference difference() {
            return difference;
        }

        @Override
        public Set<Long> unchanged(Set<Long> ordinals) {
            Set<Long> unchanged = new HashSet<>(ordinals);
            changed.forEach(change -> unchanged.remove(change.row().ordinal()));
            unchanged.removeAll(expired);
            return unchanged;
        }

        /** It takes no row for unchanged at first sight. */
        @Override
        public boolean takesBack(Set<Long> others) {
            return false;
        }

        @Override
        public ComparedState doubt(Identity record) {
            stored.entries.computeIfPresent(record, (identity, known) -> doubt(known));
            return again();
        }

        @Override
        public ComparedState doubtAll() {
            replace(State::doubt);
            return again();
        }

        @Override
        public void leaveInDoubt(Set<Identity> records) {
            records.forEach(record -> stored.entries.computeIfPresent(record, (identity, known) -> doubt(known)));
        }

        @Override
        public void leaveAllInDoubt() {
            replace(State::doubt);
        }

        private ComparedState again() {
            changed.clear();
            expired.clear();
            toWrite.clear();
            gone.clear();
            compareRows(clock.millis());
            return this;
        }

        @Override
        public synchronized StartedState start(Checkpoints told) {
            checkpoints = told;
            if (renders) {
                replace(State::doubt);
            }
            for (Changed change : changed) {
                Identity identity = change.row().identity();
                Entry known = stored.entries.get(identity);
                if (change.kind() == ChangeKind.ADDED && known != null) {
                    before.put(identity, known);
                }
                if (change.kind() == ChangeKind.ADDED
                        || change.kind() == ChangeKind.CHANGED
                        || change.kind() == ChangeKind.WITHDRAWN) {
                    long expires = known == null ? Lifetime.FOREVER : known.expires;
                    stored.entries.put(identity, new Entry(Fate.KNOWN, null, run, 0, 0, expires));
                }
            }
            stored.forms = identification.forms();
            String type = stored.forms.get(Identification.RECORD_TYPE);
            if (type != null) {
                stored.types.add(type);
            }
            return this;
        }

        @Override
        public ChangeCursor changes() {
            return new ChangeCursor() {
                private int position = -1;

                @Override
                public boolean next() {
                    return ++position < changed.size();
                }

                @Override
                public long ordinal() {
                    return changed.get(position).row().ordinal();
                }

                @Override
                public ChangeKind kind() {
                    return changed.get(position).kind();
                }

                @Override
                public boolean replaces() {
                    return changed.get(position).replaces();
                }

                @Override
                public long firstNumber() {
                    return changed.get(position).firstNumber();
                }

                @Override
                public @Nullable RowHash verify(Row candidate) {
                    RowHash hash = hash(candidate);
                    return hash.matches(changed.get(position).row().hash()) ? hash : null;
                }

                @Override
                public void close() {}
            };
        }

        @Override
        public Removals removals() {
            return new Removals() {
                private int position = -1;

                @Override
                public boolean next() {
                    return ++position < gone.size();
                }

                @Override
                public Identity identity() {
                    return gone.get(position);
                }

                @Override
                public void close() {}
            };
        }

        @Override
        public synchronized void written(Identity identity, RowHash hash) {
            long now = clock.millis();
            outcome(() -> store(identity, hash, now));
        }

        private void store(Identity identity, RowHash hash, long now) {
            stored.entries.put(
                    identity,
                    new Entry(
                            Fate.KNOWN,
                            hash,
                            run,
                            checkpoint,
                            now,
                            hash.lifetime().expiresAt(now)));
        }

        @Override
        public synchronized void removed(Identity identity) {
            long now = clock.millis();
            outcome(() -> remove(identity, now));
        }

        private void remove(Identity identity, long now) {
            stored.entries.put(identity, new Entry(Fate.REMOVED, null, run, checkpoint, now, Lifetime.FOREVER));
        }

        @Override
        public synchronized void notWritten(Identity identity) {
            outcome(() -> undo(identity));
        }

        private void undo(Identity identity) {
            Changed change = toWrite.get(identity);
            if (change == null || change.kind() != ChangeKind.ADDED) {
                stored.entries.computeIfPresent(identity, (key, known) -> doubt(known));
            } else if (before.containsKey(identity)) {
                stored.entries.put(identity, before.get(identity));
            } else {
                stored.entries.remove(identity);
            }
        }

        @Override
        public synchronized void accepted(Identity identity, RowHash hash) {
            outcome(() -> accepted.put(identity, hash));
        }

        @Override
        public synchronized void removalAccepted(Identity identity) {
            outcome(() -> acceptedRemovals.add(identity));
        }

        @Override
        public synchronized void refused(Identity identity) {
            outcome(() -> {
                if (acceptedRemovals.remove(identity)) {
                    return;
                }
                accepted.remove(identity);
                undo(identity);
            });
        }

        private void outcome(Runnable what) {
            outcomes.add(what);
            if (outcomes.size() == group) {
                commit();
            }
        }

        private void commit() {
            outcomes.forEach(Runnable::run);
            outcomes.clear();
            checkpoints.reached(checkpoint);
            checkpoint++;
        }

        @Override
        public synchronized void settle() {
            if (!outcomes.isEmpty()) {
                commit();
            }
            checkpoints = Checkpoints.NONE;
        }

        @Override
        public synchronized FinishedState finish(RunEnd end) {
            checkpoints = Checkpoints.NONE;
            settle();
            FinishedState finished = FinishedState.NOTHING;
            if (end != RunEnd.NOT_COMMITTED) {
                long now = clock.millis();
                finished = new FinishedState(
                        acceptedOf(ChangeKind.ADDED), acceptedOf(ChangeKind.CHANGED), acceptedOf(ChangeKind.RENEWED));
                accepted.forEach((identity, hash) -> store(identity, hash, now));
                acceptedRemovals.forEach(identity -> remove(identity, now));
            }
            switch (end) {
                case NOT_COMMITTED, COMPLETE -> {}
                case UNCERTAIN -> replace(this::doubtOfThisRun);
                case REPLACED -> replace(known -> doubt(doubtOfThisRun(known)));
            }
            return finished;
        }

        private Entry doubtOfThisRun(Entry known) {
            return known.run == run && known.fate != Fate.FORGOTTEN ? known.uncertain() : known;
        }

        private long acceptedOf(ChangeKind kind) {
            return accepted.keySet().stream()
                    .map(toWrite::get)
                    .filter(change -> change != null && change.kind() == kind)
                    .count();
        }

        @Override
        public synchronized void close() {
            if (!closed) {
                closed = true;
                checkpoints = Checkpoints.NONE;
                settle();
            }
        }
    }
}
