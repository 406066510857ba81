package dev.sluice.spark.type;

import dev.sluice.host.value.Unfit;
import org.apache.spark.sql.catalyst.expressions.SpecializedGetters;

/** Reads the values of one column, or the elements of one array. Immutable. */
@FunctionalInterface
interface ColumnReader {
    /** The value at a position, which is not null; {@link Unfit} where a row cannot carry it. */
    Object read(SpecializedGetters values, int position);
}
