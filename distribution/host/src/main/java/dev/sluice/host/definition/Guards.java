package dev.sluice.host.definition;

import dev.sluice.host.failure.HostFailure;
import dev.sluice.spi.ErrorDetail;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * What stops a run, because what it is about to do is more likely a mistake than a wish. Rows and removals of a mirror are judged before its
 * first write.
 *
 * @param minRows rows that the source has at least
 * @param maxDeletes records that a run removes at most
 * @param maxDeletePercent of the known records, that a run removes at most, from 0 to 100; by default {@value #PERCENT}, and
 *     {@value #PERCENT_OF_FEW} where fewer than {@value #FEW} records are known
 * @param maxErrors rows that may be rejected
 * @param maxErrorPercent of the rows of the source, that may be rejected, from 0 to 100; judged from {@value #READ} rows on, and at the end
 * @param onMissingColumn what a column does that the last run had and the source no longer has; empty refuses one that the key or the mapping
 *     names, and warns of any other that was written
 * @param onNewColumn what a column does that the last run did not have
 */
public record Guards(
        long minRows,
        OptionalLong maxDeletes,
        OptionalInt maxDeletePercent,
        OptionalLong maxErrors,
        OptionalInt maxErrorPercent,
        Optional<OnColumn> onMissingColumn,
        OnColumn onNewColumn) {
    /** What is done about a source whose columns are others than those of the last run. */
    public enum OnColumn {
        /** The run ends before it reads. */
        REFUSE,
        /** The run goes on and says so. */
        WARN
    }

    /** The default: at least one row. */
    public static final Guards DEFAULT = new Guards(1, OptionalLong.empty(), OptionalInt.empty());

    private static final int PERCENT = 10;
    private static final int PERCENT_OF_FEW = 50;
    private static final int FEW = 100;
    private static final int READ = 1_000;

    /** Guards that let any number of rows be rejected. */
    public Guards(long minRows, OptionalLong maxDeletes, OptionalInt maxDeletePercent) {
        this(
                minRows,
                maxDeletes,
                maxDeletePercent,
                OptionalLong.empty(),
                OptionalInt.empty(),
                Optional.empty(),
                OnColumn.WARN);
    }

    List<ErrorDetail> problems() {
        List<ErrorDetail> problems = new ArrayList<>();
        if (minRows < 0) {
            problems.add(HostFailure.GUARD_INVALID.detail("min_rows is below 0."));
        }
        if (maxDeletes.isPresent() && maxDeletes.getAsLong() < 0) {
            problems.add(HostFailure.GUARD_INVALID.detail("max_deletes is below 0."));
        }
        if (maxDeletePercent.isPresent() && (maxDeletePercent.getAsInt() < 0 || maxDeletePercent.getAsInt() > 100)) {
            problems.add(HostFailure.GUARD_INVALID.detail("max_delete_percent is not from 0 to 100."));
        }
        if (maxErrors.isPresent() && maxErrors.getAsLong() < 0) {
            problems.add(HostFailure.GUARD_INVALID.detail("max_errors is below 0."));
        }
        if (maxErrorPercent.isPresent() && (maxErrorPercent.getAsInt() < 0 || maxErrorPercent.getAsInt() > 100)) {
            problems.add(HostFailure.GUARD_INVALID.detail("max_error_percent is not from 0 to 100."));
        }
        return problems;
    }

    /** Why the run stops, if the source has too few rows. */
    public Optional<ErrorDetail> judgeRows(long rows) {
        if (rows >= minRows) {
            return Optional.empty();
        }
        return Optional.of(
                rows == 0
                        ? HostFailure.SOURCE_EMPTY.detail()
                        : HostFailure.TOO_FEW_ROWS.detail("The source has " + rows + " rows, fewer than the " + minRows
                                + " that it has at least."));
    }

    /**
     * Why the run stops, if it would remove too much.
     *
     * @param known records of the sync before this run
     */
    public Optional<ErrorDetail> judgeRemovals(long removals, long known) {
        if (maxDeletes.isPresent() && removals > maxDeletes.getAsLong()) {
            return Optional.of(HostFailure.TOO_MANY_REMOVALS.detail(
                    "The run would remove " + removals + " of " + known + " records, and " + maxDeletes.getAsLong()
                            + " are allowed (max_deletes).",
                    "Check the source. If they are to go: --max-deletes " + removals + "."));
        }
        int percent = maxDeletePercent.orElse(known < FEW ? PERCENT_OF_FEW : PERCENT);
        if (removals * 100 > known * percent) {
            long needed = Math.min(100, (removals * 100 + known - 1) / Math.max(1, known));
            return Optional.of(HostFailure.TOO_MANY_REMOVALS.detail(
                    "The run would remove " + removals + " of " + known + " records, and " + percent
                            + " % are allowed (max_delete_percent).",
                    "Check the source. If they are to go: --max-delete-percent " + needed + "."));
        }
        return Optional.empty();
    }

    /** The same without a limit to rejected rows. */
    public Guards withAnyErrors() {
        return new Guards(
                minRows,
                maxDeletes,
                maxDeletePercent,
                OptionalLong.empty(),
                OptionalInt.empty(),
                onMissingColumn,
                onNewColumn);
    }

    /**
     * Why the run stops, if too many of its rows are rejected.
     *
     * @param read rows that were read
     * @param all whether these are all; before that a share of few rows tells nothing
     */
    public Optional<ErrorDetail> judgeErrors(long rejected, long read, boolean all) {
        if (maxErrors.isPresent() && rejected > maxErrors.getAsLong()) {
            return Optional.of(
                    tooManyErrors(rejected, maxErrors.getAsLong() + " may be (max_errors).", "--max-errors N."));
        }
        if (maxErrorPercent.isPresent()
                && (all || read >= READ)
                && rejected * 100 > read * maxErrorPercent.getAsInt()) {
            return Optional.of(tooManyErrors(
                    rejected,
                    maxErrorPercent.getAsInt() + " % of the " + read + " that were read may be (max_error_percent).",
                    "--max-error-percent P."));
        }
        return Optional.empty();
    }

    private static ErrorDetail tooManyErrors(long rejected, String allowed, String option) {
        return HostFailure.TOO_MANY_ERRORS.detail(
                (rejected == 1 ? "A row was" : rejected + " rows were") + " rejected, and " + allowed,
                "Look at why in the report and the dead letters. To go on with more: " + option);
    }
}
