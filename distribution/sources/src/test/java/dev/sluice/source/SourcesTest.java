package dev.sluice.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sluice.host.failure.HostException;
import dev.sluice.host.source.Source;
import dev.sluice.host.source.SourceRecord;
import dev.sluice.source.input.StreamInput;
import dev.sluice.source.text.CsvFormat;
import dev.sluice.source.text.TextSource;
import dev.sluice.spi.FieldType;
import dev.sluice.spi.Row;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files as they are named: patterns, lists, streams, formats. */
class SourcesTest {
    @TempDir
    Path folder = Path.of("");

    private String write(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(java.util.Objects.requireNonNull(file.getParent()));
        return Files.writeString(file, text).toString();
    }

    private Source files(String... names) {
        return Sources.files(List.of(names), SourceOptions.DEFAULT);
    }

    private void assertCode(String code, String... names) {
        assertThatExceptionOfType(HostException.class)
                .isThrownBy(() -> files(names))
                .satisfies(e -> assertThat(e.detail().code()).isEqualTo(code))
                .satisfies(e -> assertThat(e.detail().remedy()).isNotBlank());
    }

    private static List<Object> ids(Source source) {
        return Reading.rows(source).stream().map(row -> row.value("id")).toList();
    }

    @Test
    void aPatternNamesFilesInTheOrderOfTheirPaths() throws IOException {
        write("b.csv", "id\n2\n");
        write("a.csv", "id\n1\n");
        write("_c.csv", "id\n3\n");
        write(".d.csv", "id\n4\n");
        write("e.txt", "id\n5\n");
        write("in/f.csv", "id\n6\n");
        write("_in/g.csv", "id\n7\n");
        assertThat(ids(files(folder + "/*.csv"))).containsExactly("1", "2");
        assertThat(ids(files(folder + "/**.csv"))).containsExactly("1", "2", "6");
        assertThat(ids(files(folder + "/*/*.csv"))).containsExactly("6");
        assertThat(ids(files(folder + "/{b,e}.*"))).containsExactly("2", "5");
        assertThat(ids(files(folder + "/b.csv", folder + "/[ab].csv"))).containsExactly("2", "1");
        assertThat(ids(files(folder + "/_c.csv"))).containsExactly("3");
        assertCode("SOURCE_MISSING", folder + "/x*.csv");
        assertCode("SOURCE_MISSING", folder + "/nowhere/*.csv");
    }

    @Test
    void aFileWhoseNameHasWildcardsIsThatFile() throws IOException {
        write("a.csv", "id\n1\n");
        assertThat(ids(files(write("[a]*.csv", "id\n2\n")))).containsExactly("2");
    }

    @Test
    void columnsAreThoseOfAllFilesByName() throws IOException {
        Source source = files(write("a.csv", "id,x\n1,a\n\n2,b,c\n"), write("b.csv", "y;id\np;3\nq\n"));
        List<SourceRecord> records = Reading.all(source);
        assertThat(source.schema().orElseThrow().names()).containsExactly("id", "x", "y");
        assertThat(records).extracting(SourceRecord::number).containsExactly(2L, 4L, 6L, 7L);
        assertThat(Reading.values(Reading.row(records.get(0)))).containsExactly("1", "a", null);
        assertThat(Reading.error(records.get(1)).at()).containsEntry("file", folder + "/a.csv");
        assertThat(Reading.values(Reading.row(records.get(2)))).containsExactly("3", null, "p");
        assertThat(Reading.error(records.get(3)).at()).containsEntry("file", folder + "/b.csv");
    }

    @Test
    void jsonOfSeveralFilesIsOneSequence() throws IOException {
        Source source = files(write("a.ndjson", "{\"id\":1}\n"), write("b.jsonl", "{\"id\":2,\"x\":[1]}\n"));
        assertThat(source.schema()).isEmpty();
        assertThat(ids(source)).containsExactly(1L, 2L);
    }

