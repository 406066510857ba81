package dev.sluice.tck.host;

import dev.sluice.spi.DestinationConfig;
import dev.sluice.spi.Field;
import dev.sluice.spi.FieldType;
import dev.sluice.spi.RowSchema;
import dev.sluice.spi.SyncMode;
import dev.sluice.spi.WriteRequest;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;

/**
 * A request in plain values, for another process.
 *
 * @param checked whether its settings are checked, instead of asking for a profile
 */
record Question(
        boolean checked,
        HashMap<String, Object> config,
        HashMap<String, Object> target,
        String mode,
        LinkedHashMap<String, String> fields,
        ArrayList<String> key)
        implements Serializable {
    static Question of(boolean checked, WriteRequest request) {
        LinkedHashMap<String, String> fields = new LinkedHashMap<>();
        request.schema()
                .fields()
                .forEach(field -> fields.put(field.name(), field.type().name()));
        return new Question(
                checked,
                new HashMap<>(request.config().values()),
                new HashMap<>(request.target().values()),
                request.mode().name(),
                fields,
                new ArrayList<>(request.primaryKey()));
    }

    WriteRequest request() {
        List<Field> schema = fields.entrySet().stream()
                .map(field -> new Field(field.getKey(), FieldType.valueOf(field.getValue())))
                .toList();
        return new WriteRequest(
                DestinationConfig.of(config),
                DestinationConfig.of(target),
                SyncMode.valueOf(mode),
                RowSchema.of(schema),
                key);
    }
}
