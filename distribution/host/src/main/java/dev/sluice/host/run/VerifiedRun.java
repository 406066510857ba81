package dev.sluice.host.run;

import dev.sluice.host.change.ChangeCursor;
import dev.sluice.host.change.ChangeKind;
import dev.sluice.host.change.ChangeStates;
import dev.sluice.host.change.Observation;
import dev.sluice.host.change.OpenedState;
import dev.sluice.host.change.PlannedState;
import dev.sluice.host.change.Removals;
import dev.sluice.host.deadletter.DeadLetters;
import dev.sluice.host.definition.SyncDefinition;
import dev.sluice.host.failure.HostException;
import dev.sluice.host.failure.HostFailure;
import dev.sluice.host.file.SyncFolder;
import dev.sluice.host.ledger.Ledger;
import dev.sluice.host.mapping.RowReader;
import dev.sluice.host.progress.Progress;
import dev.sluice.host.progress.RunStatus;
import dev.sluice.host.progress.Warnings;
import dev.sluice.host.report.RecordText;
import dev.sluice.host.report.SyncReport;
import dev.sluice.host.report.VerifyReport;
import dev.sluice.host.report.VerifyReport.Kind;
import dev.sluice.host.run.RecordComparison.Difference;
import dev.sluice.host.run.RowSample.Sampled;
import dev.sluice.host.source.Source;
import dev.sluice.host.target.HostContext;
import dev.sluice.host.target.TargetLook;
import dev.sluice.host.target.TargetRequest;
import dev.sluice.spi.ErrorCategory;
import dev.sluice.spi.ErrorDetail;
import dev.sluice.spi.Field;
import dev.sluice.spi.FieldType;
import dev.sluice.spi.Identity;
import dev.sluice.spi.ReadBack;
import dev.sluice.spi.Row;
import dev.sluice.spi.RowSchema;
import dev.sluice.spi.WriteProfile;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Looks at the records of a sync, twice at those that differ, and repairs what is the sync's own. For one thread.
 *
 * <p>What is repaired is written by a run like any other, limited to the records that differ: it reads their rows once more, judges the guards, and
 * keeps the state.
 */
final class VerifiedRun {
    private final SyncDefinition definition;
    private final Source source;
    private final TargetRequest request;
    private final WriteProfile profile;
    private final ChangeStates states;
    private final Clock clock;
    private final HostContext context;
    private final RunStatus status;
    private final Progress progress;
    private final Warnings warnings;
    private final Verification verification;
    private final Ledger ledger = new Ledger(DeadLetters.none(), counters -> {});
    private final boolean keepsState;
    private final List<VerifyReport.Example> examples = new ArrayList<>();
    private long unreadable;

    VerifiedRun(
            SyncDefinition definition,
            Source source,
            TargetRequest request,
            ChangeStates states,
            Clock clock,
            HostContext context,
            RunStatus status,
            Progress progress,
            Warnings warnings,
            Verification verification) {
        this.definition = definition;
        this.source = source;
        this.request = request;
        this.profile = request.profile();
        this.states = states;
        this.clock = clock;
        this.context = context;
        this.status = status;
        this.progress = progress;
        this.warnings = warnings;
        this.verification = verification;
        this.keepsState = SyncRun.keepsState(definition, profile);
    }

    Ledger ledger() {
        return ledger;
    }

    /** Writes some records again, and removes some. */
    interface Repair {
        SyncReport run(Selection selection);
    }

    /** What the first look found. */
    private record Found(RecordComparison rows, Gone gone) {}

    /**
     * Records whose rows are gone from the source.
     *
     * @param all how many there are
     * @param records which, as far as they are remembered
     */
    private record Gone(long all, Set<Identity> records) {
        private static final Gone NONE = new Gone(0, Set.of());
    }

    /** @param folder of the sync; null where it remembers nothing */
    VerifyReport verify(@Nullable SyncFolder folder, Repair repair) {
        long begun = System.nanoTime();
        request.notices().forEach(warnings::add);
        try (TargetLook target = TargetLook.open(definition.destination(), request.request(), context)) {
            Found found;
            Selection own;
            RecordComparison again;
            if (folder == null) {
                found = new Found(everyRow(target), Gone.NONE);
                again = lookAgain(target, found.rows());
                own = own(again, Set.of());
            } else {
                try (OpenedState state = states.open(folder, definition.identification(profile), clock)) {
                    state.notices().forEach(warnings::add);
                    found = compared(state, target);
                    again = lookAgain(target, found.rows());
                    own = own(again, found.gone().records());
                    leaveInDoubt(state, again, found);
                }
            }
            VerifyReport.Rows rows = rows(found.rows(), again);
            long stay = rows.stale()
                    + rows.missing()
                    + rows.foreign()
                    + rows.expiring()
                    + found.gone().all();
            Optional<SyncReport> repaired = Optional.empty();
            Optional<ErrorDetail> stopped = Optional.empty();
            if (verification.repair() && own.rows().size() + own.removals().size() > 0) {
                try {
                    SyncReport report = repair(repair, owned(target, own), rows.read());
                    repaired = Optional.of(report);
                    stay = count(lookAgain(target, again))
                            + found.rows().beyond()
                            + found.gone().all()
                            - report.removals().removed();
                } catch (HostException e) {
                    stopped = Optional.of(guard(e));
                }
            }
            examples.addAll(0, again.examples());
            context.tell(warnings);
            return new VerifyReport(
                    definition.name(),
                    source.name(),
                    definition.destination().spec().id(),
                    profile.target(),
                    definition.mode(),
                    Duration.ofNanos(System.nanoTime() - begun),
                    rows,
                    found.gone().all(),
                    Math.max(0, stay),
                    examples,
                    repaired,
                    stopped,
                    warnings.list());
        }
    }

