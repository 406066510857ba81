package dev.sluice.source.parquet;

import dev.sluice.source.parquet.file.ColumnPages;
import dev.sluice.source.parquet.file.Damage;
import dev.sluice.source.parquet.file.Footer;
import dev.sluice.source.parquet.file.SchemaNode;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.List;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type.Repetition;
import org.jspecify.annotations.Nullable;

/** The values of a top-level column in one row group, row by row. For one thread. */
final class ColumnValues {
    private final String name;
    private final List<Leaf> leaves = new ArrayList<>();
    private final boolean single;
    private final Nested nested;
    private final StringBuilder json = new StringBuilder();

    private ColumnValues(ParquetColumn column, FileChannel file, Footer footer, RowGroup group) {
        this.name = column.name();
        this.single = Assembly.isSingle(column.node());
        this.nested = new Assembly(node -> {
                    Leaf leaf = leaf(node, file, footer, group);
                    leaves.add(leaf);
                    return leaf;
                })
                .of(column.node());
    }

    /** @throws Damage if the file does not hold the column as its schema says */
    static ColumnValues of(ParquetColumn column, FileChannel file, Footer footer, RowGroup group) {
        return new ColumnValues(column, file, footer, group);
    }

    private static Leaf leaf(SchemaNode node, FileChannel file, Footer footer, RowGroup group) {
        if (node.firstLeaf() >= group.getColumnsSize()) {
            throw new Damage("a row group does not have it");
        }
        ColumnChunk chunk = group.getColumns().get(node.firstLeaf());
        if (chunk.isSetFile_path()) {
            throw new Damage("its values are in another file");
        }
        if (!chunk.isSetMeta_data()) {
            throw new Damage(chunk.isSetCrypto_metadata() ? "it is encrypted" : "its place is not told");
        }
        ColumnMetaData place = chunk.getMeta_data();
        SchemaElement element = node.element();
        if (place.getType() != element.getType()) {
            throw new Damage("its footer says of it two different types");
        }
        if (node.repetition() == 0 && place.getNum_values() != group.getNum_rows()) {
            throw new Damage(
                    "its footer counts " + place.getNum_values() + " values in " + group.getNum_rows() + " rows");
        }
        PrimitiveType stored =
                new PrimitiveType(Repetition.REQUIRED, type(element), element.getType_length(), node.name());
        ColumnDescriptor descriptor =
                new ColumnDescriptor(new String[] {node.name()}, stored, node.repetition(), node.definition());
        return new Leaf(
                descriptor,
                new ColumnPages(file, footer, place, descriptor),
                LeafTypes.of(element),
                footer.writer().version());
    }

    private static PrimitiveTypeName type(SchemaElement element) {
        return switch (element.getType()) {
            case BOOLEAN -> PrimitiveTypeName.BOOLEAN;
            case INT32 -> PrimitiveTypeName.INT32;
            case INT64 -> PrimitiveTypeName.INT64;
            case INT96 -> PrimitiveTypeName.INT96;
            case FLOAT -> PrimitiveTypeName.FLOAT;
            case DOUBLE -> PrimitiveTypeName.DOUBLE;
            case BYTE_ARRAY -> PrimitiveTypeName.BINARY;
            case FIXED_LEN_BYTE_ARRAY -> PrimitiveTypeName.FIXED_LEN_BYTE_ARRAY;
        };
    }

    String name() {
        return name;
    }

    /** The value of the next row: null, a value, or why a row cannot carry it. */
    @Nullable
    Object next() {
        if (single) {
            return leaves.get(0).take();
        }
        Leaf first = nested.first();
        if (first.repetition() != 0) {
            throw new Damage("a row of it begins in the middle of a list");
        }
        if (first.definition() < presence()) {
            nested.skip();
            return null;
        }
        json.setLength(0);
        Object unfit = nested.append(json);
        for (int i = 0; i < leaves.size(); i++) {
            if (leaves.get(i).repetition() != 0) {
                throw new Damage("its lists have different lengths");
            }
        }
        return unfit == null ? json.toString() : unfit;
    }

    /** The definition level from which on the column is not null. */
    private int presence() {
        return nested instanceof Nested.Group group
                ? group.definition()
                : nested instanceof Nested.Elements elements
                        ? elements.definition()
                        : nested instanceof Nested.Entries entries ? entries.definition() : 0;
    }

    /** @throws Damage if there are more values than rows */
    void checkEnd() {
        if (!leaves.stream().allMatch(Leaf::isAtEnd)) {
            throw new Damage("it has more values than its rows need");
        }
    }
}
