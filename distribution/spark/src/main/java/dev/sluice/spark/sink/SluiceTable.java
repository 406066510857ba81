package dev.sluice.spark.sink;

import dev.sluice.spark.failure.SluiceException;
import dev.sluice.spark.option.DestinationSettings;
import dev.sluice.spark.option.GivenOptions;
import dev.sluice.spark.option.OptionName;
import dev.sluice.spark.plugin.Plugins;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.connector.catalog.SupportsWrite;
import org.apache.spark.sql.connector.catalog.TableCapability;
import org.apache.spark.sql.connector.write.LogicalWriteInfo;
import org.apache.spark.sql.connector.write.WriteBuilder;
import org.apache.spark.sql.types.StructType;

/**
 * A target as Spark sees it: takes rows with any columns and gives none. It cannot be truncated or overwritten, so that no mode of saving removes a
 * record.
 */
public final class SluiceTable implements SupportsWrite {
    private SluiceTable() {}

    /**
     * The target that options name. They are checked here, before Spark plans anything, because messages of Spark about a plan show all options: none that
     * holds a secret gets that far.
     *
     * @throws SluiceException with what is wrong with the options
     */
    public static SluiceTable of(Map<String, String> options) {
        try {
            GivenOptions given = GivenOptions.of(options, OptionName.Use.WRITE);
            DestinationSettings.of(given, Plugins.load(given.text(OptionName.PLUGINS)));
            return new SluiceTable();
        } catch (RuntimeException e) {
            throw SluiceException.of(e);
        }
    }

    @Override
    public String name() {
        return "sluice";
    }

    /** Shown in the progress of a stream. */
    @Override
    public String toString() {
        return name();
    }

    /** Those of the DataFrame. Spark asks for columns by this name, though newer targets have another. */
    @Override
    @SuppressWarnings("deprecation")
    public StructType schema() {
        return new StructType();
    }

    @Override
    public Set<TableCapability> capabilities() {
        return Set.of(TableCapability.BATCH_WRITE, TableCapability.STREAMING_WRITE, TableCapability.ACCEPT_ANY_SCHEMA);
    }

    @Override
    public WriteBuilder newWriteBuilder(LogicalWriteInfo info) {
        return new SinkBuilder(info);
    }
}
