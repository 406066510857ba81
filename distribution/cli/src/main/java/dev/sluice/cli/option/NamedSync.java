package dev.sluice.cli.option;

import dev.sluice.definition.SyncEntry;
import java.nio.file.Path;

/**
 * What a definition file says of a sync that is to run; nothing, for one that options alone describe.
 *
 * @param entry its values
 * @param base the directory that its paths are relative to
 * @param stateDirectory where its state is, unless an option says otherwise
 */
public record NamedSync(SyncEntry entry, Path base, Path stateDirectory) {
    public boolean isDefined() {
        return !entry.name().isEmpty();
    }
}
