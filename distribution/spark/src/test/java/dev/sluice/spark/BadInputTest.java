package dev.sluice.spark;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.sluice.spark.failure.SluiceException;
import dev.sluice.spark.support.FullFileSystem;
import dev.sluice.spark.support.Sessions;
import dev.sluice.spark.support.SharedRedis;
import dev.sluice.spark.support.TestRedis;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.sql.DataFrameWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import redis.clients.jedis.Jedis;

/** What is wrong is told on the driver, before any task, with the place and the remedy. */
class BadInputTest {
    @TempDir
    Path folder;

    @RegisterExtension
    static final SharedRedis REDIS = new SharedRedis();

    private static final SparkSession SPARK = Sessions.local();

    @AfterEach
    void nothingIsWritten() {
        try (Jedis jedis = REDIS.client()) {
            assertThat(jedis.dbSize()).isZero();
        }
    }

    private static Dataset<Row> rows() {
        return SPARK.range(100).select(col("id").alias("user_id"));
    }

    private static DataFrameWriter<Row> sink(Dataset<Row> rows) {
        return rows.write()
                .format("sluice")
                .mode("append")
                .option("url", REDIS.url())
                .option("config.key_prefix", "user:");
    }

    private static AbstractThrowableAssert<?, ?> assertRefused(Map<String, String> options) {
        return assertThatThrownBy(() -> sink(rows()).options(options).save()).isInstanceOf(SluiceException.class);
    }

    @Test
    void withoutAKeyThereIsNoSync() {
        assertRefused(Map.of()).hasMessageContaining("KEY_MISSING").hasMessageContaining("option(\"key\", COLUMN)");
    }

    @Test
    void aKeyThatIsNoColumnIsToldWithTheNearest() {
        assertRefused(Map.of("key", "usr_id"))
                .hasMessageContaining("KEY_FIELD_UNKNOWN")
                .hasMessageContaining("Did you mean 'user_id'?");
    }

    @Test
    void anUnknownOptionIsToldWithTheNearest() {
        assertRefused(Map.of("key", "user_id", "rejcted.path", "x"))
                .hasMessageContaining("OPTION_UNKNOWN: There is no option 'rejcted.path'.")
                .hasMessageContaining("Did you mean 'rejected.path'?");
    }

    @Test
    void anUnknownSettingIsToldWithTheNearest() {
        assertRefused(Map.of("key", "user_id", "config.ttl_secnds", "5"))
                .hasMessageContaining("SETTING_UNKNOWN: The destination redis has no setting 'ttl_secnds'.")
                .hasMessageContaining("Did you mean 'ttl_seconds'?");
    }

    @Test
    void aValueThatIsNoneIsToldWithItsOption() {
        assertRefused(Map.of("key", "user_id", "config.ttl_seconds", "soon"))
                .hasMessageContaining("The setting 'ttl_seconds' is a whole number")
                .hasMessageContaining("option(\"config.ttl_seconds\", …)");
        assertRefused(Map.of("key", "user_id", "max_errors", "few"))
                .hasMessageContaining("The option 'max_errors' is a whole number, 0 or more");
        assertRefused(Map.of("key", "user_id", "on_duplicate", "newest"))
                .hasMessageContaining("one of reject, first, last");
    }

    @Test
    void aModeThatIsNotOfferedIsToldWithThoseThatAre() {
        assertRefused(Map.of("key", "user_id", "sync.mode", "upsrt"))
                .hasMessageContaining("MODE_UNKNOWN")
                .hasMessageContaining("Did you mean 'upsert'?");
        assertRefused(Map.of("key", "user_id", "sync.mode", "mirror")).hasMessageContaining("MODE_UNSUPPORTED");
        assertRefused(Map.of("key", "user_id", "sync.mode", "audience_mirror"))
                .hasMessageContaining("MODE_UNSUPPORTED");
    }

    @Test
    void anUnknownDestinationIsToldWithThoseThatAre() {
        assertRefused(Map.of("key", "user_id", "destination", "rediss"))
                .hasMessageContaining("DESTINATION_UNKNOWN")
                .hasMessageContaining("Did you mean 'redis'?");
    }

