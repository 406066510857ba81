package dev.sluice.host.run;

import dev.sluice.host.change.ChangeCursor;
import dev.sluice.host.change.ChangeKind;
import dev.sluice.host.change.ChangeStates;
import dev.sluice.host.change.Difference;
import dev.sluice.host.change.Observation;
import dev.sluice.host.change.OpenedState;
import dev.sluice.host.change.PlannedState;
import dev.sluice.host.change.Removals;
import dev.sluice.host.deadletter.DeadLetters;
import dev.sluice.host.definition.SyncDefinition;
import dev.sluice.host.failure.HostException;
import dev.sluice.host.failure.HostFailure;
import dev.sluice.host.file.SyncFolder;
import dev.sluice.host.hash.Lifetime;
import dev.sluice.host.history.RunEntry;
import dev.sluice.host.history.RunHistory;
import dev.sluice.host.ledger.Ledger;
import dev.sluice.host.mapping.RowReader;
import dev.sluice.host.progress.Progress;
import dev.sluice.host.progress.RunStatus;
import dev.sluice.host.progress.Warnings;
import dev.sluice.host.report.RecordText;
import dev.sluice.host.report.SyncPlan;
import dev.sluice.host.report.SyncPlan.Action;
import dev.sluice.host.report.SyncPlan.Example;
import dev.sluice.host.report.SyncPlan.Memory;
import dev.sluice.host.source.Source;
import dev.sluice.host.target.HostContext;
import dev.sluice.host.target.TargetLook;
import dev.sluice.host.target.TargetRequest;
import dev.sluice.spi.DestinationException;
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
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What a run would do: it reads the source, compares and judges as {@link SyncRun} does, and stops before the first write. */
final class PlannedRun {
    /** Rows of which the memory is told. */
    private static final int SIZED = 200;

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
    private final int examples;
    private final Ledger ledger = new Ledger(DeadLetters.none(), counters -> {});
    private final List<ErrorDetail> guards = new ArrayList<>();
    private final @Nullable CursorWindow window;

    /**
     * @param examples of each kind, at most
     * @param window null for a run that reads every row
     */
    PlannedRun(
            SyncDefinition definition,
            Source source,
            TargetRequest request,
            ChangeStates states,
            Clock clock,
            HostContext context,
            RunStatus status,
            Progress progress,
            Warnings warnings,
            int examples,
            @Nullable CursorWindow window) {
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
        this.examples = examples;
        this.window = window;
    }

    Ledger ledger() {
        return ledger;
    }

    /** @param folder of the sync; null where nothing is compared */
    SyncPlan plan(@Nullable SyncFolder folder) {
        long begun = System.nanoTime();
        request.notices().forEach(warnings::add);
        if (window != null) {
            window.begin(warnings);
        }
        Found found = folder == null ? everyRow() : changes(folder);
        context.tell(warnings);
        return new SyncPlan(
                definition.name(),
                source.name(),
                definition.destination().spec().id(),
                profile.target(),
                definition.mode(),
                Optional.ofNullable(window).map(CursorWindow::range),
                Duration.ofNanos(System.nanoTime() - begun),
                found.rows(),
                found.removals(),
                found.withdrawals(),
                found.unexamined(),
                found.memory(),
                guards,
                found.examples(),
                ledger.errors(),
                warnings.list());
    }

    private record Found(
            SyncPlan.Rows rows,
            long removals,
            long withdrawals,
            Optional<ErrorDetail> unexamined,
            Optional<Memory> memory,
            List<Example> examples) {}