    private SyncReport repair(Repair repair, Selection own, long read) {
        if (!own.removals().isEmpty()) {
            SyncRun.judgeRows(definition, read).ifPresent(guard -> {
                throw new HostException(guard);
            });
        }
        return repair.run(own);
    }

    /** The guard that stopped the repair before its first write; what was found stands. */
    private static ErrorDetail guard(HostException failure) {
        if (failure.detail().category() != ErrorCategory.GUARD) {
            throw failure;
        }
        return failure.detail();
    }

    /** Without a state: rows as they come. */
    private RecordComparison everyRow(TargetLook target) {
        RecordComparison comparison = comparison(target);
        RowSample sample = sample();
        try (RowReader rows = read()) {
            while (goesOn() && rows.next()) {
                ledger.counters().read(1);
                Row row = rows.row();
                Optional<Identity> named =
                        row == null ? Optional.empty() : Comparison.identity(row, profile.identity());
                if (row == null || named.isEmpty()) {
                    unreadable++;
                } else if (verification.all()) {
                    comparison.add(named.get(), row, true);
                } else if (sample.takesNext()) {
                    sample.put(rows.ordinal(), named.get(), row);
                }
                if (rows.chunkEnds()) {
                    progress.at(rows.fraction());
                }
            }
        }
        // In their order, because of several rows with one key the last counts.
        inOrder(sample).forEach(row -> comparison.add(row.identity(), row.row(), true));
        comparison.end();
        return comparison;
    }

    /** With a state: what is known of each row, and which records have none. */
    private Found compared(OpenedState state, TargetLook target) {
        try (Observation observation = state.observe(profile.expiry())) {
            RowSample sample = sample();
            Comparison reading =
                    new Comparison(profile.identity(), request.request().schema(), ledger, status, progress, sample);
            try (RowReader rows = readAhead()) {
                reading.observe(rows, observation);
            }
            goesOn();
            unreadable = ledger.counters().rejected() + reading.withoutKey();
            PlannedState planned = observation.preview(
                    target.judge(state.history(), definition.full(), definition.removeForgotten(), warnings));
            RecordComparison comparison = comparison(target);
            try (ChangeCursor changes = planned.changes()) {
                Kinds kinds = new Kinds(changes);
                if (verification.all()) {
                    try (RowReader rows = readAhead()) {
                        while (goesOn() && rows.next()) {
                            Row row = rows.row();
                            Optional<Identity> named =
                                    row == null ? Optional.empty() : Comparison.identity(row, profile.identity());
                            if (row != null && named.isPresent()) {
                                compare(comparison, kinds, new Sampled(rows.ordinal(), named.get(), row));
                            }
                        }
                    }
                } else {
                    inOrder(sample).forEach(row -> compare(comparison, kinds, row));
                }
            }
            comparison.end();
            long removals = reading.removals(planned.difference(), definition, warnings);
            return new Found(comparison, removals == 0 ? Gone.NONE : gone(planned, target, removals));
        }
    }

    private static void compare(RecordComparison comparison, Kinds kinds, Sampled row) {
        Optional<ChangeKind> kind = kinds.of(row.ordinal());
        // Of several rows with one key the first counts.
        if (!kind.equals(Optional.of(ChangeKind.DUPLICATE))) {
            comparison.add(row.identity(), row.row(), !kind.equals(Optional.of(ChangeKind.ADDED)));
        }
    }

    /** What a state says of rows that are asked for in their order. */
    private static final class Kinds {
        private final ChangeCursor changes;
        private boolean more;

        Kinds(ChangeCursor changes) {
            this.changes = changes;
            this.more = changes.next();
        }

        Optional<ChangeKind> of(long ordinal) {
            while (more && changes.ordinal() < ordinal) {
                more = changes.next();
            }
            return more && changes.ordinal() == ordinal ? Optional.of(changes.kind()) : Optional.empty();
        }
    }

    private Gone gone(PlannedState planned, TargetLook target, long all) {
        Set<Identity> records = new HashSet<>();
        List<Row> keys = new ArrayList<>();
        try (Removals removals = planned.removals()) {
            while (records.size() < RecordComparison.MOST && removals.next()) {
                records.add(removals.identity());
                if (keys.size() < verification.examples()) {
                    keys.add(key(removals.identity()));
                }
            }
        }
        List<ReadBack> found = keys.isEmpty() ? List.of() : target.compare(keys);
        for (int i = 0; i < keys.size(); i++) {
            examples.add(new VerifyReport.Example(Kind.GONE, keys.get(i), RecordText.of(found.get(i)), List.of()));
        }
        return new Gone(all, records);
    }

