package dev.sluice.spark;

import dev.sluice.spark.sink.SluiceTable;
import java.util.Map;
import org.apache.spark.sql.connector.catalog.Table;
import org.apache.spark.sql.connector.catalog.TableProvider;
import org.apache.spark.sql.connector.expressions.Transform;
import org.apache.spark.sql.sources.DataSourceRegister;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/** Makes {@code format("sluice")} known to Spark, which finds it by {@link java.util.ServiceLoader}. */
public final class SluiceProvider implements TableProvider, DataSourceRegister {
    /** What users give to {@code format}. */
    public static final String NAME = "sluice";

    @Override
    public String shortName() {
        return NAME;
    }

    /** A target says nothing of columns: those of the DataFrame are written. */
    @Override
    public StructType inferSchema(CaseInsensitiveStringMap options) {
        return new StructType();
    }

    @Override
    public Table getTable(StructType schema, Transform[] partitioning, Map<String, String> properties) {
        return SluiceTable.of(properties);
    }
}
