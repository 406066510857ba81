package dev.sluice.spark.sink;

import dev.sluice.host.definition.Guards;
import dev.sluice.host.definition.SyncDefinition;
import dev.sluice.host.failure.HostException;
import dev.sluice.host.failure.HostFailure;
import dev.sluice.host.setting.Modes;
import dev.sluice.host.target.TargetRequest;
import dev.sluice.spark.key.KeyOrder;
import dev.sluice.spark.option.DestinationSettings;
import dev.sluice.spark.option.GivenOptions;
import dev.sluice.spark.option.OptionName;
import dev.sluice.spark.option.RejectedRows;
import dev.sluice.spark.plugin.Plugins;
import dev.sluice.spark.type.Columns;
import dev.sluice.spi.DestinationException;
import dev.sluice.spi.RowSchema;
import dev.sluice.spi.SyncMode;
import java.util.Map;
import java.util.OptionalInt;
import org.apache.spark.sql.types.StructType;

/**
 * A write that fits its columns and its destination.
 *
 * @param columns of the DataFrame
 * @param request what is asked of the destination, and how it wants to be driven
 * @param order which row of a key counts
 * @param partitions the most tasks
 */
record SinkPlan(
        GivenOptions options,
        StructType columns,
        RowSchema schema,
        SyncDefinition definition,
        TargetRequest request,
        KeyOrder order,
        int partitions) {
    /**
     * Plans a write without any I/O at the target.
     *
     * @throws HostException with what is wrong with options, columns or key
     * @throws DestinationException if settings are wrong or the mode is not offered
     */
    static SinkPlan of(StructType struct, Map<String, String> given) {
        GivenOptions options = GivenOptions.of(given, OptionName.Use.WRITE);
        DestinationSettings settings = DestinationSettings.of(options, Plugins.load(options.text(OptionName.PLUGINS)));
        SyncMode mode = Modes.parse(
                options.text(OptionName.SYNC_MODE).orElse(""),
                settings.destination().spec());
        requireMode(mode);
        Columns columns = Columns.of(struct);
        RowSchema schema = columns.schema();
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
                .keptRow(RejectedRows.kept(options))
                .build();
        TargetRequest request = TargetRequest.of(definition, new DataFrameSource(schema));
        KeyOrder order = KeyOrder.of(options, columns, request.profile().identity());
        OptionalInt parallelism = options.number(OptionName.PARALLELISM, 1, Integer.MAX_VALUE);
        return new SinkPlan(
                options,
                struct,
                schema,
                definition,
                request,
                order,
                parallelism.orElse(request.profile().parallelism()));
    }

    private static void requireMode(SyncMode mode) {
        if (mode.removes() || mode.isAudience()) {
            throw HostFailure.MODE_UNSUPPORTED.exception(
                    "The mode " + Modes.name(mode)
                            + " compares all rows with those of the last run, and a write of Spark sees"
                            + " only its own.",
                    "Take upsert, insert or update. A mirror is run by SluiceMirror.run(rows, options).");
        }
    }
}
