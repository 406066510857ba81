package dev.sluice.source.avro;

import dev.sluice.spi.FieldType;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A field of the rows.
 *
 * @param type text if the column is refused
 * @param refusal why it cannot be carried; null if it can
 */
record AvroColumn(
        String name, Node node, FieldType type, @Nullable String refusal) {
    /** @throws IOException if the rows are no records */
    static List<AvroColumn> of(Schema rows) throws IOException {
        if (rows.getType() != Schema.Type.RECORD) {
            throw new IOException(
                    "its rows are no records, but of type " + rows.getType().getName());
        }
        if (rows.getFields().isEmpty()) {
            throw new IOException("its rows have no fields");
        }
        AvroTypes types = new AvroTypes();
        List<AvroColumn> columns = new ArrayList<>();
        for (Schema.Field field : rows.getFields()) {
            Node node = types.of(field.schema());
            String refusal = field.name().isEmpty() ? "it has no name" : types.refusal(field.schema());
            columns.add(new AvroColumn(
                    field.name(), node, refusal == null ? AvroTypes.type(node) : FieldType.TEXT, refusal));
        }
        return columns;
    }
}
