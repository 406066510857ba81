package dev.sluice.cli.option;

import dev.sluice.cli.settings.Settings;
import dev.sluice.definition.SyncEntry;
import dev.sluice.host.definition.SyncDefinition;
import dev.sluice.spi.SyncMode;
import java.nio.file.Path;

/**
 * What a definition file says of a sync that is to run; nothing, for one that options alone describe.
 *
 * @param entry its values
 * @param base the directory that its paths are relative to
 * @param stateDirectory where its state is, unless an option says otherwise
 */
public record NamedSync(SyncEntry entry, Path base, Path stateDirectory) {
    /** The sync as far as a look at it needs, without a place for its state. */
    public SyncDefinition definition(Settings settings, SyncMode mode) {
        return SyncDefinition.builder(entry.name(), settings.destination())
                .config(settings.config())
                .target(settings.target())
                .mode(mode)
                .primaryKey(entry.texts("key"))
                .mapping(entry.texts("map"))
                .build();
    }

    /** Whether the definition file has it. */
    public boolean isDefined() {
        return !entry.name().isEmpty();
    }
}
