package dev.sluice.spark.mirror;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.host.definition.SyncDefinition;
import dev.sluice.host.progress.Cancellation;
import dev.sluice.host.progress.SyncListener;
import dev.sluice.host.report.SyncReport;
import dev.sluice.host.run.SyncEngine;
import dev.sluice.host.source.Source;
import dev.sluice.source.SourceOptions;
import dev.sluice.source.Sources;
import dev.sluice.spark.SluiceMirror;
import dev.sluice.spark.failure.SluiceException;
import dev.sluice.spark.plugin.Plugins;
import dev.sluice.spark.support.Sessions;
import dev.sluice.spark.support.SharedRedis;
import dev.sluice.spi.DestinationConfig;
import dev.sluice.spi.SyncMode;
import dev.sluice.state.StoredStates;
import dev.sluice.state.SyncStates;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;

/** A mirror by Spark does what that of the command does, with the same state. */
class MirrorTest {
    @TempDir
    static Path shared;

    @TempDir
    Path folder;

    @RegisterExtension
    static final SharedRedis REDIS = new SharedRedis();

    private static final SparkSession SPARK = Sessions.local();

    private static Dataset<Row> users(long from, long to) {
        return SPARK.range(from, to)
                .select(
                        col("id").alias("user_id"),
                        concat(lit("user "), col("id")).alias("name"),
                        expr("cast(id * 0.5 as decimal(10,1))").alias("score"),
                        expr("timestamp'2026-01-01 00:00:00Z' + make_interval(0, 0, 0, 0, 0, 0, id)")
                                .alias("seen"),
                        expr("if(id % 3 = 0, null, named_struct('city', concat('c', id), 'tags', array(id, null)))")
                                .alias("home"));
    }

    private SyncReport mirror(Dataset<Row> rows, String... more) {
        Map<String, String> options = new HashMap<>(Map.of(
                "url",
                REDIS.url(),
                "config.key_prefix",
                "user:",
                "key",
                "user_id",
                "state.path",
                folder.resolve("state/users").toString()));
        for (int i = 0; i < more.length; i += 2) {
            options.put(more[i], more[i + 1]);
        }
        return SluiceMirror.run(rows, options);
    }

    private static long records() {
        try (Jedis jedis = REDIS.client()) {
            // The marker has no number.
            return jedis.keys("user:[0-9]*").size();
        }
    }

    private static String record(long id) {
        try (Jedis jedis = REDIS.client()) {
            return jedis.get("user:" + id);
        }
    }

    @Test
    void onlyWhatDiffersIsWrittenAndWhatIsGoneIsRemoved() {
        SyncReport first = mirror(users(0, 1_000));
        assertThat(first.rows().written()).isEqualTo(1_000);
        assertThat(records()).isEqualTo(1_000);

        Dataset<Row> changed = users(20, 1_030).withColumn("name", expr("if(user_id < 50, 'renamed', name)"));
        String printed = Sessions.printed(() -> {
            SyncReport second = mirror(changed);

            assertThat(second.rows().added()).isEqualTo(30);
            assertThat(second.rows().changed()).isEqualTo(30);
            assertThat(second.rows().unchanged()).isEqualTo(950);
            assertThat(second.removals().removed()).isEqualTo(20);
        });

        assertThat(printed)
                .contains("users: mirror from DataFrame to redis://127.0.0.1:" + REDIS.port())
                .contains("read 1,010 = 60 written");
        assertThat(records()).isEqualTo(1_010);
        assertThat(record(20)).contains("\"name\":\"renamed\"");
        assertThat(record(19)).isNull();
        assertThat(mirror(changed).rows().unchanged()).isEqualTo(1_010);
    }

    @Test
    void aSyncMovesFromTheCommandToSparkAndBackWithoutARowWrittenAgain() throws IOException {
        Path parquet = folder.resolve("users.parquet");
        SPARK.conf().set("spark.sql.parquet.outputTimestampType", "TIMESTAMP_MICROS");
        users(0, 500).coalesce(1).write().parquet(parquet.toString());
        Path file = file(parquet);
        assertThat(byCommand(file).rows().written()).isEqualTo(500);

        assertThatThrownBy(() -> mirror(users(0, 500)))
                .isInstanceOf(SluiceException.class)
                .hasMessageContaining("STATE_OTHER_SOURCE")
                .hasMessageContaining("option(\"state.move\", \"" + file + "\")");
        SyncReport bySpark = mirror(users(0, 500), "state.move", file.toString());
        assertThat(bySpark.rows().unchanged()).as("%s", bySpark).isEqualTo(500);
        assertThat(bySpark.rows().written()).isZero();
        assertThat(bySpark.warnings()).isEmpty();
        // A leftover of the move changes nothing.
        SyncReport again = mirror(users(0, 501), "state.move", file.toString());
        assertThat(again.rows().written()).isEqualTo(1);

        new StoredStates(folder.resolve("state"), Clock.systemUTC())
                .move("users", record -> record.withSource(file.toString()));
        SyncReport back = byCommand(file);
        assertThat(back.rows().unchanged()).isEqualTo(500);
        assertThat(back.rows().written()).isZero();
        assertThat(back.removals().removed()).isEqualTo(1);
        assertThat(records()).isEqualTo(500);
    }

