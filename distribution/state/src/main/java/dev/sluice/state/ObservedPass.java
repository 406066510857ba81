package dev.sluice.state;

import dev.sluice.host.change.ComparedState;
import dev.sluice.host.change.Identification;
import dev.sluice.host.change.Observation;
import dev.sluice.host.change.PlannedState;
import dev.sluice.host.hash.IdentityText;
import dev.sluice.host.hash.Lifetime;
import dev.sluice.host.hash.RowHash;
import dev.sluice.host.hash.RowHasher;
import dev.sluice.host.history.RunEntry;
import dev.sluice.host.history.Verdict;
import dev.sluice.host.state.SyncRecord;
import dev.sluice.spi.Expiry;
import dev.sluice.spi.Identity;
import dev.sluice.spi.Row;
import dev.sluice.state.file.RunFiles;
import dev.sluice.state.file.Snapshots;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A pass over the source. Rows that come in the order of the last snapshot are compared at once, the others afterwards. */
final class ObservedPass implements Observation {
    /** After all records. */
    private static final long END = Long.MAX_VALUE;

    private final RunFiles files;
    private final SyncRecord record;
    private final String sync;
    private final Expiry expiry;
    private final Instant now;
    private final boolean renders;
    private final Comparison.Replaced replaced;
    private final RowHasher hasher = new RowHasher();
    private final ObservedRows rows;
    private final KeptRecords kept;
    private final @Nullable RowOrder order;
    private long asked = -1;
    private RowHash answered = new RowHash(0, 0);
    private long observed;
    private @Nullable ComparedRun compared;
    private boolean closed;

    ObservedPass(RunFiles files, SyncRecord record, String sync, Expiry expiry) {
        this.files = files;
        this.record = record;
        this.sync = sync;
        this.expiry = expiry;
        this.now = files.clock().instant();
        List<String> changed = changed(files, record);
        this.renders = !changed.isEmpty();
        this.replaced = changed.contains(Identification.RECORD_TYPE)
                ? Comparison.Replaced.ALL
                : record.recordTypes().size() > 1 ? Comparison.Replaced.UNCERTAIN : Comparison.Replaced.NONE;
        try {
            this.rows = new ObservedRows(files.workspace());
            this.kept = new KeptRecords(files.workspace());
            this.order = renders || record.snapshot().isEmpty()
                    ? null
                    : new RowOrder(
                            files.workspace(),
                            // With all records, so that none is missing between two others.
                            Snapshots.whole(files.layout(), record, 0),
                            Snapshots.patch(files.layout(), record, 0),
                            expiry instanceof Expiry.InField ? null : Lifetime.ofEveryRow(expiry),
                            now.toEpochMilli());
        } catch (SQLException e) {
            throw files.failures().failed(e);
        }
    }

    /** What the rows of this run are written by. */
    static Map<String, String> forms(RunFiles files) {
        Map<String, String> forms = new HashMap<>(files.identification().forms());
        forms.computeIfPresent(Identification.RENDERING, (name, rendering) -> RowHasher.VERSION + " " + rendering);
        return forms;
    }

    /** The names of what the known records were written by and new ones are not. */
    static List<String> changed(RunFiles files, SyncRecord record) {
        Map<String, String> forms = forms(files);
        return record.forms().entrySet().stream()
                .filter(form -> !form.getValue().equals(forms.get(form.getKey())))
                .map(Map.Entry::getKey)
                .toList();
    }

    @Override
    public boolean isUnchanged(long ordinal, long number, RowHash hash) {
        asked = ordinal;
        answered = hash;
        return !needsRow() && isKnown(ordinal, number, hash);
    }

    /** Whether only the row tells how long its record lasts. */
    private boolean needsRow() {
        return expiry instanceof Expiry.InField;
    }

    private boolean isKnown(long ordinal, long number, RowHash hash) {
        try {
            return order != null && order.find(ordinal, number, hash);
        } catch (SQLException e) {
            throw files.failures().failed(e);
        }
    }

    @Override
    public void add(long ordinal, long number, Identity identity, Row row) {
        boolean wasAsked = asked == ordinal;
        RowHash hash = wasAsked ? answered : hasher.hash(row);
        if (expiry != Expiry.NONE) {
            hash = new RowHash(hash.high(), hash.low(), 0, ordinal, Lifetime.of(expiry, row));
        }
        if ((needsRow() || !wasAsked) && isKnown(ordinal, number, hash)) {
            return;
        }
        try {
            rows.add(ordinal, number, IdentityText.of(identity), order == null ? END : order.place(), hash);
        } catch (SQLException e) {
            throw files.failures().failed(e);
        }
    }

