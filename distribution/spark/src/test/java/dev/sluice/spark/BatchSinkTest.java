package dev.sluice.spark;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.spark.support.FullFileSystem;
import dev.sluice.spark.support.Sessions;
import dev.sluice.spark.support.SharedRedis;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.DataFrameWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;

/** Rows of a DataFrame in Redis. */
class BatchSinkTest {
    @TempDir
    static Path folder;

    @RegisterExtension
    static final SharedRedis REDIS = new SharedRedis();

    private static final SparkSession SPARK = Sessions.local();

    private static Dataset<Row> users(long count) {
        return SPARK.range(count)
                .select(
                        col("id").alias("user_id"),
                        concat(lit("user "), col("id")).alias("name"),
                        expr("cast(id * 0.5 as decimal(10,1))").alias("score"));
    }

    private static DataFrameWriter<Row> sink(Dataset<Row> rows) {
        return rows.write()
                .format("sluice")
                .mode("append")
                .option("url", REDIS.url())
                .option("config.key_prefix", "user:")
                .option("key", "user_id");
    }

    @Test
    void everyRowIsWrittenUnderItsKeyAndReported() {
        String printed = Sessions.printed(() -> sink(users(10_000)).save());

        try (Jedis jedis = REDIS.client()) {
            assertThat(jedis.dbSize()).isEqualTo(10_000);
            assertThat(jedis.get("user:77")).isEqualTo("{\"user_id\":77,\"name\":\"user 77\",\"score\":38.5}");
        }
        assertThat(printed)
                .contains("dataframe: upsert from DataFrame to redis://127.0.0.1:" + REDIS.port())
                .contains("read 10,000 = 10,000 written + 0 unchanged + 0 skipped + 0 rejected");
    }

    @Test
    void rowsWithOneKeyAreAllRejectedUnlessAnOrderSaysWhichCounts() throws IOException {
        Dataset<Row> twice = users(100).unionAll(users(10).withColumn("name", lit("newer")));
        Path rejected = folder.resolve("duplicates");

        String printed = Sessions.printed(
                () -> sink(twice).option("rejected.path", rejected.toString()).save());

        try (Jedis jedis = REDIS.client()) {
            assertThat(jedis.dbSize()).isEqualTo(90);
        }
        assertThat(printed).contains("90 written + 0 unchanged + 0 skipped + 20 rejected", "20 × DUPLICATE_IDENTITY");
        assertThat(lines(rejected)).hasSize(20).allMatch(line -> line.contains("\"code\":\"DUPLICATE_IDENTITY\""));
    }

    @Test
    void theFirstOrTheLastOfRowsWithOneKeyCountsByAnOrder() {
        Dataset<Row> versions = users(100)
                .withColumn("version", lit(1))
                .unionAll(users(100).withColumn("name", lit("newer")).withColumn("version", lit(2)));

        String printed = Sessions.printed(() -> sink(versions)
                .option("on_duplicate", "last")
                .option("order_by", "version")
                .save());
        try (Jedis jedis = REDIS.client()) {
            assertThat(jedis.get("user:5")).contains("\"name\":\"newer\"", "\"version\":2");
        }
        assertThat(printed).contains("100 written + 0 unchanged + 100 skipped", "skipped 100 × DUPLICATE_KEY");

        sink(versions)
                .option("on_duplicate", "first")
                .option("order_by", "version")
                .save();
        try (Jedis jedis = REDIS.client()) {
            assertThat(jedis.get("user:5")).contains("\"name\":\"user 5\"", "\"version\":1");
        }
    }

    @Test
    void rejectedRowsAreNamedOnceAndTheOthersWritten() throws IOException {
        Path rejected = folder.resolve("rejected");
        Path runs = folder.resolve("runs");
        // Two keys are of another type than the sync writes, and one row has no key.
        Dataset<Row> rows = users(1_000)
                .withColumn("user_id", expr("if(user_id = 500, null, user_id)"))
                .drop("score");
        try (Jedis jedis = REDIS.client()) {
            jedis.lpush("user:3", "another application's");
            jedis.lpush("user:4", "another application's");
        }

        String printed = Sessions.printed(() -> sink(rows)
                .option("config.data_format", "hash")
                .option("rejected.path", rejected.toString())
                .option("runs.path", runs.toString())
                .save());

        assertThat(printed).contains("997 written + 0 unchanged + 0 skipped + 3 rejected", "KEY_EMPTY");
        try (Jedis jedis = REDIS.client()) {
            assertThat(jedis.dbSize()).isEqualTo(999);
            assertThat(jedis.hget("user:77", "name")).isEqualTo("user 77");
        }
        assertThat(lines(rejected))
                .hasSize(3)
                .as("rows of a DataFrame have no numbers")
                .noneMatch(line -> line.contains("\"row\""))
                .anyMatch(line -> line.contains("\"identity\":[\"3\"]") && line.contains("\"values\":{\"user_id\":3"));
        try (Stream<Path> files = Files.list(runs)) {
            Path run = files.filter(file -> file.toString().endsWith(".json"))
                    .findFirst()
                    .orElseThrow();
            assertThat(Files.readString(run)).contains("\"written\":997", "\"rejected\":3", "\"rejectedRows\":");
        }
    }