    @Test
    void filesThatDoNotFitTogetherAreRefusedByTheirNames() throws IOException {
        String csv = write("a.csv", "id\n1\n");
        String ndjson = write("b.ndjson", "{\"id\":1}\n");
        assertThatExceptionOfType(HostException.class)
                .isThrownBy(() -> files(csv, ndjson))
                .withMessageContaining("a.csv")
                .withMessageContaining("b.ndjson")
                .satisfies(e -> assertThat(e.detail().code()).isEqualTo("SOURCE_FILES_DIFFER"));
        Path first = folder.resolve("a.parquet");
        Path other = folder.resolve("b.parquet");
        ParquetFiles.write(first, "SELECT 1 AS id");
        ParquetFiles.write(other, "SELECT 'x' AS id");
        assertThatExceptionOfType(HostException.class)
                .isThrownBy(() -> files(folder + "/*.parquet"))
                .withMessageContaining("a.parquet")
                .withMessageContaining("b.parquet")
                .withMessageContaining("'id'");
    }

    @Test
    void aParquetFileHasTypesOfItsOwn() {
        Path file = folder.resolve("a.parquet");
        ParquetFiles.write(file, "SELECT 1 AS id");
        for (SourceOptions options : List.of(
                SourceOptions.DEFAULT.withFindTypes(true),
                SourceOptions.DEFAULT.withTypes(Map.of("id", FieldType.TEXT)))) {
            assertThatExceptionOfType(HostException.class)
                    .isThrownBy(() -> Sources.file(file, options))
                    .satisfies(e -> assertThat(e.detail().code()).isEqualTo("SOURCE_TYPES_UNUSED"));
        }
    }

    @Test
    void parquetHasThreeEndings() {
        for (String ending : List.of("parquet", "parq", "PQ")) {
            ParquetFiles.write(folder.resolve("rows." + ending), "SELECT 1 AS id");
            assertThat(Reading.rows(files(folder + "/rows." + ending))).hasSize(1);
        }
        assertThat(FileFormat.withoutEnding("rows.parq")).isEqualTo("rows");
    }

    @Test
    void parquetOfSeveralFilesIsReadByName() throws IOException {
        ParquetFiles.write(folder.resolve("a.parquet"), "SELECT 1 AS id, 'x' AS v");
        ParquetFiles.write(folder.resolve("b.parquet"), "SELECT 'y' AS v, 2 AS id");
        List<Row> rows = Reading.rows(files(folder + "/*.parquet"));
        assertThat(rows).extracting(row -> row.value("v")).containsExactly("x", "y");
    }

    @Test
    void aChangeOfTheListIsToldByTheFile() throws IOException {
        write("a.csv", "id\n1\n");
        write("b.csv", "id\n2\n");
        Source source = files(folder + "/*.csv");
        String before = source.fingerprint();
        assertThat(source.isList()).isTrue();
        assertThat(source.changedSince(before)).isEmpty();
        write("c.csv", "id\n3\n");
        assertThat(source.changedSince(before))
                .hasValueSatisfying(what -> assertThat(what).contains("c.csv is new"));
        Files.delete(folder.resolve("c.csv"));
        write("b.csv", "id\n2\n3\n");
        assertThat(source.changedSince(before))
                .hasValueSatisfying(what -> assertThat(what).contains("b.csv"));
        Files.delete(folder.resolve("b.csv"));
        assertThat(source.changedSince(before))
                .hasValueSatisfying(what -> assertThat(what).contains("b.csv is gone"));
    }

    @Test
    void typesOfSeveralFilesAreOnesThatFitAll() throws IOException {
        write("a.csv", "id,n,x\n1,1,1\n");
        write("b.csv", "id,n\n2,2.5\n");
        Source source = Sources.files(
                List.of(folder + "/*.csv"),
                SourceOptions.DEFAULT.withFindTypes(true).withTypes(Map.of("id", FieldType.TEXT)));
        assertThat(source.schema().orElseThrow().fields().stream().map(field -> field.type()))
                .containsExactly(FieldType.TEXT, FieldType.DECIMAL, FieldType.INTEGER);
        assertThat(ids(source)).containsExactly("1", "2");
    }

