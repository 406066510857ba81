package dev.sluice.spark.cluster;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.lit;

import org.apache.spark.sql.SparkSession;

/** What a user submits: rows to Redis, whose address is in a variable of the driver. */
public final class UsersJob {
    private UsersJob() {}

    /** @param arguments the number of rows, and the folder of rejected rows */
    public static void main(String[] arguments) {
        SparkSession spark = SparkSession.builder().appName("users").getOrCreate();
        try {
            spark.range(Long.parseLong(arguments[0]))
                    .select(
                            col("id").alias("user_id"),
                            concat(lit("user "), col("id")).alias("name"))
                    .write()
                    .format("sluice")
                    .mode("append")
                    .option("url.env", "REDIS_URL")
                    .option("config.key_prefix", "user:")
                    .option("config.data_format", "hash")
                    // A lost connection fails the task here, where a destination would go on by itself.
                    .option("config.retry_budget_seconds", 0)
                    .option("sync.name", "users")
                    .option("key", "user_id")
                    .option("parallelism", 6)
                    .option("rejected.path", arguments[1])
                    .save();
        } finally {
            spark.stop();
        }
    }
}