    private Found everyRow() {
        Optional<ErrorDetail> unexamined = window == null ? Optional.empty() : lookFirst(window);
        RowSample sized = new RowSample(SIZED);
        long read = 0;
        long rejected = 0;
        long expired = 0;
        long now = clock.millis();
        List<Row> some = new ArrayList<>();
        try (RowReader rows = read()) {
            while (goesOn() && rows.next()) {
                read++;
                ErrorDetail error = rows.error();
                Row row = rows.row();
                if (error != null) {
                    rejected++;
                    ledger.reject(rows.number(), error, null);
                } else if (row != null) {
                    if (some.size() < examples) {
                        some.add(row);
                    }
                    Optional<Identity> named = Comparison.identity(row, profile.identity());
                    if (named.isEmpty()) {
                        rejected++;
                    } else if (Lifetime.of(profile.expiry(), row).isOver(now)) {
                        expired++;
                    } else if (sized.takesNext()) {
                        sized.put(rows.ordinal(), named.get(), row);
                    }
                }
                if (rows.chunkEnds()) {
                    progress.at(rows.fraction());
                }
            }
        }
        if (profile.input() == WriteProfile.Input.SNAPSHOT) {
            definition.guards().judgeRows(read).ifPresent(guards::add);
        }
        definition.guards().judgeErrors(rejected, read, true).ifPresent(guards::add);
        long toWrite = read - rejected - expired;
        return new Found(
                new SyncPlan.Rows(read, toWrite, 0, 0, 0, 0, expired, rejected),
                0,
                0,
                unexamined,
                memory(sized, toWrite),
                examples(Action.ADD, some, List.of()));
    }

    private Optional<Memory> memory(RowSample sized, long records) {
        if (!definition.mode().writes() || sized.rows().isEmpty()) {
            return Optional.empty();
        }
        try (TargetLook target = TargetLook.open(definition.destination(), request.request(), context)) {
            return memory(target, sized, records);
        } catch (DestinationException e) {
            // A plan of rows that are not compared needs no target.
            return Optional.empty();
        }
    }

    /** @param records how many more there are after the run, at most */
    private static Optional<Memory> memory(TargetLook target, RowSample sized, long records) {
        return target.memory(sized.rows().stream().map(RowSample.Sampled::row).toList())
                .map(memory -> new Memory(memory.used(), memory.limit(), memory.perRecord() * records));
    }

    private Optional<ErrorDetail> lookFirst(CursorWindow rowsFrom) {
        try (TargetLook target = TargetLook.open(definition.destination(), request.request(), context)) {
            RunHistory history = rowsFrom.history();
            judge(rowsFrom, target.judge(history, definition.full(), false, warnings), history);
            return target.unexamined();
        }
    }

    private static void judge(CursorWindow window, RunEntry entry, RunHistory history) {
        window.judge(entry, history);
        if (window.restarts()) {
            window.readAll();
        }
    }

    private Found changes(SyncFolder folder) {
        try (OpenedState state = states.open(folder, definition.identification(profile), clock);
                Observation observation = state.observe(profile.expiry());
                TargetLook target = TargetLook.open(definition.destination(), request.request(), context)) {
            state.notices().forEach(warnings::add);
            RunEntry entry = target.judge(state.history(), definition.full(), definition.removeForgotten(), warnings);
            if (window != null) {
                judge(window, entry, state.history());
            }
            RowSample sized = new RowSample(SIZED);
            Comparison comparison =
                    new Comparison(profile.identity(), request.request().schema(), ledger, status, progress, sized);
            try (RowReader rows = readAhead(observation.believes(entry))) {
                comparison.observe(rows, observation);
            }
            goesOn();
            long read = ledger.counters().read();
            SyncRun.judgeRows(definition, read).ifPresent(guards::add);
            definition
                    .guards()
                    .judgeErrors(ledger.counters().rejected() + comparison.withoutKey(), read, true)
                    .ifPresent(guards::add);
            PlannedState planned = observation.preview(entry);
            Difference difference = planned.difference();
            long removals = comparison.removals(difference, definition, warnings);
            definition.guards().judgeRemovals(removals, difference.known()).ifPresent(guards::add);
            long toWrite = definition.mode().writes() ? difference.toWrite() : 0;
            long over = difference.expired() + difference.withdrawn();
            long withdrawals = definition.mode().removes() ? difference.withdrawn() : 0;
            SyncPlan.Rows rows = new SyncPlan.Rows(
                    read,
                    toWrite,
                    difference.added(),
                    difference.changed(),
                    difference.renewed(),
                    difference.unchanged() + difference.toWrite() - toWrite,
                    over,
                    read - difference.toWrite() - difference.unchanged() - over);
            List<Example> some = new ArrayList<>(toWrite + withdrawals > 0 ? written(planned, target) : List.of());
            if (removals > 0) {
                some.addAll(removed(planned));
            }
            Optional<Memory> memory =
                    memory(target, sized, Math.min(toWrite, difference.added()) - removals - withdrawals);
            return new Found(rows, removals, withdrawals, target.unexamined(), memory, some);
        }
    }

