package dev.sluice.host.definition;

import dev.sluice.host.failure.HostFailure;
import dev.sluice.spi.ErrorDetail;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * What stops a mirror before its first write, because removing so much is more likely a mistake than a wish.
 *
 * @param minRows rows that the source has at least
 * @param maxDeletes records that a run removes at most
 * @param maxDeletePercent of the known records, that a run removes at most, from 0 to 100; by default {@value #PERCENT}, and
 *     {@value #PERCENT_OF_FEW} where fewer than {@value #FEW} records are known
 */
public record Guards(long minRows, OptionalLong maxDeletes, OptionalInt maxDeletePercent) {
    /** The default: at least one row. */
    public static final Guards DEFAULT = new Guards(1, OptionalLong.empty(), OptionalInt.empty());

    private static final int PERCENT = 10;
    private static final int PERCENT_OF_FEW = 50;
    private static final int FEW = 100;

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
}
