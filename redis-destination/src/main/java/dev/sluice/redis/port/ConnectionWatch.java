package dev.sluice.redis.port;

import dev.sluice.redis.config.Endpoint;
import java.util.Optional;

/**
 * Told by an executor of every connection that it sends commands over. In a run that keeps a marker it decides whether the run can be
 * proven to have written to the same server processes all the time. Threadsafe, because an executor may use several connections at once.
 */
public interface ConnectionWatch {
    /** Nobody watches. */
    ConnectionWatch NONE = new ConnectionWatch() {
        @Override
        public boolean asksRunId() {
            return false;
        }

        @Override
        public boolean mayReplace() {
            return true;
        }

        @Override
        public void opened(Endpoint server, Optional<String> runId) {}
    };

    /** Whether to ask the server of a new connection for its {@code run_id}, with {@code INFO server}. */
    boolean asksRunId();

    /** Whether a connection that works may be replaced because it is old. */
    boolean mayReplace();

    /**
     * A new connection is ready for its first commands, which are not sent yet.
     *
     * @param runId the {@code run_id} of the server process; empty if it was not asked or did not tell
     */
    void opened(Endpoint server, Optional<String> runId);
}
