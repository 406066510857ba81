package dev.sluice.host.progress;

import dev.sluice.host.failure.ExitCode;
import dev.sluice.host.failure.HostException;
import dev.sluice.host.report.SyncReport;
import dev.sluice.spi.ErrorDetail;
import dev.sluice.spi.RunEvent;
import dev.sluice.spi.SyncMode;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Something that happens in a run. Everything that is shown or kept of a run is made from these events. A run begins with {@link Started} and
 * ends with {@link Ended}, whatever happens; a look at the target without a run (plan, verify) has neither. No event holds a value of a row.
 */
public sealed interface SyncEvent {
    /** What a run is for. */
    enum Purpose {
        /** All rows of the source. */
        SYNC,
        /** Rows that earlier runs rejected. */
        RETRY,
        /** Records that differ from their rows. */
        REPAIR;

        /** The name in files and messages. */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * A run begins; its source is not open yet.
     *
     * @param run its id
     * @param purpose what it is for
     * @param sync the sync's name
     * @param resolved what its definition comes to; empty if it comes to nothing, and then the run ends at once
     */
    record Started(String run, Purpose purpose, String sync, Optional<Resolved> resolved) implements SyncEvent {}

    /**
     * What the definition of a sync comes to.
     *
     * @param destination id of the destination
     * @param destinationVersion the version of that plugin
     * @param mode the mode
     */
    record Resolved(String destination, String destinationVersion, SyncMode mode) {}

    /**
     * The source is open, and the sync fits it.
     *
     * @param source the source's name
     * @param columns its columns, where they are known
     * @param target where the records are, in the destination's words and without secrets
     * @param key the fields that name a record
     * @param batch rows that are sent at once
     * @param writers how many writers there may be
     */
    record Opened(String source, List<String> columns, String target, List<String> key, int batch, int writers)
            implements SyncEvent {
        public Opened {
            columns = List.copyOf(columns);
            key = List.copyOf(key);
        }
    }

    /**
     * A phase begins, and with it the one before ends.
     *
     * @param phase which
     * @param rows its size, where that is known
     */
    record PhaseBegun(SyncProgress.Phase phase, OptionalLong rows) implements SyncEvent {}

    /** How far it is; about five times a second, and once at the end. */
    record Progressed(SyncProgress progress) implements SyncEvent {}

    /** What the destination tells: each retry, wait, reconnect and warning, as it happens. */
    record Told(RunEvent event) implements SyncEvent {}

    /** The user should know something; one sentence or two. */
    record Warned(String message) implements SyncEvent {}

    /**
     * The first row was rejected, or is of unknown fate, with this code.
     *
     * @param error of that row
     */
    record Rejected(ErrorDetail error) implements SyncEvent {}

    /** A guard stops the run. */
    record GuardStopped(ErrorDetail guard) implements SyncEvent {}

    /**
     * The run is over.
     *
     * @param report what it did; empty if it failed before there was anything to count
     * @param failure what it was ended by, if it did not come to its own end
     */
    record Ended(Optional<SyncReport> report, Optional<HostException> failure) implements SyncEvent {
        /** Of a run that has a report. */
        public static Ended with(SyncReport report) {
            return new Ended(Optional.of(report), report.failure().map(HostException::new));
        }

        /** Of one that has none. */
        public static Ended without(HostException failure) {
            return new Ended(Optional.empty(), Optional.of(failure));
        }

        /** What the process of this run exits with. */
        public int exitCode() {
            return report.map(SyncReport::exitCode)
                    .orElseGet(() -> ExitCode.of(failure.orElseThrow().detail().category()));
        }
    }
}
