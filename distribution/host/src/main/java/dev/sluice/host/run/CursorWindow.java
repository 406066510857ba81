package dev.sluice.host.run;

import dev.sluice.host.change.Identification;
import dev.sluice.host.cursor.Cursor;
import dev.sluice.host.cursor.CursorMark;
import dev.sluice.host.cursor.CursorRange;
import dev.sluice.host.cursor.CursorSeen;
import dev.sluice.host.cursor.CursorValue;
import dev.sluice.host.definition.SyncDefinition;
import dev.sluice.host.failure.HostFailure;
import dev.sluice.host.history.RunEntry;
import dev.sluice.host.history.RunHistory;
import dev.sluice.host.history.Verdict;
import dev.sluice.host.progress.Warnings;
import dev.sluice.host.source.IncrementalSource;
import dev.sluice.host.source.Source;
import dev.sluice.host.state.SyncRecord;
import dev.sluice.host.state.SyncRecordFile;
import dev.sluice.spi.Expiry;
import dev.sluice.spi.WriteProfile;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Which rows a run of a sync with a cursor reads: those that are new since the last completed run, or all where that is not certain to be
 * enough. For one thread.
 */
final class CursorWindow {
    private final SyncDefinition definition;
    private final Cursor cursor;
    private final IncrementalSource source;
    private final WriteProfile profile;
    private final SyncRecordFile file;
    private final Map<String, String> forms;
    private final Instant now;
    private final @Nullable CursorMark mark;
    private Optional<CursorValue> from = Optional.empty();
    private boolean outdated;
    private boolean restarts;

    private CursorWindow(
            SyncDefinition definition, Cursor cursor, IncrementalSource source, WriteProfile profile, Clock clock) {
        this.definition = definition;
        this.cursor = cursor;
        this.source = source;
        this.profile = profile;
        this.file = file(definition);
        this.forms = definition.cursorForms(profile);
        this.now = clock.instant();
        this.mark = file.read().cursor().orElse(null);
    }

    /** That of a sync with a cursor, whose source is such; null for any other. */
    static @Nullable CursorWindow of(SyncDefinition definition, Source source, WriteProfile profile, Clock clock) {
        return definition.cursor().isPresent() && source instanceof IncrementalSource incremental
                ? new CursorWindow(definition, definition.cursor().get(), incremental, profile, clock)
                : null;
    }

    private static SyncRecordFile file(SyncDefinition definition) {
        return new SyncRecordFile(definition.stateDirectory().resolve(definition.folder()));
    }

    /** Where a run is likely to begin to read, before its source is open. */
    static Optional<CursorValue> expected(SyncDefinition definition) {
        if (definition.cursor().isEmpty() || definition.full()) {
            return Optional.empty();
        }
        Cursor cursor = definition.cursor().get();
        return file(definition)
                .read()
                .cursor()
                .filter(mark -> mark.column().equals(cursor.column()))
                .map(mark -> {
                    cursor.requireFor(mark.highest().type());
                    return cursor.before(mark.highest());
                });
    }

    /** Decides by what the last completed run left, and has the source read from there. */
    void begin(Warnings warnings) {
        if (mark != null && !definition.full()) {
            Optional<String> reason = changed();
            outdated = reason.isPresent();
            reason.or(this::renewal).ifPresent(why -> warnings.add(why + ": every row is read."));
            if (reason.or(this::renewal).isEmpty()) {
                from = Optional.of(cursor.before(mark.highest()));
            }
        }
        outdated |= definition.full();
        if (!source.from().equals(from)) {
            source.readFrom(from);
        }
    }

    /** Why the mark says nothing of this run's rows. */
    private Optional<String> changed() {
        CursorMark left = Objects.requireNonNull(mark);
        if (!left.column().equals(cursor.column())) {
            return Optional.of(
                    "The cursor was '" + left.column() + "' in the last run and is '" + cursor.column() + "' now");
        }
        if (left.highest().type() != source.cursorType()) {
            return Optional.of("The cursor '" + cursor.column() + "' is of another type since the last run");
        }
        if (left.of().equals(forms)) {
            return Optional.empty();
        }
        TreeSet<String> names = new TreeSet<>(left.of().keySet());
        names.addAll(forms.keySet());
        List<String> words = names.stream()
                .filter(name -> !Objects.equals(left.of().get(name), forms.get(name)))
                .map(CursorWindow::words)
                .distinct()
                .toList();
        return Optional.of("Since the last run with the cursor " + String.join(" and ", words)
                + (words.size() == 1 ? " has changed" : " have changed"));
    }