    /** The lines of the files that the index names. */
    private static List<String> lines(Path rejected) throws IOException {
        List<String> lines = new ArrayList<>();
        try (Stream<Path> all = Files.walk(rejected)) {
            List<Path> files = all.filter(Files::isRegularFile).toList();
            String index = Files.readString(files.stream()
                    .filter(file -> file.endsWith("_rejected.json"))
                    .findFirst()
                    .orElseThrow());
            for (Path file : files) {
                if (!file.endsWith("_rejected.json")) {
                    assertThat(index).contains(file.getFileName().toString());
                    lines.addAll(Files.readAllLines(file));
                }
            }
        }
        return lines;
    }

    @Test
    void moreRejectedRowsThanMayBeFailTheJobAfterAllElseIsWritten() {
        Dataset<Row> rows = users(1_000).withColumn("user_id", expr("if(user_id < 20, null, user_id)"));

        String printed = Sessions.printed(() -> assertThatThrownBy(
                        () -> sink(rows).option("max_errors", 19).save())
                .hasMessageContaining("TOO_MANY_ERRORS")
                .hasMessageContaining("20 rows were rejected, and 19 may be")
                .hasMessageContaining("option(\"max_errors\", N)"));
        assertThat(printed)
                .contains("s, failed", "read 1,000 = 980 written + 0 unchanged + 0 skipped + 20 rejected")
                .doesNotContain("early");

        try (Jedis jedis = REDIS.client()) {
            assertThat(jedis.dbSize()).isEqualTo(980);
        }
        sink(rows).option("max_errors", 20).option("max_error_percent", 2).save();
    }

    /** A row without a key is of the last of 43 partitions, where Spark puts nulls; there is no room for so many of them. */
    @Test
    void aJobThatFailsIsReportedWithWhatItsOtherTasksDid() throws IOException {
        Path rejected = folder.resolve("failed");
        Path runs = folder.resolve("failed-runs");
        Dataset<Row> rows = users(1_000)
                .withColumn("user_id", expr("if(user_id < 200, null, user_id)"))
                .drop("score");
        try (Jedis jedis = REDIS.client()) {
            for (int i = 500; i < 520; i++) {
                jedis.lpush("user:" + i, "another application's");
            }
        }

        String printed = Sessions.printed(() -> assertThatThrownBy(() -> sink(rows)
                        .option("config.data_format", "hash")
                        .option("parallelism", 43)
                        .option(
                                "rejected.path",
                                FullFileSystem.register(SPARK.sparkContext().hadoopConfiguration(), 10_000) + rejected)
                        .option("runs.path", runs.toString())
                        .save())
                .hasMessageContaining("DEAD_LETTERS_UNWRITABLE"));

        assertThat(printed)
                .containsPattern("s, failed\n  read \\d+ = [1-9]\\d* written")
                .containsPattern("warning: The counts are those of \\d+ of 43 tasks")
                .contains("rows that were not written: full://disk" + rejected);
        assertThat(lines(rejected)).isNotEmpty();
        assertThat(runs)
                .isDirectoryContaining(file -> read(file).contains("\"ended\":\"failed\"")
                        && read(file).contains("\"code\":\"RUN_UNCERTAIN\"")
                        && read(file).contains("\"rejectedRows\":"));
        // Tasks that were killed with the job end on their own time.
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> FullFileSystem.open() == 0);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** By adaptive execution Spark computes the rows before it asks for a write. */
    @Test
    void aQueryThatFailsDuringTheWriteIsReported() {
        Path runs = folder.resolve("query-runs");
        Dataset<Row> rows = users(100).withColumn("name", expr("if(user_id = 50, raise_error('canary-77'), name)"));
        SPARK.conf().set("spark.sql.adaptive.enabled", false);

        String printed;
        try {
            printed = Sessions.printed(() -> assertThatThrownBy(() ->
                            sink(rows).option("runs.path", runs.toString()).save())
                    .hasStackTraceContaining("canary-77"));
        } finally {
            SPARK.conf().unset("spark.sql.adaptive.enabled");
        }

        assertThat(printed)
                .contains("s, failed", "The counts are those of 0 of ")
                .doesNotContain("canary-77");
        assertThat(runs).isDirectoryContaining(file -> read(file).contains("\"code\":\"RUN_UNCERTAIN\""));
    }