    @Test
    void anOrderIsGivenWithWhatItDecides() {
        assertRefused(Map.of("key", "user_id", "on_duplicate", "last"))
                .hasMessageContaining("option(\"order_by\", \"COLUMN\")");
        assertRefused(Map.of("key", "user_id", "on_duplicate", "last", "order_by", "user"))
                .hasMessageContaining("There is no column 'user'")
                .hasMessageContaining("Did you mean 'user_id'?");
    }

    @Test
    void columnsOfTypesThatCannotBeCarriedAreNamedTogether() {
        Dataset<Row> unfit = rows().withColumn("waited", expr("interval 3 days"))
                .withColumn("nothing", expr("null"))
                .withColumn("nested", expr("array(interval 1 year)"));

        assertThatThrownBy(() -> sink(unfit).option("key", "user_id").save())
                .isInstanceOf(SluiceException.class)
                .hasMessageContaining("The column 'waited' is of the type interval day")
                .hasMessageContaining("The column 'nothing' is of the type void")
                .hasMessageContaining("The column 'nested' is of the type array<interval year>")
                .hasMessageContaining("Cast it");
        assertThatThrownBy(() -> sink(rows().withColumn("user_id", expr("cast(user_id as double)")))
                        .option("key", "user_id")
                        .save())
                .hasMessageContaining("The column 'user_id' is of a type that names no row: DOUBLE");
    }

    @Test
    void secretsAreNotTakenFromOptionsThatEverybodySees() {
        assertRefused(Map.of("key", "user_id", "config.password", "canary-4711"))
                .hasMessageContaining("The setting 'password' is a secret")
                .hasMessageContaining("config.password.env")
                .hasMessageNotContaining("canary-4711");
        assertRefused(Map.of("key", "user_id", "url", "redis://:canary-4711@127.0.0.1:1"))
                .hasMessageContaining("url.env")
                .hasMessageNotContaining("canary-4711");
    }

    @Test
    void aVariableOrFileThatIsNotThereIsNamed() {
        assertThatThrownBy(() -> rows().write()
                        .format("sluice")
                        .mode("append")
                        .option("url.env", "NO_SUCH_VARIABLE")
                        .option("key", "user_id")
                        .save())
                .hasMessageContaining("VARIABLE_UNSET: The variable 'NO_SUCH_VARIABLE' that the option url.env names");
        assertRefused(Map.of("key", "user_id", "config.password.file", "/no/such/file"))
                .hasMessageContaining("REFERENCE_FILE")
                .hasMessageContaining("/no/such/file");
    }

    @Test
    void aTargetThatCannotBeReachedIsOneErrorOnTheDriver() {
        AtomicInteger failedTasks = new AtomicInteger();
        SparkListener listener = new SparkListener() {
            @Override
            public void onTaskEnd(SparkListenerTaskEnd end) {
                failedTasks.addAndGet(end.taskInfo().successful() ? 0 : 1);
            }
        };
        SPARK.sparkContext().addSparkListener(listener);
        try {
            assertThatThrownBy(() -> rows().write()
                            .format("sluice")
                            .mode("append")
                            .option("url", "redis://127.0.0.1:" + TestRedis.freePort())
                            .option("config.retry_budget_seconds", "0")
                            .option("key", "user_id")
                            .option("rejected.path", folder.resolve("rejected").toString())
                            .option("runs.path", folder.resolve("runs").toString())
                            .save())
                    .isInstanceOf(SluiceException.class)
                    .hasMessageContaining("127.0.0.1");
            assertThat(failedTasks).hasValue(0);
            assertThat(folder.resolve("rejected")).isEmptyDirectory();
            assertThat(folder.resolve("runs"))
                    .as("a run that fails is a run")
                    .isDirectoryContaining(file -> file.toString().endsWith(".json"));
        } finally {
            SPARK.sparkContext().removeSparkListener(listener);
        }
    }

