package dev.sluice.host.sync;

import dev.sluice.host.mapping.FieldMapping;
import dev.sluice.spi.Destination;
import dev.sluice.spi.DestinationConfig;
import dev.sluice.spi.SyncMode;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a sync is: everything but the rows.
 *
 * @param name names the state file, the dead letters and the report: letters, digits, dot, dash, underscore
 * @param destination where the rows go
 * @param config settings of the destination
 * @param target settings of the sync at the destination
 * @param mode what to do to records
 * @param primaryKey fields that name a row, in the names after mapping
 * @param mapping which fields travel, and under which names
 * @param limit at most this many rows of the source
 * @param stateDirectory where a mirror keeps its state
 * @param deadLetters the file for rows that were not written; made only if there is one
 * @param stateTarget what the state calls the target, in place of the profile's own: for a server whose port changes
 * @param epoch what ties the state to the contents of the target: another one than last time means that they are gone, so everything is
 *     written again
 */
public record SyncDefinition(
        String name,
        Destination destination,
        DestinationConfig config,
        DestinationConfig target,
        SyncMode mode,
        List<String> primaryKey,
        FieldMapping mapping,
        OptionalLong limit,
        Path stateDirectory,
        Path deadLetters,
        Optional<String> stateTarget,
        Optional<String> epoch) {
    public SyncDefinition {
        primaryKey = List.copyOf(primaryKey);
    }
}
