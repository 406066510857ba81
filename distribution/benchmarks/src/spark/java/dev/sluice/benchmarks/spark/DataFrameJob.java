package dev.sluice.benchmarks.spark;

import org.apache.spark.sql.DataFrameWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** One write of Spark in a process of its own; prints its seconds, from the call to its end. Compiled for the Spark of the sink and for that of spark-redis. */
public final class DataFrameJob {
    private DataFrameJob() {}

    /**
     * @param args {@code generate ROWS}, {@code sluice}, {@code sluice-hash} or {@code spark-redis}; then the folder of Parquet files, the port of the
     *     server, and the number of writers
     */
    public static void main(String[] args) {
        String what = args[0];
        String folder = args[1];
        int port = Integer.parseInt(args[2]);
        int writers = Integer.parseInt(args[3]);
        SparkSession spark = SparkSession.builder()
                .master("local[" + writers + "]")
                .config("spark.ui.enabled", "false")
                .config("spark.driver.host", "127.0.0.1")
                .config("spark.driver.bindAddress", "127.0.0.1")
                .config("spark.redis.host", "127.0.0.1")
                .config("spark.redis.port", port + "")
                .config("spark.sql.session.timeZone", "UTC")
                .config("spark.sql.parquet.outputTimestampType", "TIMESTAMP_MICROS")
                .getOrCreate();
        try {
            if (what.startsWith("generate")) {
                rows(spark, Long.parseLong(what.substring("generate".length())))
                        .repartition(writers)
                        .write()
                        .parquet(folder);
                return;
            }
            Dataset<Row> rows = spark.read().parquet(folder);
            long begun = System.nanoTime();
            write(what, rows.write().mode("append"), port, writers);
            System.out.println("seconds " + (System.nanoTime() - begun) / 1e9);
        } finally {
            spark.stop();
        }
    }

    private static Dataset<Row> rows(SparkSession spark, long count) {
        return spark.range(count)
                .selectExpr(
                        "id as user_id",
                        "concat('Ana Müller ', id) as name",
                        "concat('user', id, '@example.com') as email",
                        "(id % 97) / 97.0D as score",
                        "cast((id % 100000) / 100.0D as decimal(12,2)) as balance",
                        "id % 3 = 0 as active",
                        "if(id % 5 = 0, null, concat('plan-', id % 7)) as plan",
                        "timestamp_seconds(1767225600 + id) as signed_up");
    }

    private static void write(String what, DataFrameWriter<Row> writer, int port, int writers) {
        if (what.equals("spark-redis")) {
            writer.format("org.apache.spark.sql.redis")
                    .option("table", "user")
                    .option("key.column", "user_id")
                    .save();
            return;
        }
        writer.format("sluice")
                .option("url", "redis://127.0.0.1:" + port)
                .option("config.key_prefix", "user:")
                .option("config.data_format", what.endsWith("hash") ? "hash" : "string")
                .option("key", "user_id")
                .option("parallelism", writers + "")
                .save();
    }
}
