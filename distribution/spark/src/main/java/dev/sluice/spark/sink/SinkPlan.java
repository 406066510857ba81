package dev.sluice.spark.sink;

import dev.sluice.host.deadletter.KeptRow;
import dev.sluice.host.definition.Guards;
import dev.sluice.host.definition.SyncDefinition;
import dev.sluice.host.failure.HostException;
import dev.sluice.host.failure.HostFailure;
import dev.sluice.host.setting.Modes;
import dev.sluice.host.target.TargetRequest;
import dev.sluice.spark.option.DestinationSettings;
import dev.sluice.spark.option.GivenOptions;
import dev.sluice.spark.option.OptionName;
import dev.sluice.spark.plugin.Plugins;
import dev.sluice.spark.task.OnDuplicate;
import dev.sluice.spark.type.Columns;
import dev.sluice.spi.DestinationException;
import dev.sluice.spi.ErrorDetail;
import dev.sluice.spi.Field;
import dev.sluice.spi.FieldType;
import dev.sluice.spi.RowSchema;
import dev.sluice.spi.SyncMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.spark.sql.types.StructType;

/**
 * A write that fits its columns and its destination.
 *
 * @param columns of the DataFrame
 * @param request what is asked of the destination, and how it wants to be driven
 * @param order the column that says which row of a key counts
 * @param partitions the most tasks
 */
record SinkPlan(
        GivenOptions options,
        StructType columns,
        RowSchema schema,
        SyncDefinition definition,
        TargetRequest request,
        OnDuplicate onDuplicate,
        Optional<String> order,
        int partitions) {
    /**
     * Plans a write without any I/O at the target.
     *
     * @throws HostException with what is wrong with options, columns or key
     * @throws DestinationException if settings are wrong or the mode is not offered
     */
    static SinkPlan of(StructType columns, Map<String, String> given) {
        GivenOptions options = GivenOptions.of(given);
        DestinationSettings settings = DestinationSettings.of(options, Plugins.load(options.text(OptionName.PLUGINS)));
        SyncMode mode = Modes.parse(
                options.text(OptionName.SYNC_MODE).orElse(""),
                settings.destination().spec());
        requireMode(mode);
        RowSchema schema = Columns.of(columns).schema();
        Guards any = Guards.DEFAULT;
        SyncDefinition definition = SyncDefinition.builder(
                        options.text(OptionName.SYNC_NAME).orElse(""), settings.destination())
                .config(settings.config())
                .target(settings.target())
                .mode(mode)
                .primaryKey(options.names(OptionName.KEY))
                .guards(new Guards(
                        0,
                        any.maxDeletes(),
                        any.maxDeletePercent(),
                        options.number(OptionName.MAX_ERRORS, 0),
                        options.number(OptionName.MAX_ERROR_PERCENT, 0, 100),
                        any.onMissingColumn(),
                        any.onNewColumn()))
                .keptRow(options.choice(OptionName.REJECTED_ROWS, KeptRow.class))
                .build();
        TargetRequest request = TargetRequest.of(definition, new DataFrameSource(schema));
        requireOrderable(schema, request.profile().identity());
        OptionalInt parallelism = options.number(OptionName.PARALLELISM, 1, Integer.MAX_VALUE);
        OnDuplicate onDuplicate = options.choice(OptionName.ON_DUPLICATE, OnDuplicate.class);
        return new SinkPlan(
                options,
                columns,
                schema,
                definition,
                request,
                onDuplicate,
                order(options, onDuplicate, schema),
                parallelism.orElse(request.profile().parallelism()));
    }

    private static void requireMode(SyncMode mode) {
        if (mode.removes() || mode.isAudience()) {
            throw HostFailure.MODE_UNSUPPORTED.exception(
                    "The mode " + Modes.name(mode)
                            + " compares all rows with those of the last run, and a write of Spark sees"
                            + " only its own.",
                    "Take upsert, insert or update.");
        }
    }

    /** Rows of one key are brought together by sorting them. */
    private static void requireOrderable(RowSchema schema, List<String> identity) {
        List<ErrorDetail> problems = new ArrayList<>();
        for (String name : identity) {
            Field field = schema.field(schema.indexOf(name));
            if (field.type() == FieldType.JSON || field.type() == FieldType.FLOAT || field.type() == FieldType.DOUBLE) {
                problems.add(HostFailure.SOURCE_COLUMN_TYPE
                        .detail(
                                "The column '" + name + "' is of a type that names no row: " + field.type() + ".",
                                "Cast it, such as to string or to a decimal, or name another key.")
                        .at("column", name));
            }
        }
        HostException.throwIfAny(problems);
    }

    private static Optional<String> order(GivenOptions options, OnDuplicate onDuplicate, RowSchema schema) {
        Optional<String> order = options.text(OptionName.ORDER_BY);
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
                            dev.sluice.host.name.NearestName.question(order.get(), schema.names()) + "The columns are: "
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
        return order;
    }
}