    @Test
    void insertLeavesRecordsThatAreThereAndUpdateThoseThatAreNot() {
        sink(users(10)).save();

        String inserted = Sessions.printed(() -> sink(users(15).withColumn("name", lit("new")))
                .option("sync.mode", "insert")
                .option("config.insert_existing", "skip")
                .save());
        String updated = Sessions.printed(() -> sink(users(20).withColumn("name", lit("newest")))
                .option("sync.mode", "update")
                .save());

        assertThat(inserted).contains("5 written + 0 unchanged + 10 skipped", "10 × KEY_EXISTS");
        assertThat(updated).contains("15 written + 0 unchanged + 5 skipped", "5 × KEY_ABSENT");
        try (Jedis jedis = REDIS.client()) {
            assertThat(jedis.dbSize()).isEqualTo(15);
        }
    }

    @Test
    void noModeOfSavingRemovesARecord() {
        sink(users(10)).save();

        for (String mode : List.of("overwrite", "errorifexists", "ignore")) {
            assertThatThrownBy(() -> sink(users(1)).mode(mode).save()).as(mode).hasMessageContaining("sluice");
        }
        try (Jedis jedis = REDIS.client()) {
            assertThat(jedis.dbSize()).isEqualTo(10);
        }
    }

    @Test
    void theShapeOfRecordsIsThatOfTheSettings() {
        Dataset<Row> rows = users(10).withColumn("left", expr("if(user_id = 3, 0, 500)"));
        String printed = Sessions.printed(() -> rows.write()
                .format("sluice")
                .mode("append")
                .option("url", REDIS.url())
                .option("config.key_template", "u:{user_id}:{name}")
                .option("config.value_field", "score")
                .option("config.ttl_field", "left")
                .save());

        assertThat(printed).contains("read 10 = 9 written + 0 unchanged + 1 skipped + 0 rejected");
        try (Jedis jedis = REDIS.client()) {
            assertThat(jedis.dbSize()).isEqualTo(9);
            assertThat(jedis.get("u:7:user%207")).isNull();
            assertThat(jedis.get("u:7:user 7")).isEqualTo("3.5");
            assertThat(jedis.ttl("u:7:user 7")).isBetween(400L, 500L);
        }
    }

    @Test
    void textThatIsNotUtf8IsRejectedWithWhatAQueryCanDo() {
        Dataset<Row> rows = users(3).withColumn("name", expr("if(user_id = 1, cast(X'FF' as string), name)"));

        assertThat(Sessions.printed(() -> sink(rows).save()))
                .contains(
                        "2 written + 0 unchanged + 0 skipped + 1 rejected",
                        "1 × ROW_ENCODING",
                        "make_valid_utf8(COLUMN)")
                .doesNotContain("file");
    }

    @Test
    void aColumnWithACommaOrABlankIsNamedInBackquotes() {
        Dataset<Row> rows = users(3).withColumnRenamed("user_id", "last, first")
                .withColumn(" n`th", lit(7))
                .withColumn(" version", lit(1));
        Dataset<Row> twice = rows.unionAll(rows.withColumn(" version", lit(2)));

        String printed = Sessions.printed(() -> sink(twice)
                .option("key", " `last, first` , ` n``th`")
                .option("on_duplicate", "last")
                .option("order_by", "` version`")
                .save());

        assertThat(printed).contains("read 6 = 3 written + 0 unchanged + 3 skipped");
        try (Jedis jedis = REDIS.client()) {
            assertThat(jedis.keys("*")).containsExactlyInAnyOrder("user:0:7", "user:1:7", "user:2:7");
            assertThat(jedis.get("user:1:7")).contains("\" version\":2");
        }
    }

    @Test
    void noRowsAreARunToo() {
        assertThat(Sessions.printed(() -> sink(users(0)).save())).contains("read 0 = 0 written");
    }
}
