package dev.sluice.spi;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * How a run is to be driven, as the destination says after it has validated the request. Made with {@link #builder}.
 *
 * @param identity names of the fields that name a record, one or more: the primary key of the request, unless a setting chooses other
 *     fields of its schema. A list that matches members by either of two fields has such a setting, {@code match_by} for example, whose
 *     value is the identity of all runs with it: two fields at once would make two records of one member
 * @param fields names of further fields of the rows that the settings name: a host refuses a run of a source that is known to lack one. A
 *     row without one is written as if it were null
 * @param target where the records go: opaque, without secrets, equal exactly when the same records are meant. A rotated password changes
 *     nothing; another server, database or key prefix does
 * @param rendering how rows are stored, opaque: when it differs from that of the last run, every row is to be written again
 * @param recordType of what type records are, opaque, where one type cannot be written over another: when it differs from that of an earlier
 *     run, a host that knows a record removes it before it writes its row, in the same writer. Empty, and without effect, where every row can
 *     be written over every record, or where the destination is staged
 * @param preferredBatch changes per {@link DestinationWriter#write}, from 1; any other number works too
 * @param parallelism writers that the host may have open at the same time, from 1
 * @param expiry when records vanish unless written again
 * @param existing what this mode does to a record that is there
 * @param absent what this mode does for a record that is not there
 * @param input which rows the destination needs
 * @param staged whether outcomes may be {@link Outcome#ACCEPTED}, decided by {@link DestinationRun#commit}
 */
public record WriteProfile(
        List<String> identity,
        List<String> fields,
        String target,
        String rendering,
        String recordType,
        int preferredBatch,
        int parallelism,
        Expiry expiry,
        Existing existing,
        Absent absent,
        Input input,
        boolean staged) {
    /** What a mode does to a record that is there. */
    public enum Existing {
        /** It becomes the row, and nothing else of it stays. */
        OVERWRITE,
        /** The row's fields are set; other fields of the record stay. */
        MERGE,
        /** It stays as it is; the outcome is {@link Outcome.Skipped}. */
        SKIP
    }

    /** What a mode does for a record that is not there. */
    public enum Absent {
        /** It is created. */
        CREATE,
        /** Nothing; the outcome is {@link Outcome.Skipped}. */
        SKIP
    }

    /** Which rows a run needs. */
    public enum Input {
        /** Those that the host chooses: all, or in a mirror the changed ones, and removals. */
        CHANGES,
        /**
         * Every row of the source and no removal: {@link DestinationRun#commit} replaces everything. A host never commits such a run after
         * rows that it could not read, a limit, or a guard.
         */
        SNAPSHOT
    }

    /** @throws IllegalArgumentException if there is no identity field, or a number is below 1 */
    public WriteProfile {
        identity = List.copyOf(identity);
        fields = List.copyOf(fields);
        requireNonNull(target, "target");
        requireNonNull(rendering, "rendering");
        requireNonNull(recordType, "recordType");
        requireNonNull(expiry, "expiry");
        requireNonNull(existing, "existing");
        requireNonNull(absent, "absent");
        requireNonNull(input, "input");
        if (identity.isEmpty() || preferredBatch < 1 || parallelism < 1) {
            throw new IllegalArgumentException("identity, preferredBatch and parallelism are 1 or more");
        }
    }

    /**
     * Builds a profile. Without further calls: batches of 500, one writer, no expiry, existing records become the row, absent ones are
     * created, input is changes, not staged.
     *
     * @param identity names of the fields that name a record
     * @param target where the records go, see {@link #target()}
     */
    public static Builder builder(List<String> identity, String target) {
        return new Builder(identity, target);
    }

    /** A builder that begins with these values. */
    public Builder toBuilder() {
        return new Builder(identity, target)
                .fields(fields)
                .rendering(rendering)
                .recordType(recordType)
                .preferredBatch(preferredBatch)
                .parallelism(parallelism)
                .expiry(expiry)
                .existing(existing)
                .absent(absent)
                .input(input)
                .staged(staged);
    }

    /** Builds a {@link WriteProfile}. Not for use by several threads. */
    public static final class Builder {
        private List<String> identity;
        private List<String> fields = List.of();
        private String target;
        private String rendering = "";
        private String recordType = "";
        private int preferredBatch = 500;
        private int parallelism = 1;
        private Expiry expiry = Expiry.NONE;
        private Existing existing = Existing.OVERWRITE;
        private Absent absent = Absent.CREATE;
        private Input input = Input.CHANGES;
        private boolean staged;

        private Builder(List<String> identity, String target) {
            this.identity = identity;
            this.target = target;
        }

        /** The names of the fields that name a record. */
        public Builder identity(List<String> names) {
            identity = names;
            return this;
        }

        /** The names of further fields of the rows that the settings name. */
        public Builder fields(List<String> names) {
            fields = names;
            return this;
        }

        /** Where the records go. */
        public Builder target(String text) {
            target = text;
            return this;
        }

        /** How rows are stored. */
        public Builder rendering(String text) {
            rendering = text;
            return this;
        }

        /** Of what type records are. */
        public Builder recordType(String text) {
            recordType = text;
            return this;
        }

        /** Changes per write. */
        public Builder preferredBatch(int changes) {
            preferredBatch = changes;
            return this;
        }

        /** Writers at the same time. */
        public Builder parallelism(int writers) {
            parallelism = writers;
            return this;
        }

        /** When records vanish. */
        public Builder expiry(Expiry when) {
            expiry = when;
            return this;
        }

        /** What becomes of a record that is there. */
        public Builder existing(Existing what) {
            existing = what;
            return this;
        }

        /** What is done for a record that is not there. */
        public Builder absent(Absent what) {
            absent = what;
            return this;
        }

        /** Which rows the destination needs. */
        public Builder input(Input which) {
            input = which;
            return this;
        }

        /** Whether the commit decides the fate of accepted changes. */
        public Builder staged(boolean is) {
            staged = is;
            return this;
        }

        /** @throws IllegalArgumentException as the record's constructor does */
        public WriteProfile build() {
            return new WriteProfile(
                    identity,
                    fields,
                    target,
                    rendering,
                    recordType,
                    preferredBatch,
                    parallelism,
                    expiry,
                    existing,
                    absent,
                    input,
                    staged);
        }
    }
}
