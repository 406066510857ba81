package dev.sluice.tck.staged;

import dev.sluice.spi.Change;
import dev.sluice.spi.Outcome;
import dev.sluice.spi.SyncMode;
import dev.sluice.spi.WriteProfile;
import dev.sluice.spi.WriteRequest;
import dev.sluice.tck.memory.MemoryServer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** A destination that swaps: its commit builds a new table from a snapshot, and puts it in the place of the old one. */
public class SwapDestination extends BulkDestination {
    /** A target that keeps uploads below the directory of the build. */
    public SwapDestination() {}

    /** A target that keeps uploads below this directory. */
    public SwapDestination(Path root) {
        super(root);
    }

    @Override
    public Set<SyncMode> modes() {
        return Set.of(SyncMode.MIRROR);
    }

    @Override
    public WriteProfile profile(WriteRequest request) {
        return super.profile(request).toBuilder()
                .input(WriteProfile.Input.SNAPSHOT)
                .build();
    }

    @Override
    public List<Outcome> apply(WriteRequest request, List<Change> changes) {
        ConcurrentMap<String, Map<String, MemoryServer.Cell>> next = new ConcurrentHashMap<>();
        List<Outcome> outcomes = applyTo(next, request, changes);
        MemoryServer.INSTANCE.swap(request.target().value("table").orElseThrow().toString(), next);
        return outcomes;
    }
}
