package dev.sluice.host.definition;

import dev.sluice.host.change.Identification;
import dev.sluice.host.cursor.Cursor;
import dev.sluice.host.deadletter.KeptRow;
import dev.sluice.host.deadletter.LetterRules;
import dev.sluice.host.failure.HostException;
import dev.sluice.host.failure.HostFailure;
import dev.sluice.host.mapping.FieldMapping;
import dev.sluice.spi.Destination;
import dev.sluice.spi.DestinationConfig;
import dev.sluice.spi.ErrorDetail;
import dev.sluice.spi.SyncMode;
import dev.sluice.spi.WriteProfile;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a sync is: everything but its rows. Made by {@link #builder}, which reports all problems at once. Immutable.
 */
public final class SyncDefinition {
    /** How many unchanged rows are looked at in a run, unless another number is given. */
    public static final long SAMPLE = 64;

    private final Builder fields;
    private final FieldMapping mapping;

    private SyncDefinition(Builder fields, FieldMapping mapping) {
        this.fields = fields;
        this.mapping = mapping;
    }

    /**
     * Starts a definition: an upsert of every field and every row, with the default guards, and state and dead letters below {@code .sluice}.
     *
     * @param name names the state, the dead letters and the report: any text of up to 200 characters without control characters
     * @param destination where the rows go
     */
    public static Builder builder(String name, Destination destination) {
        return new Builder(name, destination);
    }

    /** The same with some fields replaced. */
    public Builder toBuilder() {
        return new Builder(fields);
    }

    /** Names the state, the dead letters and the report. */
    public String name() {
        return fields.name;
    }

    /** The name as a file's name; different names have different ones. */
    public String folder() {
        return SyncName.folder(fields.name);
    }

    /** Where the rows go. */
    public Destination destination() {
        return fields.destination;
    }

    /** Settings of the destination. */
    public DestinationConfig config() {
        return fields.config;
    }

    /** Settings of the sync at the destination. */
    public DestinationConfig target() {
        return fields.target;
    }

    /** What to do to records. */
    public SyncMode mode() {
        return fields.mode;
    }

    /** Whether rows are compared with what was written, and only those that differ are sent: in a mode that must, or by choice. */
    public boolean compares() {
        return fields.changedOnly || fields.mode.removes() || fields.mode.isAudience();
    }

    /** Fields that name a row, in the names after mapping. */
    public List<String> primaryKey() {
        return fields.primaryKey;
    }

    /** Which fields travel, and under which names. */
    public FieldMapping mapping() {
        return mapping;
    }

    /** At most this many rows of the source. */
    public OptionalLong limit() {
        return fields.limit;
    }

    /** What stops the run before harm is done. */
    public Guards guards() {
        return fields.guards;
    }

    /** At most so many changes a second. */
    public OptionalLong maxRowsPerSecond() {
        return fields.maxRowsPerSecond;
    }

    /** Whether every row is written again, whatever the state knows. */
    public boolean full() {
        return fields.full;
    }

    /** How many unchanged rows are looked at in a run, at most; {@link Long#MAX_VALUE} for all. */
    public long sample() {
        return fields.sample;
    }

    /** Whether records are removed that were forgotten with their target, and that the source does not have. */
    public boolean removeForgotten() {
        return fields.removeForgotten;
    }

    /** Whether records of a former key are removed, where the state has such, and every row is written under the new one. */
    public boolean rekey() {
        return fields.rekey;
    }

    /** How long to wait for another run of the sync to end. */
    public Duration lockWait() {
        return fields.lockWait;
    }

    /** Where the states of all syncs are. */
    public Path stateDirectory() {
        return fields.stateDirectory;
    }

    /** Where the rows that were not written are, a folder for each sync and a file for each run. */
    public Path deadLetters() {
        return fields.deadLetters;
    }

    /** What is kept of a row that was not written. */
    public KeptRow keptRow() {
        return fields.keptRow;
    }

    /** What dead letters hold. A query text of other words may give the same rows, so it makes no difference. */
    public LetterRules letterRules(WriteProfile profile) {
        Map<String, String> forms = new TreeMap<>(forms(profile));
        forms.remove(Identification.QUERY);
        forms.put("target", stateTarget().orElse(profile.target()));
        forms.put("identity", String.join("\n", profile.identity()));
        return new LetterRules(profile.identity(), keptRow(), SyncName.digest(forms.toString()));
    }

    /** What the state calls the target, in place of the profile's own: for a server whose port changes. */
    public Optional<String> stateTarget() {
        return Optional.ofNullable(fields.stateTarget);
    }

    /** What the state calls the source, such as the absolute path of a file: the state refuses another one. */
    public Optional<String> stateSource() {
        return Optional.ofNullable(fields.stateSource);
    }

    /** What its columns are remembered for: with another source or another query, others are no surprise. */
    public String columnsOf() {
        return stateSource().orElse("") + (fields.query == null ? "" : "\n" + SyncName.digest(fields.query));
    }

    /** The column by whose values a run reads only new rows, if it does. */
    public Optional<Cursor> cursor() {
        return Optional.ofNullable(fields.cursor);
    }

    /** What a run compares itself with an earlier one by, where it reads on from there. */
    public Map<String, String> cursorForms(WriteProfile profile) {
        Map<String, String> forms = new TreeMap<>(forms(profile));
        forms.put(Identification.TARGET, stateTarget().orElse(profile.target()));
        forms.put(Identification.KEY, String.join("\n", profile.identity()));
        forms.put("mode", mode() + (compares() ? " changed" : " all"));
        stateSource().ifPresent(source -> forms.put(Identification.SOURCE, source));
        epoch().ifPresent(text -> forms.put("contents", text));
        return forms;
    }

    /**
     * What the records are written by, as a state has it.
     *
     * @param profile how the destination stores rows
     */
    public Map<String, String> forms(WriteProfile profile) {
        Map<String, String> forms = new HashMap<>();
        forms.put(Identification.RENDERING, profile.rendering());
        if (!profile.recordType().isEmpty() && !profile.staged()) {
            forms.put(Identification.RECORD_TYPE, profile.recordType());
        }
        forms.put(Identification.MAPPING, String.join("\n", fields.mapping));
        if (fields.query != null) {
            // It may hold values of rows, and a state holds none.
            forms.put(Identification.QUERY, SyncName.digest(fields.query));
        }
        return forms;
    }

    /** What the state of this sync belongs to. */
    public Identification identification(WriteProfile profile) {
        return new Identification(
                stateSource(),
                stateTarget().orElse(profile.target()),
                profile.identity(),
                forms(profile),
                epoch(),
                full());
    }

    /**
     * Ties the state to the contents of the target: another one than last time means that they are gone, so everything is written again.
     */
    public Optional<String> epoch() {
        return Optional.ofNullable(fields.epoch);
    }

    /** Fills a definition. For one thread. */
    public static final class Builder {
        private final String name;
        private final Destination destination;
        private DestinationConfig config = DestinationConfig.EMPTY;
        private DestinationConfig target = DestinationConfig.EMPTY;
        private SyncMode mode = SyncMode.UPSERT;
        private boolean changedOnly;
        private List<String> primaryKey = List.of();
        private List<String> mapping = List.of();
        private OptionalLong limit = OptionalLong.empty();
        private Guards guards = Guards.DEFAULT;
        private OptionalLong maxRowsPerSecond = OptionalLong.empty();
        private boolean full;
        private long sample = SAMPLE;
        private boolean removeForgotten;
        private boolean rekey;
        private Duration lockWait = Duration.ZERO;
        private Path stateDirectory = Path.of(".sluice", "state");
        private Path deadLetters;
        private KeptRow keptRow = KeptRow.ROW;
        private @Nullable String stateTarget;
        private @Nullable String epoch;
        private @Nullable String stateSource;
        private @Nullable String query;
        private @Nullable Cursor cursor;

        private Builder(String name, Destination destination) {
            this.name = Objects.requireNonNull(name, "name");
            this.destination = Objects.requireNonNull(destination, "destination");
            this.deadLetters = Path.of(".sluice", "dead-letters");
        }

        private Builder(Builder other) {
            this.name = other.name;
            this.destination = other.destination;
            this.config = other.config;
            this.target = other.target;
            this.mode = other.mode;
            this.changedOnly = other.changedOnly;
            this.primaryKey = other.primaryKey;
            this.mapping = other.mapping;
            this.limit = other.limit;
            this.guards = other.guards;
            this.maxRowsPerSecond = other.maxRowsPerSecond;
            this.full = other.full;
            this.sample = other.sample;
            this.removeForgotten = other.removeForgotten;
            this.rekey = other.rekey;
            this.lockWait = other.lockWait;
            this.stateDirectory = other.stateDirectory;
            this.deadLetters = other.deadLetters;
            this.keptRow = other.keptRow;
            this.stateTarget = other.stateTarget;
            this.epoch = other.epoch;
            this.stateSource = other.stateSource;
            this.query = other.query;
            this.cursor = other.cursor;
        }

        /** See {@link SyncDefinition#config()}. */
        public Builder config(DestinationConfig settings) {
            config = settings;
            return this;
        }

        /** See {@link SyncDefinition#target()}. */
        public Builder target(DestinationConfig settings) {
            target = settings;
            return this;
        }

        /** See {@link SyncDefinition#mode()}. */
        public Builder mode(SyncMode wanted) {
            mode = wanted;
            return this;
        }

        /** See {@link SyncDefinition#compares()}: also in a mode that need not. */
        public Builder changedOnly(boolean compare) {
            changedOnly = compare;
            return this;
        }

        /** See {@link SyncDefinition#primaryKey()}. */
        public Builder primaryKey(List<String> names) {
            primaryKey = List.copyOf(names);
            return this;
        }

        /** Entries as {@link FieldMapping#parse} takes them; none takes every field as it is. */
        public Builder mapping(List<String> entries) {
            mapping = List.copyOf(entries);
            return this;
        }

        /** See {@link SyncDefinition#limit()}. */
        public Builder limit(OptionalLong rows) {
            limit = rows;
            return this;
        }

        /** See {@link SyncDefinition#guards()}. */
        public Builder guards(Guards wanted) {
            guards = wanted;
            return this;
        }

        /** See {@link SyncDefinition#maxRowsPerSecond()}. */
        public Builder maxRowsPerSecond(OptionalLong changes) {
            maxRowsPerSecond = changes;
            return this;
        }

        /** See {@link SyncDefinition#full()}. */
        public Builder full(boolean everything) {
            full = everything;
            return this;
        }

        /** See {@link SyncDefinition#sample()}. */
        public Builder sample(long rows) {
            sample = rows;
            return this;
        }

        /** See {@link SyncDefinition#removeForgotten()}. */
        public Builder removeForgotten(boolean remove) {
            removeForgotten = remove;
            return this;
        }

        /** See {@link SyncDefinition#rekey()}. */
        public Builder rekey(boolean anew) {
            rekey = anew;
            return this;
        }

        /** See {@link SyncDefinition#lockWait()}. */
        public Builder lockWait(Duration patience) {
            lockWait = patience;
            return this;
        }

        /** See {@link SyncDefinition#stateDirectory()}. */
        public Builder stateDirectory(Path directory) {
            stateDirectory = directory;
            return this;
        }

        /** See {@link SyncDefinition#deadLetters()}. */
        public Builder deadLetters(Path file) {
            deadLetters = file;
            return this;
        }

        /** See {@link SyncDefinition#keptRow()}. */
        public Builder keptRow(KeptRow kept) {
            keptRow = kept;
            return this;
        }

        /** See {@link SyncDefinition#stateTarget()}. */
        public Builder stateTarget(String text) {
            stateTarget = text;
            return this;
        }

        /** See {@link SyncDefinition#stateSource()}. */
        public Builder stateSource(String text) {
            stateSource = text;
            return this;
        }

        /** The query that gives the rows, if one does: with another one than last time a mirror writes everything again. */
        public Builder query(@Nullable String text) {
            query = text;
            return this;
        }

        /** See {@link SyncDefinition#cursor()}. */
        public Builder cursor(Optional<Cursor> column) {
            cursor = column.orElse(null);
            return this;
        }

        /** See {@link SyncDefinition#epoch()}. */
        public Builder epoch(String text) {
            epoch = text;
            return this;
        }

        /**
         * The definition. What concerns source and destination is held against them when the sync runs.
         *
         * @throws HostException with every problem
         */
        public SyncDefinition build() {
            List<ErrorDetail> problems = new ArrayList<>();
            if (!SyncName.isValid(name)) {
                problems.add(HostFailure.NAME_INVALID.detail());
            }
            if (primaryKey.isEmpty() && target.values().isEmpty()) {
                problems.add(HostFailure.KEY_MISSING.detail());
            }
            Set<String> seen = new HashSet<>();
            primaryKey.stream()
                    .filter(field -> !seen.add(field))
                    .forEach(field -> problems.add(
                            HostFailure.KEY_REPEATED.detail("The key names the field '" + field + "' twice.")));
            if (limit.isPresent() && limit.getAsLong() < 1) {
                problems.add(HostFailure.LIMIT_INVALID.detail());
            }
            if (limit.isPresent() && rekey) {
                problems.add(HostFailure.LIMIT_INVALID.detail(
                        "All records of the former key would be removed (--rekey), and only some rows written (--limit).",
                        "Leave one of them out."));
            }
            if (maxRowsPerSecond.isPresent() && maxRowsPerSecond.getAsLong() < 1) {
                problems.add(HostFailure.RATE_INVALID.detail());
            }
            problems.addAll(guards.problems());
            problems.addAll(cursorProblems());
            FieldMapping parsed = FieldMapping.ALL;
            try {
                parsed = FieldMapping.parse(mapping);
            } catch (HostException e) {
                problems.addAll(e.each());
            }
            HostException.throwIfAny(problems);
            return new SyncDefinition(new Builder(this), parsed);
        }

        private List<ErrorDetail> cursorProblems() {
            List<ErrorDetail> problems = new ArrayList<>();
            if (cursor == null) {
                return problems;
            }
            cursor.problem().ifPresent(problems::add);
            if (mode.removes() || mode.isAudience()) {
                problems.add(HostFailure.CURSOR_INVALID.detail(
                        "The mode " + mode.name().toLowerCase(Locale.ROOT)
                                + " has to see every row, and a cursor reads only new ones: it does not show which rows are gone.",
                        "Leave the cursor out, or take the mode upsert, insert or update, which remove nothing."));
            }
            if (keptRow != KeptRow.ROW) {
                problems.add(HostFailure.CURSOR_INVALID.detail(
                        "With a cursor a rejected row is not read again, and it is not kept whole (dead_letters).",
                        "Leave --dead-letters or dead_letters out, or set it to row."));
            }
            return problems;
        }
    }
}
