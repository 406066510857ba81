package dev.sluice.spark;

import dev.sluice.host.failure.HostFailure;
import dev.sluice.host.report.SyncReport;
import dev.sluice.spark.failure.SluiceException;
import dev.sluice.spark.mirror.MirrorRun;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.jspecify.annotations.Nullable;

/**
 * Mirrors a DataFrame: afterwards the target has a record of each of its rows, and none of a row that was there in an earlier run and is gone. The same
 * states as those of the command. May be called by several threads; runs of one sync exclude each other.
 */
public final class SluiceMirror {
    private SluiceMirror() {}

    /**
     * Runs a mirror to its end and prints its report.
     *
     * @param rows all rows, as Spark computes them once
     * @param options those of {@code format("sluice")} that a mirror takes, and {@code state.path}: texts, numbers or truth values by name
     * @return what was done; rows may have been rejected
     * @throws SluiceException if a guard or a mistake ended the run before it wrote, or if it failed while it wrote: the next run goes on from there
     */
    public static SyncReport run(Dataset<?> rows, Map<String, ?> options) {
        try {
            requireGiven(rows, "DataFrame");
            requireGiven(options, "options");
            return MirrorRun.of(rows, options, System.out::println);
        } catch (RuntimeException e) {
            throw SluiceException.of(e);
        }
    }

    /** Python knows no types that would keep it from giving nothing. */
    private static void requireGiven(@Nullable Object given, String what) {
        if (given == null) {
            throw HostFailure.ARGUMENT_INVALID.exception(
                    "The mirror is given no " + what + ".", "Call SluiceMirror.run(rows, options) with both.");
        }
    }
}