    private static Path file(Path parquet) throws IOException {
        try (Stream<Path> files = Files.list(parquet)) {
            return files.filter(file -> file.toString().endsWith(".parquet"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private SyncReport byCommand(Path parquet) {
        SyncDefinition definition = SyncDefinition.builder(
                        "users",
                        Plugins.load(Optional.empty())
                                .find("redis")
                                .orElseThrow()
                                .destination())
                .config(DestinationConfig.of(Map.of("connection_url", REDIS.url(), "key_prefix", "user:")))
                .mode(SyncMode.MIRROR)
                .primaryKey(List.of("user_id"))
                .stateDirectory(folder.resolve("state"))
                .stateSource(parquet.toString())
                .deadLetters(folder.resolve("dead-letters"))
                .build();
        try (Source source = Sources.files(List.of(parquet.toString()), SourceOptions.DEFAULT)) {
            return new SyncEngine(Clock.systemUTC(), new SyncStates())
                    .run(definition, source, SyncListener.NONE, new Cancellation());
        }
    }

    @Test
    void aGuardEndsTheRunBeforeItsFirstWrite() {
        mirror(users(0, 200));

        assertThatThrownBy(() -> mirror(users(100, 300)))
                .isInstanceOf(SluiceException.class)
                .hasMessageContaining("TOO_MANY_REMOVALS")
                .hasMessageContaining("The run would remove 100 of 200 records")
                .hasMessageContaining("option(\"max_delete_percent\", 50)");
        assertThatThrownBy(() -> mirror(users(0, 0)))
                .hasMessageContaining("SOURCE_EMPTY")
                .hasMessageContaining("option(\"min_rows\", 0)");
        assertThatThrownBy(() -> mirror(users(0, 150), "min_rows", "180")).hasMessageContaining("TOO_FEW_ROWS");
        assertThat(records()).isEqualTo(200);
        assertThat(record(250)).isNull();

        assertThat(mirror(users(100, 300), "max_delete_percent", "50")
                        .removals()
                        .removed())
                .isEqualTo(100);
        assertThat(records()).isEqualTo(200);
    }

    @Test
    void aRunThatAGuardEndsIsKeptLikeAnyOther() throws IOException {
        Path runs = folder.resolve("runs");
        mirror(users(0, 10), "runs.path", runs.toString());

        assertThatThrownBy(() -> mirror(users(0, 0), "runs.path", runs.toString()))
                .hasMessageContaining("SOURCE_EMPTY");

        assertThat(texts(runs))
                .hasSize(2)
                .anyMatch(json -> json.contains("\"ended\":\"completed\""))
                .anyMatch(json -> json.contains("\"ended\":\"failed\"") && json.contains("\"code\":\"SOURCE_EMPTY\""));
    }

    private static List<String> texts(Path folder) throws IOException {
        List<String> texts = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                texts.add(Files.readString(file));
            }
        }
        return texts;
    }

    @Test
    void whatCannotKeepTheReportEndsTheRunBeforeItWrites() {
        assertThatThrownBy(() -> mirror(users(0, 10), "runs.path", "s3a://bucket/runs"))
                .isInstanceOf(SluiceException.class)
                .hasMessageContaining("OUTPUT_FAILED")
                .hasMessageContaining("hadoop-aws");
        assertThat(records()).isZero();
    }

    @Test
    void anEmptiedRedisIsFoundByItsMarker() {
        mirror(users(0, 300));
        REDIS.empty();

        SyncReport report = mirror(users(0, 300));

        assertThat(report.rows().written()).isEqualTo(300);
        assertThat(report.warnings()).anyMatch(warning -> warning.contains("option(\"remove_forgotten\", true)"));
        assertThat(records()).isEqualTo(300);
    }

    @Test
    void rowsWithOneKeyAreRejectedTogetherAndTheirRecordStays() throws IOException {
        mirror(users(0, 100));
        Dataset<Row> twice = users(0, 100).unionAll(users(0, 10).withColumn("name", lit("newer")));
        Path rejected = folder.resolve("rejected");

        List<SyncReport> reports = new ArrayList<>();
        String printed = Sessions.printed(() -> reports.add(mirror(twice, "rejected.path", rejected.toString())));
        SyncReport report = reports.get(0);

        assertThat(printed.split("rows that were not written", -1)).hasSize(2);
        assertThat(report.rows().rejected()).isEqualTo(20);
        assertThat(report.rows().unchanged()).isEqualTo(90);
        assertThat(report.removals().removed()).isZero();
        assertThat(record(5)).contains("user 5");
        assertThat(Files.readAllLines(report.deadLetters().orElseThrow()))
                .filteredOn(line -> line.contains("DUPLICATE_IDENTITY"))
                .hasSize(20);

        SyncReport last = mirror(twice, "on_duplicate", "last", "order_by", "name");
        assertThat(last.rows().unchanged() + last.rows().written()).isEqualTo(100);
        assertThat(last.warnings()).anyMatch(warning -> warning.startsWith("10 rows were left out"));
        assertThat(record(5)).contains("user 5");
    }

    @Test
    void rowsThatFailAreWrittenByTheNextRun() {
        try (Jedis jedis = REDIS.client()) {
            jedis.lpush("user:7", "another application's");
        }
        SyncReport first = mirror(users(0, 100), "config.data_format", "hash");
        assertThat(first.rows().rejected()).isEqualTo(1);
        try (Jedis jedis = REDIS.client()) {
            jedis.del("user:7");
        }

        SyncReport second = mirror(users(0, 100), "config.data_format", "hash");

        assertThat(second.rows().written()).isEqualTo(1);
        assertThat(second.rows().unchanged()).isEqualTo(99);
    }

    @Test
    void whatDoesNotFitAMirrorIsToldBeforeAnything() {
        Dataset<Row> rows = users(0, 1);
        assertThatThrownBy(() -> SluiceMirror.run(rows, Map.of("url", REDIS.url(), "key", "user_id")))
                .hasMessageContaining("option(\"state.path\"");
        assertThatThrownBy(() -> mirror(rows, "state.path", "s3a://bucket/state/users"))
                .hasMessageContaining("a folder of the driver's machine");
        assertThatThrownBy(() -> mirror(rows, "state.path", folder + "/my users"))
                .hasMessageContaining("no name of a sync");
        assertThatThrownBy(() -> mirror(rows, "sync.mode", "upsert"))
                .hasMessageContaining("MODE_UNSUPPORTED")
                .hasMessageContaining("format(\"sluice\")");
        assertThatThrownBy(() -> mirror(rows, "remove_forgotten", "yes")).hasMessageContaining("true or false");
        assertThatThrownBy(() -> mirror(rows, "parallelism", "2"))
                .hasMessageContaining("There is no option 'parallelism' of a mirror.");
        assertThatThrownBy(() -> MirrorRun.requireEngine(ClassLoader.getPlatformClassLoader()))
                .hasMessageContaining("DuckDB")
                .extracting(thrown -> ((dev.sluice.host.failure.HostException) thrown)
                        .detail()
                        .remedy())
                .asString()
                .contains("--packages org.duckdb:duckdb_jdbc");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void theStateOfAnotherTargetIsRefused() {
        mirror(users(0, 100));

        assertThatThrownBy(() -> mirror(users(0, 100), "config.key_prefix", "member:"))
                .isInstanceOf(SluiceException.class)
                .hasMessageContaining("STATE_OTHER_TARGET")
                .hasMessageContaining("option(\"state.path\", …)")
                .hasMessageContaining("DIR/state/users: sluice state move users --target TARGET --state-dir DIR")
                .hasMessageNotContaining("--full")
                .hasMessageNotContaining("--name");
        assertThatThrownBy(() -> mirror(users(0, 100), "key", "name"))
                .hasMessageContaining("STATE_OTHER_KEY")
                .hasMessageContaining("option(\"state.path\", …)")
                .hasMessageNotContaining("--");
        try (Jedis jedis = REDIS.client()) {
            assertThat(jedis.keys("member:*")).isEmpty();
        }
        assertThat(mirror(users(0, 100)).rows().unchanged()).isEqualTo(100);
    }

    @Test
    void aTargetThatCannotBeReachedIsOneErrorAndTheStateStays() {
        mirror(users(0, 100));
        try (Jedis jedis = REDIS.client()) {
            jedis.configSet("maxclients", "1");
            assertThatThrownBy(() -> mirror(users(0, 110), "config.retry_budget_seconds", "0"))
                    .isInstanceOf(SluiceException.class)
                    .hasMessageContaining("MAX_CLIENTS");
            jedis.configSet("maxclients", "100");
        }
        assertThat(mirror(users(0, 110)).rows().written()).isEqualTo(10);
    }

    @Test
    void aQueryThatFailsWritesNothingAndShowsNoValue() {
        mirror(users(0, 100));
        Dataset<Row> failing =
                users(0, 100).withColumn("name", expr("if(user_id = 50, raise_error('canary-77'), name)"));

        assertThatThrownBy(() -> mirror(failing))
                .isInstanceOf(SluiceException.class)
                .hasMessageContaining("SOURCE_UNREADABLE")
                .hasMessageNotContaining("canary-77")
                .as("what Spark says is the cause")
                .cause()
                .hasStackTraceContaining("canary-77");

        assertThat(mirror(users(0, 100)).rows().unchanged()).isEqualTo(100);
    }
}
