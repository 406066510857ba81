package dev.sluice.spark.key;

import dev.sluice.host.failure.HostException;
import dev.sluice.host.failure.HostFailure;
import dev.sluice.host.name.NearestName;
import dev.sluice.spark.option.GivenOptions;
import dev.sluice.spark.option.OptionName;
import dev.sluice.spark.type.Columns;
import dev.sluice.spi.ErrorDetail;
import dev.sluice.spi.Field;
import dev.sluice.spi.FieldType;
import dev.sluice.spi.RowSchema;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How rows come to be next to each other that have the same key.
 *
 * @param identity the columns that name a row
 * @param onDuplicate what becomes of rows with the same key
 * @param column the one that says which of them counts
 */
public record KeyOrder(List<String> identity, OnDuplicate onDuplicate, Optional<String> column) {
    public KeyOrder {
        identity = List.copyOf(identity);
    }

    /**
     * Reads the options, and holds them against the columns.
     *
     * @throws HostException if rows cannot be brought together by these columns
     */
    public static KeyOrder of(GivenOptions options, Columns columns, List<String> identity) {
        requireOrderable(columns, identity);
        OnDuplicate onDuplicate = options.choice(OptionName.ON_DUPLICATE, OnDuplicate.class);
        return new KeyOrder(identity, onDuplicate, column(options, onDuplicate, columns));
    }

    /** Lets one row of each key through. */
    public KeyGroups groups(RowSchema schema, KeyGroups.Fates fates) {
        return new KeyGroups(onDuplicate, position(schema), fates);
    }

    /** Position of the column that says which row counts; -1 where none does. */
    public int position(RowSchema schema) {
        return column.map(schema::indexOf).orElse(-1);
    }

    /** The columns by which rows are sorted, as expressions of Spark: names as they are, whatever characters are in them. */
    public List<String> sorting() {
        List<String> names = new ArrayList<>();
        identity.forEach(name -> names.add(quoted(name)));
        column.ifPresent(name -> names.add(quoted(name)));
        return names;
    }

    /** The columns by which rows are brought together, as {@link #sorting} gives them. */
    public List<String> clustering() {
        return identity.stream().map(KeyOrder::quoted).toList();
    }

    private static String quoted(String name) {
        return "`" + name.replace("`", "``") + "`";
    }

    /**
     * Rows of one key are brought together by sorting them. Spark sorts texts by the collation of their column, which leaves rows with the same bytes
     * apart, and a sink can ask for no order but that of columns.
     */
    private static void requireOrderable(Columns columns, List<String> identity) {
        List<ErrorDetail> problems = new ArrayList<>();
        RowSchema schema = columns.schema();
        for (String name : identity) {
            Field field = schema.field(schema.indexOf(name));
            if (columns.isCollated(name)) {
                problems.add(HostFailure.SOURCE_COLUMN_TYPE
                        .detail(
                                "The column '" + name + "' is of the type " + columns.type(name)
                                        + ", which takes different texts for equal or orders them in its own way, and a key is"
                                        + " told apart by its bytes.",
                                "Cast it to string collate UTF8_BINARY. Where texts that differ are to be one key, make them one"
                                        + " text first, such as by lower().")
                        .at("column", name));
            } else if (field.type() == FieldType.JSON
                    || field.type() == FieldType.FLOAT
                    || field.type() == FieldType.DOUBLE) {
                problems.add(HostFailure.SOURCE_COLUMN_TYPE
                        .detail(
                                "The column '" + name + "' is of a type that names no row: " + field.type() + ".",
                                "Cast it, such as to string or to a decimal, or name another key.")
                        .at("column", name));
            }
        }
        HostException.throwIfAny(problems);
    }

    private static Optional<String> column(GivenOptions options, OnDuplicate onDuplicate, Columns columns) {
        RowSchema schema = columns.schema();
        Optional<String> order = options.name(OptionName.ORDER_BY);
        if (order.isPresent() != (onDuplicate != OnDuplicate.REJECT)) {
            throw HostFailure.ARGUMENT_INVALID.exception(
                    order.isPresent()
                            ? "The option order_by says which row of a key counts, and on_duplicate rejects them all."
                            : "Which row of a key is the first or the last, nothing says.",
                    "Give both: option(\"on_duplicate\", \"last\") and option(\"order_by\", \"COLUMN\").");
        }
        if (order.isPresent() && !schema.has(order.get())) {
            throw HostFailure.ARGUMENT_INVALID
                    .exception(
                            "There is no column '" + order.get() + "' to order rows by.",
                            NearestName.question(order.get(), schema.names()) + "The columns are: "
                                    + String.join(", ", schema.names()) + ".")
                    .at("column", order.get());
        }
        if (order.isPresent() && schema.field(schema.indexOf(order.get())).type() == FieldType.JSON) {
            throw HostFailure.ARGUMENT_INVALID
                    .exception(
                            "Rows cannot be ordered by the column '" + order.get() + "', which is nested.",
                            "Name a column of single values.")
                    .at("column", order.get());
        }
        if (order.isPresent() && columns.isCollated(order.get())) {
            throw HostFailure.ARGUMENT_INVALID
                    .exception(
                            "Rows cannot be ordered by the column '" + order.get() + "', whose type "
                                    + columns.type(order.get())
                                    + " takes different texts for equal or orders them in its own way.",
                            "Cast it to string collate UTF8_BINARY.")
                    .at("column", order.get());
        }
        return order;
    }
}
