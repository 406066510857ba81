package dev.sluice.host.run;

import dev.sluice.host.change.ChangeStates;
import dev.sluice.host.deadletter.DeadLetters;
import dev.sluice.host.deadletter.LetterSource;
import dev.sluice.host.definition.SyncDefinition;
import dev.sluice.host.failure.HostFailure;
import dev.sluice.host.file.SyncFolder;
import dev.sluice.host.progress.Cancellation;
import dev.sluice.host.progress.SyncListener;
import dev.sluice.host.progress.Warnings;
import dev.sluice.host.report.SyncReport;
import dev.sluice.host.source.IncrementalSource;
import dev.sluice.host.source.Source;
import dev.sluice.host.target.HostContext;
import dev.sluice.host.target.TargetRequest;
import dev.sluice.spi.Identity;
import dev.sluice.spi.WriteProfile;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** A run of the rows that earlier runs rejected. */
final class RetriedRun {
    private final SyncDefinition definition;
    private final ChangeStates states;
    private final Clock clock;
    private final SyncListener listener;
    private final Cancellation cancellation;
    private final String runId;
    private final Warnings warnings;

    RetriedRun(
            SyncDefinition definition,
            ChangeStates states,
            Clock clock,
            SyncListener listener,
            Cancellation cancellation,
            String runId) {
        this.definition = definition;
        this.states = states;
        this.clock = clock;
        this.listener = listener;
        this.cancellation = cancellation;
        this.runId = runId;
        this.warnings = new Warnings(listener);
    }

    SyncReport run(Supplier<Source> source) {
        return definition.compares() ? fromSource(source.get()) : fromLetters();
    }

    /** With a state: the rows of these records as the source has them now. */
    private SyncReport fromSource(Source source) {
        IncrementalSource.readAll(source);
        TargetRequest request = TargetRequest.of(definition, source);
        requireChanges(request.profile());
        Announcement.opened(source, request, listener);
        HostContext context = new HostContext(runId, Optional.of(definition.name()), clock, listener);
        try (SyncFolder folder = SyncEngine.open(definition, context.runId(), cancellation);
                DeadLetters letters = letters(request.profile(), context.runId(), DeadLetters.Purpose.COMPARED_SYNC)) {
            Set<Identity> records = letters.records();
            Set<Identity> removals = definition.mode().removes() ? letters.removals() : Set.of();
            if (records.isEmpty() && removals.isEmpty()) {
                return nothing(request.profile(), source.name(), letters);
            }
            return run(source, definition, request, folder, context, letters, new Selection(records, removals));
        }
    }

    /** Without one: the rows as they were, which nobody has written since. */
    private SyncReport fromLetters() {
        // They are mapped already.
        SyncDefinition mapped = definition.toBuilder()
                .mapping(List.of())
                .cursor(Optional.empty())
                .build();
        HostContext context = new HostContext(runId, Optional.empty(), clock, listener);
        try (SyncFolder folder = SyncEngine.open(definition, context.runId(), cancellation)) {
            LetterSource none = DeadLetters.none().rows();
            WriteProfile profile = TargetRequest.of(mapped, none).profile();
            requireChanges(profile);
            try (DeadLetters letters = letters(profile, context.runId(), DeadLetters.Purpose.RETRY);
                    LetterSource rows = letters.rows()) {
                LetterSource.Counts counts = rows.counts();
                if (counts.all() == 0) {
                    return nothing(profile, rows.name(), letters);
                }
                if (counts.sendable() == 0) {
                    throw HostFailure.RETRY_IMPOSSIBLE.exception("None of " + counts.all()
                            + " rejected rows can be sent from where it is kept: " + reasons(counts) + ".");
                }
                if (counts.sendable() < counts.all()) {
                    warnings.add(counts.all() - counts.sendable() + " of " + counts.all()
                            + " rejected rows are not sent from where they are kept: " + reasons(counts)
                            + ". Correct what they were rejected for, and run the sync.");
                }
                TargetRequest request = TargetRequest.of(mapped, rows);
                Announcement.opened(rows, request, listener);
                return run(rows, mapped, request, folder, context, letters, null);
            }
        }
    }

    private static String reasons(LetterSource.Counts counts) {
        List<String> reasons = new ArrayList<>();
        if (counts.otherForm() > 0) {
            reasons.add(counts.otherForm() + " of another mapping, another way to store rows, or another target");
        }
        if (counts.notKept() > 0) {
            reasons.add(counts.notKept() + " not kept whole (dead_letters)");
        }
        if (counts.withoutKey() > 0) {
            reasons.add(counts.withoutKey() + " without a key, or not a row that could be read");
        }
        return String.join(", ", reasons);
    }

    /** What replaces everything cannot take some rows alone. */
    private static void requireChanges(WriteProfile profile) {
        if (profile.input() == WriteProfile.Input.SNAPSHOT) {
            throw HostFailure.RETRY_IMPOSSIBLE.exception(
                    "The destination takes all rows of the source at once, so it cannot take the rejected ones alone.");
        }
    }

    private DeadLetters letters(WriteProfile profile, String runId, DeadLetters.Purpose purpose) {
        return new DeadLetters(
                definition.deadLetters().resolve(definition.folder()),
                runId,
                definition.letterRules(profile),
                purpose,
                clock);
    }

    private SyncReport run(
            Source source,
            SyncDefinition what,
            TargetRequest request,
            SyncFolder folder,
            HostContext context,
            DeadLetters letters,
            @org.jspecify.annotations.Nullable Selection selection) {
        return new SyncRun(
                        what,
                        source,
                        request,
                        folder,
                        states,
                        clock,
                        cancellation,
                        context,
                        warnings,
                        letters,
                        selection,
                        null)
                .run();
    }

    private SyncReport nothing(WriteProfile profile, String source, DeadLetters letters) {
        List<String> said = new ArrayList<>(letters.warnings());
        said.add("There is no rejected row to send again.");
        return new SyncReport(
                definition.name(),
                source,
                definition.destination().spec().id(),
                profile.target(),
                definition.mode(),
                Optional.empty(),
                clock.instant(),
                Duration.ZERO,
                SyncReport.Ended.COMPLETED,
                Optional.empty(),
                Optional.empty(),
                new SyncReport.Rows(0, 0, 0, 0, 0, 0, 0, 0, 0, 0),
                SyncReport.Removals.NONE,
                Map.of(),
                List.of(),
                said,
                Optional.empty(),
                0,
                List.of());
    }
}
