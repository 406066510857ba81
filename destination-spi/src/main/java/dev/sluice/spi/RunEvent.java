package dev.sluice.spi;

import static dev.sluice.spi.ErrorDetail.requireText;
import static java.util.Objects.requireNonNull;

import java.time.Instant;

/** Something that a destination tells its host while a run goes on. */
public sealed interface RunEvent {
    /** The destination waits before it goes on. */
    static Waiting waiting(Instant until, ErrorDetail why) {
        return new Waiting(until, why);
    }

    /** The destination tries something again. */
    static Retried retried(ErrorDetail why, int attempt) {
        return new Retried(why, attempt);
    }

    /** The destination replaced a connection. */
    static Reconnected reconnected(String where) {
        return new Reconnected(where);
    }

    /** The user should know something. */
    static Warning warning(ErrorDetail what) {
        return new Warning(what);
    }

    /** A long stage of the destination proceeds. */
    static Progress progress(String stage, long done, long total) {
        return new Progress(stage, done, total);
    }

    /**
     * The destination waits before it goes on.
     *
     * @param until when it goes on
     * @param why what it waits for
     */
    record Waiting(Instant until, ErrorDetail why) implements RunEvent {
        public Waiting {
            requireNonNull(until, "until");
            requireNonNull(why, "why");
        }
    }

    /**
     * The destination tries something again.
     *
     * @param why what failed
     * @param attempt the number of the attempt that begins, from 2
     */
    record Retried(ErrorDetail why, int attempt) implements RunEvent {
        public Retried {
            requireNonNull(why, "why");
        }
    }

    /**
     * The destination replaced a connection.
     *
     * @param where the host and port, or what else names it
     */
    record Reconnected(String where) implements RunEvent {
        public Reconnected {
            requireText(where, "where");
        }
    }

    /**
     * The user should know something; the run goes on.
     *
     * @param what the code groups equal warnings
     */
    record Warning(ErrorDetail what) implements RunEvent {
        public Warning {
            requireNonNull(what, "what");
        }
    }

    /**
     * A long stage of the destination proceeds, such as a bulk job.
     *
     * @param stage a stable name
     * @param done how much is done, from 0
     * @param total of how much; negative if that is unknown
     */
    record Progress(String stage, long done, long total) implements RunEvent {
        public Progress {
            requireText(stage, "stage");
        }
    }
}
