package dev.sluice.host.report;

import dev.sluice.host.cursor.CursorRange;
import dev.sluice.host.failure.ExitCode;
import dev.sluice.spi.ErrorDetail;
import dev.sluice.spi.Row;
import dev.sluice.spi.SyncMode;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a run did. The counts add up to the row.
 *
 * @param sync the sync's name
 * @param source the source's name
 * @param destination id of the destination
 * @param target where the records are, in the destination's words and without secrets
 * @param mode the mode
 * @param cursor which rows were read, of a sync with a cursor
 * @param started when
 * @param duration how long
 * @param ended how
 * @param failure why it ended early, if it did
 * @param cause what was thrown then, for a developer; part of no output, since the message of a foreign exception may hold anything
 * @param rows what became of the source's rows
 * @param removals what became of removals
 * @param skips skipped rows by reason
 * @param errors errors in groups by code, the largest first
 * @param warnings what the user should know beside, each one sentence
 * @param deadLetters the file of rows that were not written, if there are any
 * @param settledLetters rejected rows that left their files, because their records have newer outcomes
 * @param samples some of the written rows, at most three, for reading back; part of no output
 */
public record SyncReport(
        String sync,
        String source,
        String destination,
        String target,
        SyncMode mode,
        Optional<CursorRange> cursor,
        Instant started,
        Duration duration,
        Ended ended,
        Optional<ErrorDetail> failure,
        Optional<Throwable> cause,
        Rows rows,
        Removals removals,
        Map<String, Long> skips,
        List<ErrorGroup> errors,
        List<String> warnings,
        Optional<Path> deadLetters,
        long settledLetters,
        List<Row> samples) {
    /** @throws IllegalArgumentException if a run failed without a reason */
    public SyncReport {
        if (ended == Ended.FAILED && failure.isEmpty()) {
            throw new IllegalArgumentException("a failed run has a failure");
        }
        skips = Map.copyOf(skips);
        errors = List.copyOf(errors);
        warnings = List.copyOf(warnings);
        samples = List.copyOf(samples);
    }

    /** The same with removals that came before, and what the user should know of them. */
    public SyncReport after(Removals before, String warning) {
        List<String> all = new ArrayList<>(warnings);
        all.add(0, warning);
        return new SyncReport(
                sync,
                source,
                destination,
                target,
                mode,
                cursor,
                started,
                duration,
                ended,
                failure,
                cause,
                rows,
                removals.plus(before),
                skips,
                errors,
                all,
                deadLetters,
                settledLetters,
                samples);
    }

    /** The same of a run that began and took as long as whoever announced it says, waits for its lock and its source among it. */
    public SyncReport lasting(Instant begun, Duration took) {
        return new SyncReport(
                sync,
                source,
                destination,
                target,
                mode,
                cursor,
                begun,
                took,
                ended,
                failure,
                cause,
                rows,
                removals,
                skips,
                errors,
                warnings,
                deadLetters,
                settledLetters,
                samples);
    }

    /** What the process of this run exits with. */
    public int exitCode() {
        return switch (ended) {
            case CANCELLED -> ExitCode.CANCELLED;
            case FAILED -> ExitCode.of(failure.orElseThrow().category());
            case COMPLETED -> {
                boolean unknown = rows.indeterminate() + removals.indeterminate() > 0;
                boolean rejected = rows.rejected() + removals.rejected() > 0;
                yield unknown ? ExitCode.FAILED : rejected ? ExitCode.ROWS_REJECTED : ExitCode.DONE;
            }
        };
    }

    /** How a run can end. */
    public enum Ended {
        /** Every row was attended to. */
        COMPLETED,
        /** The destination or the source ended it. */
        FAILED,
        /** The user ended it. */
        CANCELLED
    }

    /**
     * What became of the source's rows: {@code read = written + unchanged + skipped + rejected + indeterminate + notAttempted}.
     *
     * @param read rows of the source that were looked at, unreadable ones among them
     * @param written with a positive reply for each command
     * @param added of the written ones, those that the state did not know; 0 unless in a mirror
     * @param changed of the written ones, those whose values changed; 0 unless in a mirror
     * @param renewed of the written ones, those written again for another reason, such as an expiry; 0 unless in a mirror
     * @param unchanged not written because the record holds them
     * @param skipped left alone, as the mode says
     * @param rejected refused, each with an error
     * @param indeterminate of unknown fate, each with an error
     * @param notAttempted not sent, because the run ended early
     */
    public record Rows(
            long read,
            long written,
            long added,
            long changed,
            long renewed,
            long unchanged,
            long skipped,
            long rejected,
            long indeterminate,
            long notAttempted) {}

    /**
     * What became of removals: {@code planned = removed + rejected + indeterminate + notAttempted}.
     *
     * @param planned records to remove
     * @param removed gone
     * @param rejected refused, each with an error
     * @param indeterminate of unknown fate, each with an error
     * @param notAttempted not sent, because the run ended early
     */
    public record Removals(long planned, long removed, long rejected, long indeterminate, long notAttempted) {
        /** No removal. */
        public static final Removals NONE = new Removals(0, 0, 0, 0, 0);

        Removals plus(Removals more) {
            return new Removals(
                    planned + more.planned,
                    removed + more.removed,
                    rejected + more.rejected,
                    indeterminate + more.indeterminate,
                    notAttempted + more.notAttempted);
        }
    }

    /**
     * Errors of one code.
     *
     * @param error the first of them
     * @param count rows and removals with it
     * @param rowNumbers numbers of the first rows with it, at most five
     */
    public record ErrorGroup(ErrorDetail error, long count, List<Long> rowNumbers) {
        public ErrorGroup {
            rowNumbers = List.copyOf(rowNumbers);
        }
    }
}
