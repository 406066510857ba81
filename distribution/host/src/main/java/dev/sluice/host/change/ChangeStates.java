package dev.sluice.host.change;

import dev.sluice.host.failure.HostException;
import dev.sluice.host.failure.HostFailure;
import java.nio.file.Path;
import java.time.Clock;

/** Opens the states of mirrors. Safe for use by several threads. */
public interface ChangeStates {
    /** For a host that runs no mirrors: opens no state. */
    ChangeStates NONE = (directory, sync, identification, clock) -> {
        throw HostFailure.STATE_MISSING.exception();
    };

    /**
     * Opens the state of a sync, or starts one.
     *
     * @param directory created if it is missing, accessible to its owner only
     * @param clock gives the time at which a record was written, and so when it is renewed
     * @throws HostException {@code STATE_IN_USE}, {@code STATE_OTHER_TARGET}, {@code STATE_OTHER_KEY}, {@code STATE_UNREADABLE}, {@code
     *     STATE_ENGINE_MISSING}, {@code STATE_MISSING}
     */
    ChangeState open(Path directory, String sync, Identification identification, Clock clock);
}
