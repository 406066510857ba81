package dev.sluice.host.target;

import dev.sluice.host.definition.Guards.OnColumn;
import dev.sluice.host.definition.SyncDefinition;
import dev.sluice.host.failure.HostException;
import dev.sluice.host.failure.HostFailure;
import dev.sluice.host.mapping.MappingFailures;
import dev.sluice.host.source.Source;
import dev.sluice.spi.DestinationConfig;
import dev.sluice.spi.DestinationException;
import dev.sluice.spi.Field;
import dev.sluice.spi.FieldType;
import dev.sluice.spi.RowSchema;
import dev.sluice.spi.WriteProfile;
import dev.sluice.spi.WriteRequest;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What is asked of the destination, and how it wants to be driven.
 *
 * @param request what is asked
 * @param profile the destination's answer
 * @param notices in what the columns of the source are others than in the last run, in sentences
 */
public record TargetRequest(WriteRequest request, WriteProfile profile, List<String> notices) {
    public TargetRequest {
        notices = List.copyOf(notices);
    }

    /**
     * Holds a sync against its source and its destination, without any I/O at the target.
     *
     * @throws HostException {@code COLUMN_MISSING}, {@code COLUMN_NEW} of every such column; else with every problem of the mapping and the key, in
     *     the names of the source
     * @throws DestinationException if the settings are wrong or the mode is not offered
     */
    public static TargetRequest of(SyncDefinition definition, Source source) {
        Optional<RowSchema> fields = source.schema();
        List<String> notices =
                fields.map(schema -> ColumnChanges.judge(definition, schema)).orElse(List.of());
        boolean mayLack = definition.guards().onMissingColumn().equals(Optional.of(OnColumn.WARN));
        Optional<RowSchema> mapped = fields.map(schema -> definition.mapping().validate(schema, mayLack));
        // A key that the rows do not have is told in the names of the source, before the destination sees it.
        mapped.ifPresent(schema -> requireFields(definition.primaryKey(), schema, fields.orElse(schema)));
        WriteRequest request = new WriteRequest(
                definition.config(),
                definition.target(),
                definition.mode(),
                mapped.orElse(RowSchema.of()),
                definition.primaryKey());
        WriteProfile profile = definition.destination().profile(request);
        if (!definition.destination().supports(definition.mode())) {
            throw HostFailure.MODE_UNSUPPORTED.exception("The destination "
                    + definition.destination().spec().id() + " does not offer the mode "
                    + definition.mode().name().toLowerCase(Locale.ROOT).replace('_', '-') + ".");
        }
        mapped.ifPresent(schema -> requireFields(profile.identity(), schema, fields.orElse(schema)));
        mapped.ifPresent(schema -> requireSettings(definition, profile.fields(), schema, fields.orElse(schema)));
        CursorRules.require(definition, source, profile, request.schema());
        return new TargetRequest(request, profile, notices);
    }

    /**
     * Holds a sync against its destination, where nothing is known of the source: neither its types nor, unless the mapping names them all, its
     * fields.
     *
     * @throws HostException with every field that key or settings name and the mapping leaves out
     * @throws DestinationException if the settings are wrong or the mode is not offered
     */
    public static void requireSound(SyncDefinition definition) {
        WriteProfile profile = definition
                .destination()
                .profile(new WriteRequest(
                        definition.config(),
                        definition.target(),
                        definition.mode(),
                        RowSchema.of(),
                        definition.primaryKey()));
        definition.mapping().fixed().ifPresent(names -> {
            RowSchema mapped = RowSchema.of(
                    names.stream().map(name -> new Field(name, FieldType.TEXT)).toList());
            requireFields(definition.primaryKey(), mapped, mapped);
            requireFields(profile.identity(), mapped, mapped);
            requireSettings(definition, profile.fields(), mapped, mapped);
        });
    }

    private static void requireFields(List<String> names, RowSchema mapped, RowSchema source) {
        HostException.throwIfAny(names.stream()
                .filter(name -> !mapped.has(name))
                .map(name -> MappingFailures.keyLost(name, source.has(name), mapped.names())
                        .detail())
                .toList());
    }

    private static void requireSettings(
            SyncDefinition definition, List<String> names, RowSchema mapped, RowSchema source) {
        HostException.throwIfAny(names.stream()
                .filter(name -> !mapped.has(name))
                .map(name -> MappingFailures.settingLost(
                                setting(definition, name), name, source.has(name), mapped.names())
                        .detail())
                .toList());
    }

    /** JSON Pointer of the setting that names a field, such as {@code /target/ttl_field}; empty where it cannot be told. */
    private static Optional<String> setting(SyncDefinition definition, String field) {
        return Stream.concat(
                        naming(definition.target(), field).map(name -> "/target/" + name),
                        naming(definition.config(), field).map(name -> "/config/" + name))
                .findFirst();
    }

    private static Stream<String> naming(DestinationConfig settings, String field) {
        return settings.values().entrySet().stream()
                .filter(setting -> setting.getValue().equals(field))
                .map(Map.Entry::getKey)
                .sorted();
    }
}
