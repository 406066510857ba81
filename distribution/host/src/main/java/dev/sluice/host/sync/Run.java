package dev.sluice.host.sync;

import dev.sluice.host.change.ChangeState;
import dev.sluice.host.failure.HostException;
import dev.sluice.host.failure.HostFailure;
import dev.sluice.host.report.DeadLetters;
import dev.sluice.host.report.SyncReport;
import dev.sluice.host.source.Source;
import dev.sluice.spi.DestinationException;
import dev.sluice.spi.DestinationWriter;
import dev.sluice.spi.ErrorCode;
import dev.sluice.spi.SyncMode;
import dev.sluice.spi.WriteProfile;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What every run has, whatever its mode. */
final class Run {
    private final SyncDefinition definition;
    private final Source source;
    private final Plan plan;
    private final Cancellation cancellation;
    private final DeadLetters deadLetters;
    private final Ending ending;
    private final Course course;
    private final List<String> notices = Collections.synchronizedList(new ArrayList<>());
    private final TargetRun target;
    private Ledger ledger;
    private boolean interrupted;

    Run(SyncDefinition definition, Source source, Plan plan, Cancellation cancellation, DeadLetters deadLetters) {
        this.definition = definition;
        this.source = source;
        this.plan = plan;
        this.cancellation = cancellation;
        this.deadLetters = deadLetters;
        this.ending = new Ending(cancellation);
        this.course = new Course(
                definition.mode() == SyncMode.MIRROR ? SyncProgress.Phase.COMPARING : SyncProgress.Phase.WRITING);
        this.ledger = new Ledger(deadLetters);
        this.target = new TargetRun(
                definition.destination(),
                plan,
                new HostContext(keepsState() ? Optional.of(definition.name()) : Optional.empty(), this::notice),
                new UnresolvedRun(definition.stateDirectory(), definition.name()));
    }

    /** Whether rows are compared with what was written; a destination that takes every row at once has no use for that. */
    boolean keepsState() {
        return definition.mode() == SyncMode.MIRROR && !isSnapshot();
    }

    private boolean isSnapshot() {
        return plan.profile().input() == WriteProfile.Input.SNAPSHOT;
    }

    /** The run as the destination has it. */
    TargetRun target() {
        return target;
    }

    /** Commits, once the lanes are closed, and books what the commit decides. */
    void end() {
        if (isSnapshot() && !ending.isDue()) {
            requireWhole();
        }
        CommitRefusals refusals = new CommitRefusals(plan.profile().identity(), ledger, this::rows);
        target.end(ending, ledger, refusals);
    }

    SyncDefinition definition() {
        return definition;
    }

    Source source() {
        return source;
    }

    Plan plan() {
        return plan;
    }

    Ending ending() {
        return ending;
    }

    Course course() {
        return course;
    }

    Ledger ledger() {
        return ledger;
    }

    /** Before anything is booked: the state is to learn of it. */
    void track(ChangeState state) {
        ledger = new Ledger(
                deadLetters,
                state,
                definition.destination().errors().stream()
                        .filter(ErrorCode::partial)
                        .map(ErrorCode::code)
                        .collect(Collectors.toSet()));
    }

    /** What replaces everything is to be everything: a row that could not be read is not a row that is gone. */
    private void requireWhole() {
        long read = ledger.tally().read.sum();
        long unreadable = ledger.tally().unreadable.sum();
        if (definition.limit().isPresent()) {
            ending.fail(HostFailure.SNAPSHOT_INCOMPLETE.detail("The run was limited to some of the rows."));
        } else if (unreadable > 0) {
            ending.fail(HostFailure.SNAPSHOT_INCOMPLETE.detail(
                    unreadable + " of " + read + " rows could not be read or mapped."));
        } else if (read == 0) {
            ending.fail(HostFailure.SOURCE_EMPTY.detail());
        }
    }

    /** Something that the user should know, in one sentence. */
    void notice(String sentence) {
        notices.add(sentence);
    }

    /** Whether to go on. Looks at the thread's interrupt flag too, which {@link #restoreInterrupt} sets again. */
    boolean goesOn() {
        if (Thread.interrupted()) {
            interrupted = true;
            cancellation.request();
        }
        return !ending.isDue();
    }

    void restoreInterrupt() {
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Starts a pass over the source. */
    MappedRows rows() {
        return new MappedRows(source, definition.mapping(), definition.limit().orElse(Long.MAX_VALUE));
    }

    /** The rows of a pass, where that is known beforehand. */
    OptionalLong rowCount() {
        OptionalLong rows = source.rowCount();
        OptionalLong limit = definition.limit();
        return rows.isPresent() && limit.isPresent()
                ? OptionalLong.of(Math.min(rows.getAsLong(), limit.getAsLong()))
                : rows;
    }

    /**
     * Opens the lanes, and the first writer at once: a destination that cannot be reached ends the run before it begins.
     *
     * @param changes how many changes there will be, where that is known
     */
    Lanes lanes(OptionalLong changes, IntFunction<Batch> batches) {
        int batch = plan.profile().preferredBatch();
        int parallelism = plan.profile().parallelism();
        // A lane for each full batch is enough; a connection more would only be opened and closed.
        int count = changes.isPresent()
                ? (int) Math.max(1, Math.min(parallelism, changes.getAsLong() / batch))
                : parallelism;
        return new Lanes(
                count,
                batch,
                batches,
                openFirst(),
                target::open,
                target::prepared,
                ledger,
                ending,
                Headroom.ofThisMachine(),
                this::notice,
                cancellation);
    }

    private @Nullable DestinationWriter openFirst() {
        if (ending.isDue()) {
            return null;
        }
        try {
            return target.openFirst();
        } catch (DestinationException e) {
            ending.fail(e.detail());
        } catch (HostException e) {
            ending.fail(e.detail());
        } catch (RuntimeException e) {
            ending.fail(HostFailure.DESTINATION_BROKEN.detail(
                    "The destination failed to open in a way that it does not declare: "
                            + e.getClass().getName() + "."));
        }
        return null;
    }

    /** What the run did, once everything is booked. */
    SyncReport report(Instant started, long begunNanos) {
        Tally tally = ledger.tally();
        tally.settleRest();
        if (tally.written.sum() + tally.unchanged.sum() > 0) {
            definition
                    .mapping()
                    .unmet()
                    .forEach(name -> notice("The mapping names the field '" + name + "', which no row had."));
        }
        return new SyncReport(
                definition.name(),
                source.name(),
                definition.destination().spec().id(),
                definition.mode(),
                started,
                Duration.ofNanos(System.nanoTime() - begunNanos),
                ending.ended(),
                ending.failure(),
                tally.rows(),
                tally.removals(),
                ledger.skips(),
                ledger.errors(),
                notices,
                deadLetters.file(),
                ledger.samples());
    }

    SyncProgress progress() {
        return course.progress(ledger.tally());
    }
}
