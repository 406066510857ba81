package dev.sluice.source.parquet;

import dev.sluice.source.parquet.file.Damage;
import dev.sluice.source.parquet.file.SchemaNode;
import dev.sluice.spi.FieldType;
import org.jspecify.annotations.Nullable;

/**
 * A top-level column.
 *
 * @param type text if the column is refused
 * @param refusal why it cannot be carried; null if it can
 */
record ParquetColumn(
        SchemaNode node, FieldType type, @Nullable String refusal) {
    static ParquetColumn of(SchemaNode node, boolean isFirstOfName) {
        if (node.name().isEmpty()) {
            return new ParquetColumn(node, FieldType.TEXT, "it has no name");
        }
        if (!isFirstOfName) {
            return new ParquetColumn(node, FieldType.TEXT, "another column has the same name");
        }
        try {
            return new ParquetColumn(node, Assembly.check(node), null);
        } catch (Damage e) {
            return new ParquetColumn(node, FieldType.TEXT, e.what());
        }
    }

    String name() {
        return node.name();
    }
}
