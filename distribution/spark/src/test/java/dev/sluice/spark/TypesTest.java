package dev.sluice.spark;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.host.change.ChangeStates;
import dev.sluice.host.definition.SyncDefinition;
import dev.sluice.host.progress.Cancellation;
import dev.sluice.host.progress.SyncListener;
import dev.sluice.host.report.SyncReport;
import dev.sluice.host.run.SyncEngine;
import dev.sluice.host.source.Source;
import dev.sluice.source.SourceOptions;
import dev.sluice.source.Sources;
import dev.sluice.spark.plugin.Plugins;
import dev.sluice.spark.support.Sessions;
import dev.sluice.spark.support.SharedRedis;
import dev.sluice.spi.Destination;
import dev.sluice.spi.DestinationConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;

/** Every type of Spark is carried as the command carries it out of a Parquet file that Spark wrote. */
class TypesTest {
    @TempDir
    static Path folder;

    @RegisterExtension
    static final SharedRedis REDIS = new SharedRedis();

    private static final SparkSession SPARK = Sessions.local();

    /** A column of each type with values at its ends, one for each row; a null is added. */
    private static final Map<String, List<String>> VALUES = new TreeMap<>(Map.ofEntries(
            Map.entry("a_boolean", List.of("true", "false")),
            Map.entry("a_byte", List.of("cast(-128 as tinyint)", "cast(127 as tinyint)")),
            Map.entry("a_short", List.of("cast(-32768 as smallint)", "cast(7 as smallint)")),
            Map.entry("an_int", List.of("-2147483648", "2147483647")),
            Map.entry("a_long", List.of("-9223372036854775807L - 1L", "9223372036854775807L")),
            Map.entry("a_float", List.of("cast(0.1 as float)", "cast(-3.4028235e38 as float)")),
            Map.entry("a_double", List.of("0.1D", "4.9e-324D")),
            Map.entry("a_small_decimal", List.of("cast(-1.50 as decimal(5,2))", "cast(999.99 as decimal(5,2))")),
            Map.entry("a_whole_decimal", List.of("cast(0 as decimal(10,0))", "cast(42 as decimal(10,0))")),
            Map.entry(
                    "a_large_decimal",
                    List.of(
                            "cast('-12345678901234567890123456789.012345678' as decimal(38,9))",
                            "cast('0.000000001' as decimal(38,9))")),
            Map.entry("a_string", List.of("'ä\"\\n\\u20ac\\ud83d\\ude00'", "''")),
            Map.entry("a_binary", List.of("X'00FF10'", "X''")),
            Map.entry("a_date", List.of("date'0001-01-01'", "date'9999-12-31'")),
            Map.entry(
                    "a_timestamp",
                    List.of("timestamp'1969-12-31 23:59:59.999999Z'", "timestamp'9999-12-31 00:00:00Z'")),
            Map.entry(
                    "a_timestamp_ntz",
                    List.of("timestamp_ntz'0001-01-01 00:00:00.000001'", "timestamp_ntz'2026-02-28 12:00:00'")),
            Map.entry(
                    "a_struct",
                    List.of(
                            "named_struct('b', 1, 'a', cast(null as string), 'd', cast(1.10 as decimal(5,2)), 't', timestamp'2026-01-01 00:00:00Z')",
                            "named_struct('b', 2, 'a', 'x', 'd', cast(null as decimal(5,2)), 't', cast(null as timestamp))")),
            Map.entry("an_array", List.of("array(1.5D, null, 2D)", "cast(array() as array<double>)")),
            Map.entry(
                    "nested", List.of("array(array('a'), null, cast(array() as array<string>))", "array(array('\"'))")),
            Map.entry("a_map", List.of("map('k', date'2026-01-01', 'é', null)", "cast(map() as map<string, date>)")),
            Map.entry("an_int_map", List.of("map(1, named_struct('x', true))", "map(-5, named_struct('x', false))"))));

    private static Dataset<Row> rows() {
        Dataset<Row> all = null;
        for (int i = 0; i < 3; i++) {
            StringBuilder select = new StringBuilder("select cast(" + i + " as bigint) as id");
            int row = i;
            VALUES.forEach((name, values) -> select.append(", ")
                    .append(row < 2 ? values.get(row) : "if(true, null, " + values.get(0) + ")")
                    .append(" as ")
                    .append(name));
            Dataset<Row> one = SPARK.sql(select.toString());
            all = all == null ? one : all.unionAll(one);
        }
        return requireNonNull(all);
    }

    @Test
    void aDataFrameAndItsParquetFileGiveTheSameRecords() throws IOException {
        for (String format : List.of("string", "hash")) {
            Path parquet = folder.resolve("types-" + format);
            // Spark's own default is the older INT96, which does not say that its times are of a zone.
            SPARK.conf().set("spark.sql.parquet.outputTimestampType", "TIMESTAMP_MICROS");
            rows().coalesce(1).write().parquet(parquet.toString());

            rows().write()
                    .format("sluice")
                    .mode("append")
                    .option("url", REDIS.url())
                    .option("config.key_prefix", "spark:")
                    .option("config.data_format", format)
                    .option("key", "id")
                    .save();
            byCommand(file(parquet), format);

            Map<String, String> bySpark = records("spark:");
            assertThat(bySpark).as(format).hasSize(3).isEqualTo(records("command:"));
        }
    }

    private static Path file(Path parquet) throws IOException {
        try (Stream<Path> files = Files.list(parquet)) {
            return files.filter(file -> file.toString().endsWith(".parquet"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static void byCommand(Path parquet, String format) {
        Destination destination =
                Plugins.load(Optional.empty()).find("redis").orElseThrow().destination();
        SyncDefinition definition = SyncDefinition.builder("types", destination)
                .config(DestinationConfig.of(
                        Map.of("connection_url", REDIS.url(), "key_prefix", "command:", "data_format", format)))
                .primaryKey(List.of("id"))
                .stateDirectory(folder.resolve("state"))
                .deadLetters(folder.resolve("letters"))
                .build();
        try (Source source = Sources.files(List.of(parquet.toString()), SourceOptions.DEFAULT)) {
            SyncReport report = new SyncEngine(Clock.systemUTC(), ChangeStates.NONE)
                    .run(definition, source, SyncListener.NONE, new Cancellation());
            assertThat(report.rows().written()).isEqualTo(3);
        }
    }

    private static Map<String, String> records(String prefix) {
        Map<String, String> records = new TreeMap<>();
        try (Jedis jedis = REDIS.client()) {
            for (String key : jedis.keys(prefix + "*")) {
                records.put(
                        key.substring(prefix.length()),
                        jedis.type(key).equals("hash") ? new TreeMap<>(jedis.hgetAll(key)).toString() : jedis.get(key));
                jedis.del(key);
            }
        }
        return records;
    }
}
