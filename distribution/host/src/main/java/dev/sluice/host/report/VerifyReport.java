package dev.sluice.host.report;

import dev.sluice.host.failure.ExitCode;
import dev.sluice.spi.ErrorDetail;
import dev.sluice.spi.Row;
import dev.sluice.spi.SyncMode;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What a look at the target of a sync found, and what was repaired.
 *
 * @param sync the sync's name
 * @param source the source's name
 * @param destination id of the destination
 * @param target where the records are, in the destination's words and without secrets
 * @param mode the mode
 * @param duration how long it took
 * @param rows how records compare with the source's rows, before anything was repaired
 * @param gone records that the sync wrote and whose rows the source does not have any more; 0 unless it removes such records
 * @param stay how many of all differences are still there
 * @param examples some of the differences, at most so many of each kind as were asked for. They hold values of rows
 * @param repair the run that repaired, if one was asked for and there was anything to repair
 * @param stopped the guard that kept the run that repairs from beginning or from its first write
 * @param warnings what the user should know beside, each one sentence
 */
public record VerifyReport(
        String sync,
        String source,
        String destination,
        String target,
        SyncMode mode,
        Duration duration,
        Rows rows,
        long gone,
        long stay,
        List<Example> examples,
        Optional<SyncReport> repair,
        Optional<ErrorDetail> stopped,
        List<String> warnings) {
    public VerifyReport {
        examples = List.copyOf(examples);
        warnings = List.copyOf(warnings);
    }

    /** How many differences were found. */
    public long differences() {
        return rows.stale() + rows.missing() + rows.foreign() + rows.expiring() + gone;
    }

    /** What the process of this look exits with. */
    public int exitCode() {
        if (stopped.isPresent()) {
            return ExitCode.of(stopped.get().category());
        }
        int left = stay > 0 ? ExitCode.DIFFERENCES : ExitCode.DONE;
        int repaired = repair.map(SyncReport::exitCode).orElse(ExitCode.DONE);
        return repaired == ExitCode.ROWS_REJECTED ? left : ExitCode.worse(left, repaired);
    }

    /**
     * How records compare with rows: {@code looked = equal + left + stale + missing + foreign + expiring}.
     *
     * @param read rows of the source
     * @param unreadable of these, rows that could not be read or have no key, and so were not looked at
     * @param looked rows whose records were looked at
     * @param equal records that hold their row
     * @param left records that the mode leaves as they are, such as those that {@code insert} found and may not overwrite; rows that expired; rows that
     *     left the source meanwhile
     * @param stale records that hold other values
     * @param missing rows without a record
     * @param foreign keys under which there is something of another type
     * @param expiring records that vanish long before they should, or stay where they should vanish
     */
    public record Rows(
            long read,
            long unreadable,
            long looked,
            long equal,
            long left,
            long stale,
            long missing,
            long foreign,
            long expiring) {}

    /** How a record differs. */
    public enum Kind {
        /** It holds other values. */
        STALE,
        /** It is not there. */
        MISSING,
        /** It is of another type. */
        FOREIGN,
        /** It vanishes long before it should, or stays where it should vanish. */
        EXPIRING,
        /** The source does not have its row any more. */
        GONE
    }

    /**
     * One record that differs.
     *
     * @param kind how
     * @param row the row that it should hold; of one that is gone from the source the key alone
     * @param now what the target has, in one line, if it has anything
     * @param differences names of the fields that differ, where that is told
     */
    public record Example(Kind kind, Row row, Optional<String> now, List<String> differences) {
        public Example {
            differences = List.copyOf(differences);
        }
    }
}