    @Test
    void aTypeOfAColumnThatNoFileHasIsRefused() throws IOException {
        write("a.csv", "id,n\n1,1\n");
        write("b.csv", "id\n2\n");
        SourceOptions options = SourceOptions.DEFAULT.withTypes(Map.of("n", FieldType.INTEGER));
        assertThat(Reading.rows(Sources.files(List.of(folder + "/*.csv"), options)))
                .extracting(row -> row.value("n"))
                .containsExactly(1L, null);
        assertThatExceptionOfType(HostException.class)
                .isThrownBy(() ->
                        Sources.files(List.of(folder + "/*.csv"), options.withTypes(Map.of("m", FieldType.INTEGER))))
                .satisfies(e -> assertThat(e.detail().code()).isEqualTo("SOURCE_COLUMN_UNKNOWN"));
    }

    @ParameterizedTest
    @CsvSource({
        "a.txt, CSV",
        "a.TAB, TSV",
        "a.tsv.zst, TSV",
        "a.json.gz, JSON",
        "a.jsonl, NDJSON",
        "a.csv.GZ, CSV",
        "a.parquet, PARQUET",
        "a.XLSX, XLSX"
    })
    void theNameTellsTheFormat(String name, FileFormat format) {
        assertThat(FileFormat.of(name)).contains(format);
        assertThat(FileFormat.withoutEnding(name)).isEqualTo("a");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.parquet.gz", "a", "csv.dat", "a.xls", "a.xlsx.gz"})
    void aNameMayTellNothing(String name) {
        assertThat(FileFormat.of(name)).isEmpty();
        assertThat(FileFormat.withoutEnding(name)).isEqualTo(name);
    }

    @Test
    void theFormatThatIsGivenCounts() throws IOException {
        String file = write("rows.dat", "id\n1\n");
        assertCode("SOURCE_FORMAT_UNKNOWN", file);
        assertThat(ids(Sources.files(List.of(file), SourceOptions.DEFAULT.withFormat(FileFormat.CSV))))
                .containsExactly("1");
    }

    @ParameterizedTest
    @CsvSource({
        "https://user:s3cret@example.com/a.csv?token=s3cret, curl",
        "s3://bucket/a.ndjson.gz, aws s3 cp",
        "gs://bucket/a.parquet, gcloud"
    })
    void aUrlIsRefusedWithTheWayOut(String url, String way) {
        assertThatExceptionOfType(HostException.class)
                .isThrownBy(() -> files(url))
                .satisfies(e -> assertThat(e.detail().code()).isEqualTo("SOURCE_REMOTE"))
                .satisfies(e -> assertThat(e.detail().remedy()).contains(way))
                .satisfies(e -> assertThat(e.detail().toString()).doesNotContain("s3cret"));
    }

    @Test
    void theStandardInputStandsAloneAndHasAFormat() throws IOException {
        assertCode("SOURCE_FORMAT_UNKNOWN", "-");
        assertCode("SOURCE_AMBIGUOUS", "-", write("a.csv", "id\n1\n"));
    }

    private static StreamInput stream(String text, boolean keep) {
        return new StreamInput("stream", () -> new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), keep);
    }

    @Test
    void aStreamThatIsKeptCanBeReadAgain() {
        String text = "id\n" + "1\n".repeat(100_000);
        try (Source source = TextSource.csv(stream(text, true), new CsvFormat('\0', true, Map.of(), 1 << 20))) {
            assertThat(Reading.all(source)).hasSize(100_000);
            assertThat(Reading.all(source)).hasSize(100_000);
        }
    }

    @Test
    void aStreamThatIsNotKeptIsReadOnceAndSaysSo() {
        try (Source source = TextSource.csv(stream("id\n1\n", false), new CsvFormat('\0', true, Map.of(), 1 << 20))) {
            assertThat(Reading.all(source)).hasSize(1);
            assertThatExceptionOfType(HostException.class)
                    .isThrownBy(() -> Reading.all(source))
                    .satisfies(e -> assertThat(e.detail().code()).isEqualTo("SOURCE_READ_ONCE"));
        }
    }

    @Test
    void aNamedPipeIsReadOnce() throws Exception {
        Path pipe = folder.resolve("pipe.csv");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        Process writer = new ProcessBuilder("sh", "-c", "printf 'id\\n1\\n2\\n' > '" + pipe + "'").start();
        try (Source source = files(pipe.toString())) {
            assertThat(ids(source)).containsExactly("1", "2");
        }
        assertThat(writer.waitFor()).isZero();
    }
}
