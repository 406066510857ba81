package dev.sluice.host.report;

import dev.sluice.host.cursor.CursorRange;
import dev.sluice.spi.ErrorDetail;
import dev.sluice.spi.Row;
import dev.sluice.spi.SyncMode;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a run of a sync would do now. Nothing was written, at the target or in the state.
 *
 * @param sync the sync's name
 * @param source the source's name
 * @param destination id of the destination
 * @param target where the records are, in the destination's words and without secrets
 * @param mode the mode
 * @param cursor which rows would be read, of a sync with a cursor
 * @param duration how long it took
 * @param rows what would become of the source's rows
 * @param removals records that would be removed, because they have no row
 * @param withdrawals records that would be removed, because the time of their row is over
 * @param unexamined why the target was not looked at, so that the plan rests on the state alone; empty if it was, or if the mode compares
 *     nothing
 * @param memory what memory the target has, and what the run would take of it, where the destination tells
 * @param guards the guards that would stop the run, each with the option that lets it pass
 * @param examples some of what would be done, at most so many of each kind as were asked for. They hold values of rows
 * @param errors rows that would be rejected before they reach the destination, in groups by code, the largest first
 * @param warnings what the user should know beside, each one sentence
 */
public record SyncPlan(
        String sync,
        String source,
        String destination,
        String target,
        SyncMode mode,
        Optional<CursorRange> cursor,
        Duration duration,
        Rows rows,
        long removals,
        long withdrawals,
        Optional<ErrorDetail> unexamined,
        Optional<Memory> memory,
        List<ErrorDetail> guards,
        List<Example> examples,
        List<SyncReport.ErrorGroup> errors,
        List<String> warnings) {
    public SyncPlan {
        guards = List.copyOf(guards);
        examples = List.copyOf(examples);
        errors = List.copyOf(errors);
        warnings = List.copyOf(warnings);
    }

    /** Whether the run would change anything at the target, as far as it is known. */
    public boolean hasChanges() {
        return rows.toWrite() + removals + withdrawals > 0;
    }

    /**
     * Memory of the target, in bytes.
     *
     * @param used what is in use now
     * @param limit what it may use; empty if nothing limits it
     * @param added what the run would add, about, or at most where nothing tells which records are there already; negative if it frees more
     */
    public record Memory(long used, OptionalLong limit, long added) {
        /** Whether the run does not fit, as far as can be told. */
        public boolean isShort() {
            return limit.isPresent() && added > 0 && used + added > limit.getAsLong();
        }
    }

    /**
     * What would become of the source's rows: {@code read = toWrite + unchanged + expired + rejected}.
     *
     * @param read rows of the source
     * @param toWrite rows to send to the destination
     * @param added of these, rows that the state does not know; 0 where nothing is compared
     * @param changed of these, rows whose records hold other values, or nobody knows which; 0 where nothing is compared
     * @param renewed of these, rows to write again for another reason, such as an expiry; 0 where nothing is compared
     * @param unchanged rows whose records hold them
     * @param expired rows whose time is over, which would be skipped; a mirror removes the record that it wrote for one. 0 where nothing is
     *     compared
     * @param rejected rows that would not reach the destination, or that have no key
     */
    public record Rows(
            long read,
            long toWrite,
            long added,
            long changed,
            long renewed,
            long unchanged,
            long expired,
            long rejected) {}

    /** What would be done to a record. */
    public enum Action {
        /** Written; the state does not know it. */
        ADD,
        /** Written over what it holds. */
        CHANGE,
        /** Written again as it is. */
        RENEW,
        /** Removed. */
        REMOVE,
        /** Removed, because the time of its row is over. */
        WITHDRAW
    }

    /**
     * One record.
     *
     * @param action what would be done to it
     * @param row the row that it would hold; of a removal the key alone
     * @param record how the record would look, in one line, or why the destination would write none; empty for a removal, and where the
     *     destination does not say
     * @param before what the target has now, in one line, where it was read
     * @param differences names of the fields that differ, where the record was read
     */
    public record Example(
            Action action, Row row, Optional<String> record, Optional<String> before, List<String> differences) {
        public Example {
            differences = List.copyOf(differences);
        }

        /** Hides the values. */
        @Override
        public String toString() {
            return "Example(" + action + ")";
        }
    }
}
