package dev.sluice.spark;

import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.spark.support.Sessions;
import dev.sluice.spark.support.SharedRedis;
import java.nio.file.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.DataStreamWriter;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.Trigger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;

/** Rows of a stream in Redis: each epoch is a run. */
class StreamSinkTest {
    @TempDir
    static Path folder;

    @RegisterExtension
    static final SharedRedis REDIS = new SharedRedis();

    private static final SparkSession SPARK = Sessions.local();

    private DataStreamWriter<Row> sink(String name) {
        Path input = folder.resolve(name);
        for (int i = 0; i < 3; i++) {
            SPARK.range(i * 1_000L, (i + 1) * 1_000L)
                    .select(col("id").alias("user_id"))
                    .coalesce(1)
                    .write()
                    .mode("append")
                    .json(input.toString());
        }
        Dataset<Row> stream = SPARK.readStream()
                .schema("user_id bigint")
                .option("maxFilesPerTrigger", 1)
                .json(input.toString());
        return stream.writeStream()
                .format("sluice")
                .trigger(Trigger.AvailableNow())
                .option(
                        "checkpointLocation",
                        folder.resolve(name + "-checkpoint").toString())
                .option("url", REDIS.url())
                .option("config.key_prefix", "user:")
                .option("key", "user_id")
                .option("runs.path", folder.resolve(name + "-runs").toString());
    }

    @Test
    void eachEpochIsARun() throws Exception {
        StreamingQuery query = sink("epochs").start();
        query.awaitTermination();

        try (Jedis jedis = REDIS.client()) {
            assertThat(jedis.dbSize()).isEqualTo(3_000);
        }
        String[] runs = folder.resolve("epochs-runs")
                .toFile()
                .list((where, file) -> file.endsWith(".json") && !file.startsWith("."));
        assertThat(runs).hasSize(3);
        assertThat(query.lastProgress().sink().description()).isEqualTo("sluice");
    }

    @Test
    void aStreamCannotBeAMirror() {
        assertThatThrownBy(() ->
                        sink("mirror").option("sync.mode", "mirror").start().processAllAvailable())
                .hasMessageContaining("MODE_UNSUPPORTED");
    }
}
