package dev.sluice.host.change;

import dev.sluice.host.failure.HostException;
import dev.sluice.host.failure.HostFailure;
import dev.sluice.host.file.SyncFolder;
import java.time.Clock;

/** Opens what syncs remember of their records. Safe for use by several threads. */
public interface ChangeStates {
    /** For a host without change detection: opens no state. */
    ChangeStates NONE = (folder, identification, clock) -> {
        throw HostFailure.STATE_MISSING.exception();
    };

    /**
     * Opens the state of a sync, or starts one. Nothing of it changes before {@link Observation#compare}.
     *
     * @param folder of the sync, which stays open for as long as the state does
     * @param clock gives the time at which a record was written, and so when it is renewed
     * @throws HostException {@code STATE_OTHER_SOURCE}, {@code STATE_OTHER_TARGET}, {@code STATE_OTHER_KEY}, {@code STATE_UNREADABLE}, {@code STATE_FORMER}, {@code
     *     STATE_FAILED}, {@code STATE_ENGINE_MISSING}, {@code STATE_MISSING}
     */
    OpenedState open(SyncFolder folder, Identification identification, Clock clock);
}