    private Row key(Identity record) {
        return Row.of(
                RowSchema.of(profile.identity().stream()
                        .map(name -> new Field(name, FieldType.TEXT))
                        .toList()),
                record.parts().toArray());
    }

    /** Reads source and target of each difference again: either may have changed since, and a key may occur twice. */
    private RecordComparison lookAgain(TargetLook target, RecordComparison before) {
        RecordComparison again = comparison(target);
        Set<Identity> seen = new HashSet<>();
        if (before.differences().isEmpty()) {
            return again;
        }
        Selection wanted = new Selection(before.differences().keySet(), Set.of());
        try (RowReader rows =
                new RowReader(source, definition.mapping(), row -> wanted.wants(row, profile.identity()))) {
            while (goesOn() && rows.next()) {
                Row row = rows.row();
                Optional<Identity> named =
                        row == null ? Optional.empty() : Comparison.identity(row, profile.identity());
                if (row == null || named.isEmpty()) {
                    continue;
                }
                boolean first = seen.add(named.get());
                Difference known = before.differences().get(named.get());
                if (known != null && (first || !keepsState)) {
                    again.add(named.get(), row, known.known());
                }
            }
        }
        again.end();
        again.sawAgain(seen.size());
        return again;
    }

    /** What the sync may write and remove: its own, and what is not there. */
    private static Selection own(RecordComparison found, Set<Identity> gone) {
        Set<Identity> rows = new HashSet<>();
        found.differences().forEach((identity, difference) -> {
            boolean own = switch (difference.kind()) {
                case MISSING -> true;
                case STALE, EXPIRING -> difference.known();
                case FOREIGN, GONE -> false;
            };
            if (own) {
                rows.add(identity);
            }
        });
        return new Selection(rows, gone);
    }

    /** The same, without keys that hold something of another type now. */
    private Selection owned(TargetLook target, Selection own) {
        Set<Identity> removals = new HashSet<>();
        List<Identity> records = List.copyOf(own.removals());
        for (int from = 0; from < records.size(); from += 1_000) {
            List<Identity> some = records.subList(from, Math.min(records.size(), from + 1_000));
            List<ReadBack> found = target.compare(some.stream().map(this::key).toList());
            for (int i = 0; i < some.size(); i++) {
                if (found.get(i).status() != ReadBack.Status.FOREIGN) {
                    removals.add(some.get(i));
                }
            }
        }
        return new Selection(own.rows(), removals);
    }

    /** What is not repaired now is written by the next run, which is refused where a key holds something of another type. */
    private void leaveInDoubt(OpenedState state, RecordComparison found, Found first) {
        if (first.rows().beyond() > 0) {
            warnings.add(
                    "More than " + RecordComparison.MOST + " records differ: the next run writes every row again.");
            state.leaveAllInDoubt();
            return;
        }
        if (!found.differences().isEmpty()) {
            state.leaveInDoubt(found.differences().keySet());
        }
    }

    private VerifyReport.Rows rows(RecordComparison first, RecordComparison again) {
        Function<Kind, Long> count = kind -> again.count(kind) + first.beyond(kind);
        long looked = first.equal() + first.left() + first.differences().size() + first.beyond();
        // Of several rows with one key one counts.
        long equal = first.equal() + again.resolved();
        long stale = count.apply(Kind.STALE);
        long missing = count.apply(Kind.MISSING);
        long foreign = count.apply(Kind.FOREIGN);
        long expiring = count.apply(Kind.EXPIRING);
        return new VerifyReport.Rows(
                ledger.counters().read(),
                unreadable,
                looked,
                equal,
                looked - equal - stale - missing - foreign - expiring,
                stale,
                missing,
                foreign,
                expiring);
    }

    private static long count(RecordComparison found) {
        return found.differences().size() + found.beyond();
    }

    private RecordComparison comparison(TargetLook target) {
        return new RecordComparison(target, profile, clock.millis(), verification.examples());
    }

    private RowSample sample() {
        return new RowSample(verification.all() ? 0 : (int) verification.sample());
    }

    private static List<Sampled> inOrder(RowSample sample) {
        return sample.rows().stream()
                .sorted(Comparator.comparingLong(Sampled::ordinal))
                .toList();
    }

    /** @throws HostException if the user stopped it: half a look is none */
    private boolean goesOn() {
        if (!status.goesOn()) {
            throw HostFailure.RUN_STOPPED.exception();
        }
        return true;
    }

    private RowReader read() {
        return new RowReader(source, definition.mapping(), definition.limit().orElse(Long.MAX_VALUE));
    }

    /** The same, read ahead: of a pass that has work of its own with each row. */
    private RowReader readAhead() {
        return RowReader.ahead(source, definition.mapping(), definition.limit().orElse(Long.MAX_VALUE));
    }
}
