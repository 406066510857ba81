package dev.sluice.host.run;

import dev.sluice.host.definition.Guards;
import dev.sluice.host.definition.SyncDefinition;
import dev.sluice.host.failure.HostException;
import dev.sluice.host.failure.HostFailure;
import dev.sluice.host.report.SyncPlan;
import dev.sluice.host.report.SyncReport;
import dev.sluice.host.source.Source;
import dev.sluice.host.source.SourceCursor;
import dev.sluice.host.source.SourceRecord;
import dev.sluice.host.state.SyncRecord;
import dev.sluice.host.state.SyncRecordFile;
import dev.sluice.host.target.TargetRequest;
import dev.sluice.spi.ErrorDetail;
import dev.sluice.spi.RowSchema;
import dev.sluice.spi.SyncMode;
import dev.sluice.spi.WriteProfile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * The change of a key. The records of the former one are removed by a run of their own, a mirror of no rows, which forms their keys as they
 * were formed; then every row is written. In this order, because a record may have the same name under both keys.
 */
final class Rekeying {
    private final SyncDefinition definition;
    private final WriteProfile profile;
    private final List<String> former;
    private final SyncRecordFile file;

    private Rekeying(SyncDefinition definition, WriteProfile profile, List<String> former, SyncRecordFile file) {
        this.definition = definition;
        this.profile = profile;
        this.former = former;
        this.file = file;
    }

    /** What is to be done, if the sync wants that and its state is of another key. */
    static Optional<Rekeying> of(SyncDefinition definition, WriteProfile profile) {
        if (!definition.rekey() || !SyncRun.keepsState(definition, profile)) {
            return Optional.empty();
        }
        SyncRecordFile file = new SyncRecordFile(definition.stateDirectory().resolve(definition.folder()));
        SyncRecord record = file.read();
        boolean other =
                record.hasState() && !record.key().isEmpty() && !record.key().equals(profile.identity());
        return other ? Optional.of(new Rekeying(definition, profile, record.key(), file)) : Optional.empty();
    }

    /**
     * The sync that removes the records of the former key.
     *
     * @throws HostException {@code STATE_OTHER_KEY} if the destination does not form keys by what a sync says, {@code MODE_UNSUPPORTED}
     */
    SyncDefinition removal() {
        SyncDefinition removal = definition.toBuilder()
                .primaryKey(former)
                .mode(definition.mode().removes() ? definition.mode() : SyncMode.MIRROR)
                .mapping(List.of())
                .query(null)
                .cursor(Optional.empty())
                .guards(new Guards(0, OptionalLong.empty(), OptionalInt.of(100)))
                .full(false)
                .sample(0)
                .build();
        if (!TargetRequest.of(removal, new NoRows()).profile().identity().equals(former)) {
            throw HostFailure.STATE_OTHER_KEY.exception(
                    "The destination names records by a setting of its own, so those of the former key ("
                            + String.join(", ", former) + ") cannot be named any more.",
                    "Name the key by --key or key in sluice.yaml in place of that setting. To start over, and leave the records of"
                            + " the former key: sluice state reset NAME.");
        }
        return removal;
    }

    /**
     * Why the rows of the source may not take the place of the known records: each that has no successor counts as removed.
     *
     * @param rows what is to be written
     * @param known records of the former key
     */
    List<ErrorDetail> judge(SyncPlan.Rows rows, long known) {
        List<ErrorDetail> guards = new ArrayList<>();
        definition.guards().judgeRows(rows.read()).ifPresent(guards::add);
        definition
                .guards()
                .judgeRemovals(Math.max(0, known - rows.toWrite()), known)
                .ifPresent(guards::add);
        return guards;
    }

    /** The state is of the new key, and knows no record. */
    void done() {
        try {
            file.update(record -> record.rekeyed(profile.identity()));
        } catch (IOException e) {
            throw HostFailure.STATE_FAILED.exception(
                    "The new key cannot be kept (" + e.getClass().getSimpleName() + ").");
        }
    }

    /** Whether the records of the former key are all gone. */
    static boolean isDone(SyncReport removal) {
        return removal.ended() == SyncReport.Ended.COMPLETED
                && removal.removals().removed() == removal.removals().planned();
    }

    String said(long removed) {
        return "The key has changed (" + String.join(", ", former) + " → " + String.join(", ", profile.identity())
                + "): " + removed + " records of the former key "
                + (removed == 1 ? "is" : "are") + " removed, and every row is written.";
    }

    static String saidOfRest() {
        return "Not all records of the former key could be removed, so no row was written under the new one. Mend what they were"
                + " rejected for, and run again with --rekey.";
    }

    /** The plan of both: what is removed, then what is written. */
    SyncPlan plan(SyncPlan removal, SyncPlan rows) {
        List<ErrorDetail> guards = new ArrayList<>(judge(rows.rows(), removal.removals()));
        rows.guards().stream().filter(guard -> !guards.contains(guard)).forEach(guards::add);
        List<SyncPlan.Example> examples = new ArrayList<>(rows.examples());
        examples.addAll(removal.examples());
        List<String> warnings = new ArrayList<>(rows.warnings());
        warnings.add(0, said(removal.removals()));
        SyncPlan.Rows counts = rows.rows();
        return new SyncPlan(
                rows.sync(),
                rows.source(),
                rows.destination(),
                rows.target(),
                definition.mode(),
                rows.cursor(),
                rows.duration().plus(removal.duration()),
                new SyncPlan.Rows(counts.read(), counts.toWrite(), counts.toWrite(), 0, 0, 0, 0, counts.rejected()),
                removal.removals(),
                0,
                removal.unexamined(),
                rows.memory(),
                guards,
                examples,
                rows.errors(),
                warnings);
    }

    /** A source without rows. */
    static final class NoRows implements Source {
        @Override
        public String name() {
            return "no rows";
        }

        @Override
        public Optional<RowSchema> schema() {
            return Optional.empty();
        }

        @Override
        public OptionalLong rowCount() {
            return OptionalLong.of(0);
        }

        @Override
        public String fingerprint() {
            return "";
        }

        @Override
        public SourceCursor open() {
            return new SourceCursor() {
                @Override
                public List<SourceRecord> next() {
                    return List.of();
                }

                @Override
                public double fraction() {
                    return 1;
                }

                @Override
                public void close() {}
            };
        }

        @Override
        public void close() {}
    }
}
