package dev.sluice.source.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sluice.host.failure.HostException;
import dev.sluice.host.failure.HostFailure;
import dev.sluice.host.source.Source;
import dev.sluice.host.source.SourceRecord;
import dev.sluice.source.ParquetFiles;
import dev.sluice.source.Reading;
import dev.sluice.source.Sources;
import dev.sluice.spi.FieldType;
import dev.sluice.spi.Row;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DuckDbSourceTest {
    @TempDir
    Path folder = Path.of("");

    private Path parquet(String name, String query) {
        return ParquetFiles.write(folder.resolve(name), query, "FORMAT parquet, ROW_GROUP_SIZE 20000");
    }

    @Test
    void everyTypeArrivesExactly() {
        String values =
                "SELECT true AS bool, 7::TINYINT AS tiny, 4294967295::UINTEGER AS uint, 9007199254740993 AS big,"
                        + " 18446744073709551615::UBIGINT AS ubig, 1.50::DECIMAL(10,2) AS dec, 0.1::FLOAT AS flt, 1e300 AS dbl,"
                        + " '007' AS txt, DATE '2024-02-29' AS day, TIME '08:05:00.25' AS tim,"
                        + " TIMESTAMP '2024-01-01 00:00:00.123456' AS ts, TIMESTAMPTZ '2024-01-01 00:00:00+00' AS tz,"
                        + " UUID '00000000-0000-0000-0000-000000000007' AS uid, 'ab'::BLOB AS bytes, [1, NULL] AS list,"
                        + " {'x': 'y'} AS struct, NULL::INTEGER AS nothing";
        try (Source source = Sources.file(parquet("types.parquet", values))) {
            Row row = Reading.rows(source).get(0);
            assertThat(row.value("bool")).isEqualTo(true);
            assertThat(row.value("tiny")).isEqualTo(7L);
            assertThat(row.value("uint")).isEqualTo(4294967295L);
            assertThat(row.value("big")).isEqualTo(9007199254740993L);
            assertThat(row.value("ubig")).isEqualTo(new BigInteger("18446744073709551615"));
            assertThat(row.value("dec")).isEqualTo(new BigDecimal("1.50"));
            assertThat(row.value("flt")).isEqualTo(0.1f);
            assertThat(row.value("dbl")).isEqualTo(1e300);
            assertThat(row.value("txt")).isEqualTo("007");
            assertThat(row.value("day")).isEqualTo(LocalDate.of(2024, 2, 29));
            assertThat(row.value("tim")).isEqualTo(LocalTime.parse("08:05:00.25"));
            assertThat(row.value("ts")).isEqualTo(LocalDateTime.parse("2024-01-01T00:00:00.123456"));
            assertThat(row.value("tz")).isEqualTo(Instant.parse("2024-01-01T00:00:00Z"));
            assertThat(row.value("uid")).isEqualTo(new UUID(0, 7));
            assertThat(row.value("bytes")).isEqualTo(new byte[] {'a', 'b'});
            assertThat(row.value("list")).isEqualTo("[1,null]");
            assertThat(row.value("struct")).isEqualTo("{\"x\":\"y\"}");
            assertThat(row.value("nothing")).isNull();
            assertThat(row.schema().field(row.schema().indexOf("list")).type()).isEqualTo(FieldType.JSON);
        }
    }

    @Test
    void passesGiveTheSameRowsInTheFilesOrder() {
        try (Source source = Sources.file(parquet("many.parquet", "SELECT range AS id FROM range(200000)"))) {
            assertThat(source.rowCount()).hasValue(200_000);
            for (int pass = 0; pass < 2; pass++) {
                List<SourceRecord> records = Reading.all(source);
                assertThat(records).hasSize(200_000);
                for (int i = 0; i < records.size(); i++) {
                    assertThat(Reading.row(records.get(i)).value(0)).isEqualTo((long) i);
                }
            }
        }
    }

    @Test
    void aPathMeansItselfWhateverSignsItHas() throws IOException {
        Path odd = Files.createDirectory(folder.resolve("year=2024 it's [a]*?"));
        Path file = Files.move(parquet("x.parquet", "SELECT 1 AS id"), odd.resolve("x.parquet"));
        try (Source source = Sources.file(file)) {
            assertThat(Reading.rows(source).get(0).schema().names()).containsExactly("id");
        }
    }

    @Test
    void aFileThatIsNoWholeParquetFileIsAnError() throws IOException {
        Path file = parquet("x.parquet", "SELECT range AS id FROM range(1000)");
        byte[] bytes = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(bytes, bytes.length / 2));
        assertCode("SOURCE_UNREADABLE", () -> Sources.file(file));
        Files.write(file, new byte[0]);
        assertCode("SOURCE_UNREADABLE", () -> Sources.file(file));
    }

    @Test
    void aValueThatCannotBeCarriedIsUnreadableAndTheNextRowGoesOn() {
        try (Source source = Sources.sql("SELECT unnest([TIMESTAMP 'infinity', TIMESTAMP '2024-01-01']) AS ts")) {
            List<SourceRecord> records = Reading.all(source);
            assertThat(Reading.error(records.get(0)).code()).isEqualTo("ROW_VALUE_TYPE");
            assertThat(Reading.row(records.get(1)).value("ts")).isEqualTo(LocalDateTime.parse("2024-01-01T00:00"));
        }
    }

    @Test
    void columnsThatDifferInCaseAloneAreAnError() {
        assertCode("SOURCE_HEADER_INVALID", () -> Sources.sql("SELECT 1 AS id, 2 AS ID"));
    }

    @Test
    void aQueryRunsOnceAndEveryPassHasItsRows() {
        String file = SourceDatabase.literal(
                parquet("q.parquet", "SELECT range AS id FROM range(5000)").toString());
        try (Source source = Sources.sql("SELECT id, random() AS r FROM " + file + " ORDER BY id DESC; ")) {
            assertThat(source.rowCount()).hasValue(5000);
            assertThat(Reading.all(source)).isEqualTo(Reading.all(source));
            assertThat(Reading.rows(source).get(0).value("id")).isEqualTo(4999L);
        }
    }

    @Test
    void aQueryOverAPipeIsReadOnceWhateverItsNames() throws Exception {
        Path pipe = folder.resolve("pipe.csv");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        Process writer = new ProcessBuilder("sh", "-c", "printf 'a,b\\n1,2\\n3,4\\n' > '" + pipe + "'").start();
        try (Source source = Sources.sql("SELECT a AS id, b AS id_1 FROM read_csv("
                + SourceDatabase.literal(pipe.toString()) + ") ORDER BY a DESC -- all")) {
            assertThat(Reading.rows(source))
                    .extracting(Reading::values)
                    .containsExactly(List.of(3L, 4L), List.of(1L, 2L));
            assertThat(Reading.rows(source).get(0).schema().names()).containsExactly("id", "id_1");
        }
        assertThat(writer.waitFor()).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT 1 AS id, 2 AS ID",
                "SELECT a.*, b.* FROM (SELECT 1 AS ID) a, (SELECT 2 AS ID) b",
                "SELECT 1 AS \"ID\", 2 AS id_1, 3 AS \"ID\" -- end"
            })
    void namesOfAQueryThatDifferOnlyInCaseAreRefused(String query) {
        assertThatExceptionOfType(HostException.class)
                .isThrownBy(() -> Sources.sql(query))
                .satisfies(e -> assertThat(e.detail().code()).isEqualTo("SOURCE_HEADER_INVALID"))
                .withMessageContaining("'ID'");
    }

    @Test
    void aQueryThatDoesNotReadIsRefused() {
        Path target = folder.resolve("out.csv");
        assertCode(
                "SOURCE_QUERY_NOT_READING",
                () -> Sources.sql("COPY (SELECT 1) TO " + SourceDatabase.literal(target.toString())));
        assertCode("SOURCE_QUERY_NOT_READING", () -> Sources.sql("SELECT 1; SELECT 2"));
        assertCode("SOURCE_QUERY_NOT_READING", () -> Sources.sql(" "));
        assertThat(target).doesNotExist();
    }

    @Test
    void aStructWhoseFieldsHaveNoNamesIsRefusedAtAnyDepth() {
        for (String value : List.of("row(1, 'a, b')", "[row(1, NULL)]", "{'s': row(DATE '2024-01-01')}")) {
            assertThatExceptionOfType(HostException.class)
                    .isThrownBy(() -> Sources.sql("SELECT 1 AS id, " + value + " AS r"))
                    .withMessageContaining("'r' of the query is of type TUPLE");
        }
    }

    @Test
    void anErrorOfAQueryIsToldWithoutAnyValue() {
        assertCode("SOURCE_QUERY_FAILED", () -> Sources.sql("SELEC 1"));
        assertThatExceptionOfType(HostException.class)
                .isThrownBy(() -> Sources.sql("SELECT nothing FROM range(3)"))
                .withMessageContaining("nothing");
        assertThatExceptionOfType(HostException.class)
                .isThrownBy(() -> Sources.sql("SELECT CAST(concat('secret', range) AS INTEGER) FROM range(3)"))
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("secret"))
                .satisfies(e -> assertThat(e.getCause()).isNull());
    }

    @Test
    void aValueThatCannotBeConvertedIsToldByColumnAndTypeOnly() throws IOException {
        String values = " FROM (VALUES ('secret to INT32'), ('secret')) t(v)";
        assertConversion("SELECT v::INTEGER" + values, "a value of the column 'v' cannot be converted to INT32.");
        assertConversion("SELECT v::DATE" + values, "a value of the column 'v' cannot be converted to date.");
        assertConversion("SELECT (v || 'x')::BIGINT" + values, "a value cannot be converted to INT64.");
        assertConversion(
                "SELECT v::TINYINT FROM (VALUES (3000)) t(v)",
                "a value of the column 'v' cannot be converted to INT8.");
        assertConversion(
                "SELECT v::DECIMAL(3,1) FROM (VALUES (3000)) t(v)",
                "a value of the column 'v' cannot be converted to DECIMAL(3,1).");
        Path file = Files.writeString(folder.resolve("late.csv"), "id,v\n" + "1,7\n".repeat(30_000) + "2,secret\n");
        assertConversion(
                "SELECT * FROM '" + file + "'",
                "a value of the column 'v' cannot be converted to BIGINT, in line 30002 of a CSV file.");
    }

    private static void assertConversion(String query, String told) {
        assertThatExceptionOfType(HostException.class)
                .isThrownBy(() -> Sources.sql(query))
                .withMessage("The query failed: " + told)
                .satisfies(e -> assertThat(e.detail().code()).isEqualTo("SOURCE_QUERY_FAILED"));
    }

    @Test
    void filesThatCannotBeSourcesAreErrors() throws IOException {
        assertCode("SOURCE_MISSING", () -> Sources.file(folder.resolve("none.csv")));
        assertCode("SOURCE_NOT_A_FILE", () -> Sources.file(folder));
        Path file = Files.writeString(folder.resolve("rows.xls"), "x");
        assertCode("SOURCE_FORMAT_UNKNOWN", () -> Sources.file(file));
    }

    private static void assertCode(String code, ThrowingCallable call) {
        assertThatExceptionOfType(HostException.class)
                .isThrownBy(call)
                .satisfies(e -> assertThat(e.detail().code()).isEqualTo(code))
                .satisfies(e -> assertThat(e.detail().remedy()).isNotBlank());
    }

    @Test
    void aQueryIsCancelledWhenItsThreadIsInterruptedAndLeavesNothing() throws Exception {
        FutureTask<HostException> query = new FutureTask<>(() -> {
            try (Source source =
                    Sources.sql("SELECT sum(a.range * b.range) AS id FROM range(10000000) a, range(10000000) b")) {
                throw new AssertionError("it takes days");
            } catch (HostException e) {
                return e;
            }
        });
        Set<Path> before = temporaryDirectories();
        Thread thread = new Thread(query, "query-under-test");
        thread.start();
        while (thread.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
        thread.interrupt();
        assertThat(query.get(60, TimeUnit.SECONDS).is(HostFailure.RUN_STOPPED)).isTrue();
        assertThat(temporaryDirectories()).isSubsetOf(before);
    }

    @Test
    void anInterruptStopsWhateverTheEngineIsAsked() throws SQLException {
        String endless = "SELECT sum(a.range * b.range) FROM range(10000000) a, range(10000000) b";
        try (SourceDatabase database = SourceDatabase.onDisk("256MB")) {
            List<ThrowingCallable> all = List.of(
                    () -> database.execute(endless),
                    () -> database.number(endless),
                    () -> database.texts(endless),
                    () -> database.describe("range(3)"));
            for (ThrowingCallable one : all) {
                Thread.currentThread().interrupt();
                assertCode("RUN_STOPPED", one);
                assertThat(Thread.interrupted()).isTrue();
            }
            assertThat(database.number("SELECT 7")).isEqualTo(7);
        }
    }

    private static Set<Path> temporaryDirectories() throws IOException {
        try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            return files.filter(file -> String.valueOf(file.getFileName()).startsWith(SourceDatabase.DIRECTORY))
                    .collect(Collectors.toSet());
        }
    }
}
