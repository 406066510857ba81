package dev.sluice.state;

import dev.sluice.host.change.ChangeState;
import dev.sluice.host.change.ChangeStates;
import dev.sluice.host.change.Identification;
import java.nio.file.Path;
import java.time.Clock;

/** The states of mirrors, one file for each sync. */
public final class SyncStates implements ChangeStates {
    @Override
    public ChangeState open(Path directory, String sync, Identification identification, Clock clock) {
        return SyncState.open(directory, sync, identification, clock);
    }
}
