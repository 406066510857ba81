package dev.sluice.host.sync;

import dev.sluice.host.failure.HostFailure;
import dev.sluice.host.mapping.MappingFailures;
import dev.sluice.host.source.Source;
import dev.sluice.spi.RowSchema;
import dev.sluice.spi.WriteProfile;
import dev.sluice.spi.WriteRequest;
import java.util.Optional;

/** What is asked of the destination, and how it wants to be driven. */
record Plan(WriteRequest request, WriteProfile profile) {
    static Plan of(SyncDefinition definition, Source source) {
        Optional<RowSchema> fields = source.schema();
        Optional<RowSchema> mapped = fields.map(definition.mapping()::validate);
        WriteRequest request = new WriteRequest(
                definition.config(),
                definition.target(),
                definition.mode(),
                mapped.orElse(RowSchema.of()),
                definition.primaryKey());
        // A key that the rows do not have is told in the names of the source, before the destination sees it.
        mapped.ifPresent(
                schema -> definition.primaryKey().forEach(name -> requireField(name, schema, fields.orElse(schema))));
        WriteProfile profile = definition.destination().profile(request);
        // Said after the destination, whose own refusal names the modes to use instead.
        if (definition.mode().isAudience()) {
            throw HostFailure.AUDIENCE_UNSUPPORTED.exception();
        }
        mapped.ifPresent(
                schema -> profile.identity().forEach(name -> requireField(name, schema, fields.orElse(schema))));
        return new Plan(request, profile);
    }

    private static void requireField(String name, RowSchema mapped, RowSchema source) {
        if (!mapped.has(name)) {
            throw MappingFailures.keyLost(name, source.has(name), mapped.names());
        }
    }
}
