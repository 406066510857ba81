package dev.sluice.cli.command;

import dev.sluice.cli.output.Modes;
import dev.sluice.cli.settings.Settings;
import dev.sluice.definition.SyncEntry;
import dev.sluice.host.definition.SyncDefinition;
import java.nio.file.Path;

/**
 * What a definition file says of a sync that is to run; nothing, for one that options alone describe.
 *
 * @param entry its values
 * @param base the directory that its paths are relative to
 * @param stateDirectory where its state is, unless an option says otherwise
 */
record NamedSync(SyncEntry entry, Path base, Path stateDirectory) {
    /** The sync as far as a look at it needs, without a place for its state. */
    SyncDefinition definition(Settings settings, String mode) {
        return SyncDefinition.builder(entry.name(), settings.destination())
                .config(settings.config())
                .target(settings.target())
                .mode(Modes.parse(mode, settings.destination().spec()))
                .primaryKey(entry.texts("key"))
                .mapping(entry.texts("map"))
                .build();
    }

    boolean isDefined() {
        return !entry.name().isEmpty();
    }
}