    @Override
    public void keep(Identity identity) {
        try {
            kept.add(IdentityText.of(identity));
        } catch (SQLException e) {
            throw files.failures().failed(e);
        }
    }

    @Override
    public ComparedState compare(RunEntry run) {
        Verdict verdict = verdict(run);
        return compare(run, verdict, files.update(latest -> enter(latest, run, verdict)));
    }

    @Override
    public boolean believes(RunEntry run) {
        return believes(run, verdict(run));
    }

    private static boolean believes(RunEntry run, Verdict verdict) {
        return verdict instanceof Verdict.Trust && !run.full();
    }

    @Override
    public PlannedState preview(RunEntry run) {
        Verdict verdict = verdict(run);
        return new PlannedRun(
                files, compare(run, verdict, enter(record, run, verdict)).difference(), expiry);
    }

    private SyncRecord enter(SyncRecord latest, RunEntry run, Verdict verdict) {
        return (belongs(latest) ? latest : latest.withoutState())
                .withSync(sync)
                .belongingTo(files.identification())
                .entering(run, verdict, now);
    }

    private ComparedRun compare(RunEntry run, Verdict verdict, SyncRecord entered) {
        try {
            observed = rows.end();
            kept.end();
            if (order != null) {
                order.end();
            }
        } catch (SQLException e) {
            throw files.failures().failed(e);
        }
        boolean nothingIsLeft = verdict instanceof Verdict.Nothing nothing && !nothing.removes();
        String records = records(entered);
        return compare(
                run.removesForgotten() && !nothingIsLeft ? Snapshots.withForgotten(records) : records,
                believes(run, verdict));
    }

    private String records(SyncRecord record) {
        return Snapshots.query(files.layout(), record, now.toEpochMilli());
    }

    /**
     * Compares, also once more.
     *
     * @param records known records with their positions
     * @param believed whether none of them is doubted that was found during the pass
     */
    private ComparedRun compare(String records, boolean believed) {
        Comparison comparison = new Comparison(
                files.workspace(), records, record.snapshot().isEmpty(), renders, replaced, now.toEpochMilli());
        try {
            ComparedRun next = new ComparedRun(
                    files,
                    comparison,
                    order == null
                            ? comparison.compare(observed)
                            : comparison.compare(observed, order.found(), order.place(), believed),
                    expiry,
                    renders,
                    new ComparedRun.Doubts() {
                        @Override
                        public ComparedRun of(Identity identity) {
                            return compare(Snapshots.doubting(records, IdentityText.of(identity)), false);
                        }

                        @Override
                        public ComparedRun ofAll() {
                            return compare(records(files.update(SyncRecord::doubted)), false);
                        }
                    });
            compared = next;
            return next;
        } catch (SQLException e) {
            throw files.failures().failed(e);
        }
    }

    private boolean belongs(SyncRecord latest) {
        return !SyncState.otherSource(latest, files.identification())
                && latest.target()
                        .filter(files.identification().target()::equals)
                        .isPresent()
                && latest.key().equals(files.identification().identity());
    }

    /** The verdict of the run, or that of a target whose contents are known to be others. */
    private Verdict verdict(RunEntry run) {
        if (record.epoch().isPresent()
                && !record.epoch().equals(files.identification().epoch())) {
            return new Verdict.Nothing(false);
        }
        if (!(run.verdict() instanceof Verdict.UpTo upTo)) {
            return run.verdict();
        }
        int number = record.run(upTo.runId())
                .orElseThrow(() -> new IllegalArgumentException("no run of the history"))
                .number();
        // What the last run wrote is all there is.
        return upTo.checkpoint().isEmpty() && number == record.lastRun().number() ? Verdict.TRUST : upTo;
    }

    /** Ends the stage that the run is in. */
    void end() {
        close();
        if (compared != null) {
            compared.end();
        }
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            rows.close();
            kept.close();
            if (order != null) {
                order.close();
            }
        } catch (SQLException e) {
            throw files.failures().failed(e);
        }
    }
}
