package dev.sluice.state;

import dev.sluice.host.change.ChangeStates;
import dev.sluice.host.change.Identification;
import dev.sluice.host.change.OpenedState;
import dev.sluice.host.file.SyncFolder;
import dev.sluice.state.file.Sizes;
import java.time.Clock;

/** The states of syncs, as files in their folders. */
public final class SyncStates implements ChangeStates {
    private final Sizes sizes;

    /** With files of the usual size. */
    public SyncStates() {
        this(Sizes.USUAL);
    }

    SyncStates(Sizes sizes) {
        this.sizes = sizes;
    }

    @Override
    public OpenedState open(SyncFolder folder, Identification identification, Clock clock) {
        return SyncState.open(folder, identification, clock, sizes);
    }
}