    private static String words(String form) {
        return switch (form) {
            case Identification.SOURCE -> "the source";
            case Identification.TARGET -> "the target";
            case Identification.KEY -> "the key";
            case Identification.MAPPING -> "the mapping";
            case Identification.QUERY -> "the query";
            case "mode" -> "the mode";
            case "contents" -> "the contents of the target";
            default -> "the way rows are stored";
        };
    }

    private Optional<String> renewal() {
        CursorMark left = Objects.requireNonNull(mark);
        boolean due = profile.expiry() instanceof Expiry.After after
                && !now.isBefore(left.whole().plus(after.shortest().dividedBy(2)));
        return due
                ? Optional.of("Records expire, and half of their time has passed since every row was written")
                : Optional.empty();
    }

    /** The runs by which a marker is judged, of a sync that compares nothing. */
    RunHistory history() {
        return file.read().history(now);
    }

    /** Judges by what was found at the target. */
    void judge(RunEntry entry, RunHistory history) {
        if (mark != null && !isTrusted(mark, entry, history)) {
            doubt();
        }
    }

    /** The target does not hold what earlier runs wrote, or others wrote to it too. */
    void doubt() {
        outdated = true;
        restarts = from.isPresent();
    }

    private static boolean isTrusted(CursorMark mark, RunEntry entry, RunHistory history) {
        if (entry.verdict() instanceof Verdict.UpTo upTo) {
            int found = history.runIds().indexOf(upTo.runId());
            int completed = history.runIds().indexOf(mark.runId());
            // Of a run that has no end there, only what came before it is certain.
            return !entry.full() && (upTo.checkpoint().isEmpty() ? found >= completed : found > completed);
        }
        return !entry.full() && entry.verdict() instanceof Verdict.Trust;
    }

    /** Makes the judgement durable, before the first write. */
    void settle() {
        update(record -> outdated ? record.withCursor(Optional.empty()) : record);
    }

    /** The same for a sync that compares nothing, whose run enters the history here. */
    void enter(RunEntry entry) {
        update(record -> {
            SyncRecord entered = record.withSync(definition.name()).entering(entry, now);
            return outdated ? entered.withCursor(Optional.empty()) : entered;
        });
    }

    /** Whether more rows are to be read than this run was about to. */
    boolean restarts() {
        return restarts;
    }

    /** Has the source read every row. */
    void readAll() {
        from = Optional.empty();
        restarts = false;
        source.readFrom(from);
    }

    /** Which rows are read. */
    CursorRange range() {
        return new CursorRange(cursor.column(), from);
    }

    /** Every row that was read has an outcome, and the run is committed. */
    void advance(String runId, Warnings warnings) {
        CursorSeen seen = source.seen();
        if (seen.future() > 0) {
            warnings.add((seen.future() == 1 ? "A row is" : seen.future() + " rows are") + " dated in the future by '"
                    + cursor.column() + "', and " + (seen.future() == 1 ? "is" : "are")
                    + " read again by each run until then.");
        }
        Optional<CursorValue> highest = from.isEmpty() || mark == null
                ? seen.highest()
                : seen.highest()
                        .filter(value -> value.compareTo(mark.highest()) > 0)
                        .or(() -> Optional.of(mark.highest()));
        Instant whole = from.isEmpty() || mark == null ? now : mark.whole();
        update(record ->
                record.withCursor(highest.map(value -> new CursorMark(cursor.column(), value, runId, whole, forms))));
    }

    /** Has the next run read every row, because some records are not as they were written. */
    static void forget(SyncDefinition definition) {
        update(file(definition), record -> record.withCursor(Optional.empty()));
    }

    private void update(UnaryOperator<SyncRecord> change) {
        update(file, change);
    }

    private static void update(SyncRecordFile file, UnaryOperator<SyncRecord> change) {
        try {
            file.update(change);
        } catch (IOException e) {
            throw HostFailure.STATE_FAILED.exception("How far the cursor has read cannot be kept ("
                    + e.getClass().getSimpleName() + ").");
        }
    }
}
