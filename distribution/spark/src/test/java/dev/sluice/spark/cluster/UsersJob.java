package dev.sluice.spark.cluster;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.lit;

import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.spark.sql.SparkSession;

/** What a user submits: rows to Redis, whose address is in a variable of the driver. */
public final class UsersJob {
    private UsersJob() {}

    /** @param arguments the number of rows, the folder of rejected rows, and a file that ends the application when it is there */
    public static void main(String[] arguments) throws InterruptedException {
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
                    // One for each executor: none waits while an executor stands still.
                    .option("parallelism", 2)
                    .option("rejected.path", arguments[1])
                    .save();
            Path end = Path.of(arguments[2]);
            for (int i = 0; i < 1_200 && !Files.exists(end); i++) {
                Thread.sleep(100);
            }
        } finally {
            spark.stop();
        }
    }
}