    @Test
    void rejectedRowsThatCannotBeKeptEndTheWriteBeforeItBegins() throws IOException {
        Path file = Files.createFile(folder.resolve("no-folder"));

        Throwable thrown = catchThrowable(() -> sink(rows())
                .option("key", "user_id")
                .option("rejected.path", file.toString())
                .save());

        assertThat(thrown)
                .isInstanceOf(SluiceException.class)
                .hasMessageContaining("DEAD_LETTERS_UNWRITABLE")
                .hasMessageContaining(file.toString())
                .hasMessageContaining("rejected.path");
    }

    private String full(int room) {
        return FullFileSystem.register(SPARK.sparkContext().hadoopConfiguration(), room) + folder;
    }

    private static Dataset<Row> withoutKeys(long count) {
        return SPARK.range(count).select(col("id"), expr("cast(null as string)").alias("user_id"));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 100, 20_000})
    @Timeout(120)
    void noRoomForRejectedRowsFailsTheJobWithThePlace(long rows) {
        String place = full(100);

        Throwable thrown = catchThrowable(() -> sink(withoutKeys(rows))
                .option("key", "user_id")
                .option("rejected.path", place)
                .save());

        assertThat(thrown)
                .hasMessageContaining("DEAD_LETTERS_UNWRITABLE")
                .hasMessageContaining(place)
                .hasMessageContaining("has room");
        assertThat(folder).as("what does not count is removed").isEmptyDirectory();
        assertThat(FullFileSystem.open()).as("files that are open still").isZero();
    }

    @Test
    void noRoomForRejectedRowsAtAllEndsTheWriteBeforeItBegins() {
        assertRefused(Map.of("key", "user_id", "rejected.path", full(0)))
                .hasMessageContaining("DEAD_LETTERS_UNWRITABLE");
        assertRefused(Map.of("key", "user_id", "runs.path", full(0))).hasMessageContaining("OUTPUT_FAILED");
        assertThat(folder).as("what cannot be written to the end is removed").isEmptyDirectory();
        assertThat(FullFileSystem.open()).as("files that are open still").isZero();
    }

    @Test
    void noRoomForTheReportFailsTheJobWithThePlace() {
        String place = full(100);

        assertThatThrownBy(() -> sink(withoutKeys(10))
                        .option("key", "user_id")
                        .option("runs.path", place)
                        .save())
                .isInstanceOf(SluiceException.class)
                .hasMessageContaining("OUTPUT_FAILED")
                .hasMessageContaining(place)
                .hasMessageContaining("has room");
        assertThat(folder).as("what cannot be written to the end is removed").isEmptyDirectory();
    }

    @Test
    void aFileSystemThatIsNotInstalledEndsTheWriteBeforeItBegins() {
        assertRefused(Map.of("key", "user_id", "rejected.path", "s3a://bucket/rejected"))
                .hasMessageContaining("DEAD_LETTERS_UNWRITABLE")
                .hasMessageContaining("Spark has no file system of this scheme")
                .hasMessageContaining("hadoop-aws");
        assertRefused(Map.of("key", "user_id", "runs.path", "s3a://bucket/runs"))
                .hasMessageContaining("OUTPUT_FAILED")
                .hasMessageContaining("Spark has no file system of this scheme")
                .hasMessageContaining("hadoop-aws");
        assertRefused(Map.of("key", "user_id", "runs.path", "nowhere://bucket/runs"))
                .hasMessageContaining("Spark has no file system of this scheme");
        assertRefused(Map.of("key", "user_id", "rejected.path", ":")).hasMessageContaining("it is no path");
    }

    @Test
    void whatIsKeptOfRejectedRowsIsSaidWithWhere() {
        assertRefused(Map.of("key", "user_id", "rejected.rows", "key"))
                .hasMessageContaining("option(\"rejected.path\", \"FOLDER\")");
        assertRefused(Map.of("key", "user_id", "rejected.rows", "none", "rejected.path", folder.toString()))
                .hasMessageContaining("one of row, key");
    }

    @Test
    void thePathOfSaveIsNoTarget() {
        assertThatThrownBy(() -> sink(rows()).option("key", "user_id").save("/tmp/x"))
                .hasMessageContaining("There is no option 'path'.")
                .hasMessageContaining("url.env");
    }
}
