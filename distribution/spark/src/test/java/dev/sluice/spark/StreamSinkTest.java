package dev.sluice.spark;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.spark.support.FullFileSystem;
import dev.sluice.spark.support.Sessions;
import dev.sluice.spark.support.SharedRedis;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
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

    private static Dataset<Row> rows(String name) {
        Path input = folder.resolve(name);
        for (int i = 0; i < 3; i++) {
            SPARK.range(i * 1_000L, (i + 1) * 1_000L)
                    .select(col("id").alias("user_id"))
                    .coalesce(1)
                    .write()
                    .mode("append")
                    .json(input.toString());
        }
        return SPARK.readStream()
                .schema("user_id bigint")
                .option("maxFilesPerTrigger", 1)
                .json(input.toString());
    }

    private static DataStreamWriter<Row> sink(String name, Dataset<Row> rows) {
        return rows.writeStream()
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
        StreamingQuery query = sink("epochs", rows("epochs")).start();
        query.awaitTermination();

        try (Jedis jedis = REDIS.client()) {
            assertThat(jedis.dbSize()).isEqualTo(3_000);
        }
        assertThat(runs("epochs")).hasSize(3).allMatch(run -> run.contains("\"ended\":\"completed\""));
        assertThat(query.lastProgress().sink().description()).isEqualTo("sluice");
    }

    private static List<String> runs(String name) throws IOException {
        List<String> runs = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder.resolve(name + "-runs"))) {
            for (Path file : files.toList()) {
                runs.add(Files.readString(file));
            }
        }
        return runs;
    }

    @Test
    void anEpochThatFailsIsARunToo() throws IOException {
        Dataset<Row> rows = rows("failing").withColumn("user_id", expr("if(user_id % 1000 < 200, null, user_id)"));

        assertThatThrownBy(() -> sink("failing", rows)
                        .option(
                                "rejected.path",
                                FullFileSystem.register(SPARK.sparkContext().hadoopConfiguration(), 100) + folder)
                        .start()
                        .awaitTermination())
                .hasStackTraceContaining("DEAD_LETTERS_UNWRITABLE");

        assertThat(runs("failing"))
                .singleElement()
                .asString()
                .contains("\"ended\":\"failed\"", "\"code\":\"RUN_UNCERTAIN\"");
    }

    @Test
    void everyOutputModeButAppendIsRefused() {
        for (String mode : List.of("complete", "update")) {
            Dataset<Row> counts =
                    SPARK.readStream().format("rate").load().groupBy("value").count();
            assertThatThrownBy(() -> counts.writeStream()
                            .format("sluice")
                            .outputMode(mode)
                            .option(
                                    "checkpointLocation",
                                    folder.resolve("mode-" + mode).toString())
                            .option("url", REDIS.url())
                            .option("key", "value")
                            .start()
                            .processAllAvailable())
                    .as(mode)
                    .hasMessageContaining("sluice does not support ")
                    .hasMessageContaining(" mode");
        }
        try (Jedis jedis = REDIS.client()) {
            assertThat(jedis.dbSize()).isZero();
        }
    }

    @Test
    void aStreamCannotBeAMirror() {
        assertThatThrownBy(() -> sink("mirror", rows("mirror"))
                        .option("sync.mode", "mirror")
                        .start()
                        .processAllAvailable())
                .hasMessageContaining("MODE_UNSUPPORTED");
    }
}