    /** Examples of rows to write, from a second pass that ends with the last of them. */
    private List<Example> written(PlannedState planned, TargetLook target) {
        NavigableMap<Long, Action> wanted = wanted(planned);
        Map<Action, List<Row>> rows = new EnumMap<>(Action.class);
        try (RowReader pass = read()) {
            for (Map.Entry<Long, Action> place : wanted.entrySet()) {
                goesOn();
                pass.skip(place.getKey() - pass.ordinal() - 1);
                Row row = pass.next() ? pass.row() : null;
                if (row == null) {
                    throw HostFailure.SOURCE_CHANGED.exception();
                }
                rows.computeIfAbsent(place.getValue(), key -> new ArrayList<>()).add(row);
            }
        }
        List<Example> some = new ArrayList<>();
        rows.forEach((action, list) -> {
            List<ReadBack> before = action == Action.ADD ? List.of() : target.read(list);
            some.addAll(examples(action, list, before));
        });
        return some;
    }

    /** @param before what the target has for each row; empty if it was not read */
    private List<Example> examples(Action action, List<Row> rows, List<ReadBack> before) {
        List<String> records =
                action == Action.WITHDRAW ? List.of() : definition.destination().preview(request.request(), rows);
        List<Example> some = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            Optional<ReadBack> known = i < before.size() ? Optional.of(before.get(i)) : Optional.empty();
            some.add(new Example(
                    action,
                    rows.get(i),
                    i < records.size() ? Optional.of(records.get(i)) : Optional.empty(),
                    known.flatMap(RecordText::of),
                    action == Action.WITHDRAW
                            ? List.of()
                            : known.map(ReadBack::differences).orElse(List.of())));
        }
        return some;
    }

    /** The positions of the first rows of each kind. */
    private NavigableMap<Long, Action> wanted(PlannedState planned) {
        NavigableMap<Long, Action> wanted = new TreeMap<>();
        Map<Action, Integer> counts = new EnumMap<>(Action.class);
        Difference difference = planned.difference();
        long kinds = Math.min(examples, difference.added())
                + Math.min(examples, difference.changed())
                + Math.min(examples, difference.renewed())
                + Math.min(examples, difference.withdrawn());
        try (ChangeCursor changes = planned.changes()) {
            while (wanted.size() < kinds && changes.next()) {
                ChangeKind kind = changes.kind();
                if (kind == ChangeKind.DUPLICATE) {
                    continue;
                }
                Action action = action(kind);
                if (counts.merge(action, 1, Integer::sum) <= examples) {
                    wanted.put(changes.ordinal(), action);
                }
            }
        }
        return wanted;
    }

    private static Action action(ChangeKind kind) {
        return switch (kind) {
            case ADDED -> Action.ADD;
            case CHANGED -> Action.CHANGE;
            case RENEWED -> Action.RENEW;
            case WITHDRAWN -> Action.WITHDRAW;
            case DUPLICATE -> throw new IllegalArgumentException("a duplicate is not written");
        };
    }

    private List<Example> removed(PlannedState planned) {
        RowSchema key = RowSchema.of(profile.identity().stream()
                .map(name -> new Field(name, FieldType.TEXT))
                .toList());
        List<Example> some = new ArrayList<>();
        try (Removals gone = planned.removals()) {
            while (some.size() < examples && gone.next()) {
                some.add(new Example(
                        Action.REMOVE,
                        Row.of(key, gone.identity().parts().toArray()),
                        Optional.empty(),
                        Optional.empty(),
                        List.of()));
            }
        }
        return some;
    }

    /** @throws HostException if the user stopped it: half a plan is none */
    private boolean goesOn() {
        if (!status.goesOn()) {
            throw HostFailure.RUN_STOPPED.exception();
        }
        return true;
    }

    private RowReader read() {
        return new RowReader(source, definition.mapping(), definition.limit().orElse(Long.MAX_VALUE));
    }

    /**
     * The same, read ahead: of a pass that has work of its own with each row.
     *
     * @param chooses whether examples are made only of rows that this pass keeps
     */
    private RowReader readAhead(boolean chooses) {
        long limit = definition.limit().orElse(Long.MAX_VALUE);
        return chooses
                ? RowReader.choosing(source, definition.mapping(), limit)
                : RowReader.ahead(source, definition.mapping(), limit);
    }
}
