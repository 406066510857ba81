package dev.sluice.source.parquet;

import dev.sluice.source.parquet.file.ColumnPages;
import dev.sluice.source.parquet.file.Damage;
import org.apache.parquet.VersionParser.ParsedVersion;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.ColumnReader;
import org.apache.parquet.column.impl.ColumnReaderImpl;
import org.jspecify.annotations.Nullable;

/** The values of a leaf in one row group, in the order of the file. For one thread. */
final class Leaf {
    private final ColumnReader reader;
    private final LeafValue value;
    private final int definition;
    private long left;

    Leaf(ColumnDescriptor descriptor, ColumnPages pages, Scalar scalar, @Nullable ParsedVersion writer) {
        this.value = new LeafValue(descriptor.getPrimitiveType().getPrimitiveTypeName(), scalar);
        this.definition = descriptor.getMaxDefinitionLevel();
        this.left = pages.getTotalValueCount();
        this.reader = new ColumnReaderImpl(descriptor, pages, value, writer);
    }

    /** How much of the value at hand is there. */
    int definition() {
        if (left == 0) {
            throw new Damage("it has fewer values than its rows need");
        }
        return reader.getCurrentDefinitionLevel();
    }

    /** At which level the value at hand repeats; 0 where a row begins, and at the end. */
    int repetition() {
        return left == 0 ? 0 : reader.getCurrentRepetitionLevel();
    }

    /** The value at hand, or null; goes on to the next. */
    @Nullable
    Object take() {
        Object taken = null;
        if (definition() >= definition) {
            reader.writeCurrentValueToConverter();
            taken = value.last();
        }
        skip();
        return taken;
    }

    /** Goes on to the next value. */
    void skip() {
        definition();
        reader.consume();
        left--;
    }

    /** Whether every value was read. */
    boolean isAtEnd() {
        return left == 0;
    }
}
