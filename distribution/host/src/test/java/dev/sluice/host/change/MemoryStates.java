package dev.sluice.host.change;

import dev.sluice.host.failure.HostFailure;
import dev.sluice.spi.Identity;
import dev.sluice.spi.Row;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** States in memory, which stay for as long as this object does. */
public final class MemoryStates implements ChangeStates {
    private final Map<Path, Stored> states = new HashMap<>();

    /** @param hash null if it is uncertain what the record holds */
    private record Known(@Nullable RowHash hash, long written) {}

    private record Observed(long ordinal, long number, Identity identity, RowHash hash) {}

    private record Changed(Observed row, ChangeKind kind, long firstNumber) {}

    private static final class Stored {
        private final Map<Identity, Known> records = new HashMap<>();
        private @Nullable Identification identification;
        private boolean used;
    }

    @Override
    public ChangeState open(Path directory, String sync, Identification identification, Clock clock) {
        Stored stored = states.computeIfAbsent(directory.resolve(sync), path -> new Stored());
        if (stored.used) {
            throw HostFailure.STATE_IN_USE.exception();
        }
        Identification before = stored.identification;
        if (before != null && !before.target().equals(identification.target())) {
            throw HostFailure.STATE_OTHER_TARGET.exception();
        }
        if (before != null && !before.identity().equals(identification.identity())) {
            throw HostFailure.STATE_OTHER_KEY.exception();
        }
        if (before != null && before.epoch().isPresent() && !before.epoch().equals(identification.epoch())) {
            stored.records.clear();
        }
        stored.used = true;
        return new State(
                stored,
                identification,
                before != null && !before.rendering().equals(identification.rendering()),
                clock);
    }

    private static final class State implements ChangeState {
        private final Stored stored;
        private final Identification identification;
        private final boolean renderingChanged;
        private final Clock clock;
        private final List<Observed> observed = new ArrayList<>();
        private final List<Changed> changed = new ArrayList<>();
        private final List<Identity> gone = new ArrayList<>();

        State(Stored stored, Identification identification, boolean renderingChanged, Clock clock) {
            this.stored = stored;
            this.identification = identification;
            this.renderingChanged = renderingChanged;
            this.clock = clock;
        }

        @Override
        public Snapshot observe() {
            RowHasher hasher = new RowHasher();
            return new Snapshot() {
                @Override
                public void add(long ordinal, long number, Identity identity, Row row) {
                    observed.add(new Observed(ordinal, number, identity, hasher.hash(row)));
                }

                @Override
                public void close() {}
            };
        }

        @Override
        public Difference compare(Optional<Duration> expiry) {
            Map<Identity, Observed> first = new HashMap<>();
            for (Observed row : observed) {
                Observed earlier = first.putIfAbsent(row.identity(), row);
                ChangeKind kind = earlier == null ? kind(row, expiry) : ChangeKind.DUPLICATE;
                if (kind != null) {
                    changed.add(new Changed(row, kind, (earlier == null ? row : earlier).number()));
                }
            }
            Set<Identity> left = new HashSet<>(stored.records.keySet());
            left.removeAll(first.keySet());
            gone.addAll(left);
            return new Difference(
                    count(ChangeKind.ADDED),
                    count(ChangeKind.CHANGED),
                    count(ChangeKind.RENEWED),
                    observed.size() - changed.size(),
                    count(ChangeKind.DUPLICATE),
                    gone.size());
        }

        private @Nullable ChangeKind kind(Observed row, Optional<Duration> expiry) {
            Known known = stored.records.get(row.identity());
            if (known == null) {
                return ChangeKind.ADDED;
            }
            if (!row.hash().equals(known.hash())) {
                return ChangeKind.CHANGED;
            }
            long now = clock.millis();
            long oldest = expiry.map(time -> now - time.toMillis() / 2).orElse(Long.MIN_VALUE);
            boolean late = known.written() > now || known.written() < oldest;
            return renderingChanged || late ? ChangeKind.RENEWED : null;
        }

        private long count(ChangeKind kind) {
            return changed.stream().filter(change -> change.kind() == kind).count();
        }

        @Override
        public void begin() {
            stored.identification = identification;
            for (Changed change : changed) {
                if (change.kind() == ChangeKind.ADDED || change.kind() == ChangeKind.CHANGED) {
                    stored.records.put(change.row().identity(), new Known(null, 0));
                }
            }
            if (renderingChanged) {
                stored.records.replaceAll((identity, known) -> new Known(null, 0));
            }
        }

        @Override
        public ChangeCursor changes() {
            RowHasher hasher = new RowHasher();
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
                public long firstNumber() {
                    return changed.get(position).firstNumber();
                }

                @Override
                public @Nullable RowHash verify(Row candidate) {
                    RowHash hash = hasher.hash(candidate);
                    return hash.equals(changed.get(position).row().hash()) ? hash : null;
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
            stored.records.put(identity, new Known(hash, clock.millis()));
        }

        @Override
        public synchronized void forget(Identity identity) {
            stored.records.remove(identity);
        }

        @Override
        public void close() {
            stored.used = false;
        }
    }
}
