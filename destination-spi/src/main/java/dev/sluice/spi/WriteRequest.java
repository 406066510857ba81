package dev.sluice.spi;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * What a run is to write, where to, and how.
 *
 * @param config settings that {@link DestinationSpec#configSchema()} describes
 * @param target settings of this sync that {@link DestinationSpec#targetSchema()} describes
 * @param mode what the run does to records
 * @param schema the fields known before the first row. Rows of a schemaless source may have others: each {@link Row} carries its own
 * @param primaryKey names of the fields that name a row at the source; may be empty, where the settings name the key
 */
public record WriteRequest(
        DestinationConfig config, DestinationConfig target, SyncMode mode, RowSchema schema, List<String> primaryKey) {
    public WriteRequest {
        requireNonNull(config, "config");
        requireNonNull(target, "target");
        requireNonNull(mode, "mode");
        requireNonNull(schema, "schema");
        primaryKey = List.copyOf(primaryKey);
    }
}
