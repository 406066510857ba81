package dev.sluice.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sluice.host.failure.HostException;
import dev.sluice.host.source.Source;
import dev.sluice.host.source.SourceRecord;
import dev.sluice.spi.FieldType;
import dev.sluice.spi.Row;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NdjsonSourceTest {
    @TempDir
    Path folder = Path.of("");

    private Path write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    private List<SourceRecord> read(String text) throws IOException {
        return Reading.all(Sources.file(write("rows.ndjson", text)));
    }

    @Test
    void valuesAreExact() throws IOException {
        Row row = Reading.row(read("{\"i\":9007199254740993,\"b\":123456789012345678901234567890,\"d\":1.50,\"e\":1e3,"
                        + "\"t\":\"007\",\"y\":true,\"n\":null,\"j\":{ \"a\" : [1.10, null, \"é\"] }}")
                .get(0));
        assertThat(row.value("i")).isEqualTo(9007199254740993L);
        assertThat(row.value("b")).isEqualTo(new BigInteger("123456789012345678901234567890"));
        assertThat(row.value("d")).isEqualTo(new BigDecimal("1.50"));
        assertThat(FieldType.DECIMAL.format(java.util.Objects.requireNonNull(row.value("e"))))
                .isEqualTo("1000");
        assertThat(row.value("t")).isEqualTo("007");
        assertThat(row.value("y")).isEqualTo(true);
        assertThat(row.schema().has("n")).isTrue();
        assertThat(row.value("n")).isNull();
        assertThat(row.value("j")).isEqualTo("{\"a\":[1.10,null,\"é\"]}");
        assertThat(row.schema().field(row.schema().indexOf("j")).type()).isEqualTo(FieldType.JSON);
    }

    @Test
    void rowsOfOneShapeShareTheirSchema() throws IOException {
        List<SourceRecord> records = read("{\"a\":1}\n{\"a\":\"x\"}\n{\"a\":2}\n");
        assertThat(Reading.row(records.get(0)).schema())
                .isSameAs(Reading.row(records.get(2)).schema())
                .isNotEqualTo(Reading.row(records.get(1)).schema());
    }

    @Test
    void aLineThatCannotBeReadIsNamedByItsNumberAndTheNextGoesOn() throws IOException {
        List<SourceRecord> records = read("{\"a\":1}\n\n{\"a\":\n[1]\n{\"a\":1} {\"a\":2}\n{\"a\":1,\"b\":2,\"a\":3}\n"
                + "{\"j\":{\"a\":1,\"a\":2}}\n{\"\":1}\n{\"n\":1e999999}\n" + "{\"deep\":" + "[".repeat(300)
                + "]".repeat(300)
                + "}\r\n{\"a\":2}");
        assertThat(records).extracting(SourceRecord::number).containsExactly(1L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L, 11L);
        assertThat(records.subList(1, 9))
                .extracting(record -> Reading.error(record).code())
                .containsExactly(
                        "ROW_NOT_JSON",
                        "ROW_NOT_AN_OBJECT",
                        "ROW_NOT_AN_OBJECT",
                        "ROW_FIELD_DUPLICATE",
                        "ROW_FIELD_DUPLICATE",
                        "ROW_FIELD_UNNAMED",
                        "ROW_NUMBER_OUT_OF_RANGE",
                        "ROW_TOO_NESTED");
        assertThat(Reading.row(records.get(9)).value("a")).isEqualTo(2L);
    }

    @Test
    void aByteOrderMarkIsNoPartOfTheFirstLine() throws IOException {
        assertThat(read("\uFEFF{\"a\":1}\n")).hasOnlyElementsOfType(SourceRecord.Intact.class);
    }

    @Test
    void bytesThatAreNoUtf8AreUnreadable() throws IOException {
        Path file = Files.write(
                folder.resolve("rows.jsonl"), "{\"a\":\"\u00ff\"}\n{\"a\":1}".getBytes(StandardCharsets.ISO_8859_1));
        List<SourceRecord> records = Reading.all(Sources.file(file));
        assertThat(Reading.error(records.get(0)).message()).isNotBlank();
        assertThat(Reading.row(records.get(1)).value("a")).isEqualTo(1L);
    }

    @Test
    void aLineBeyondTheLimitIsLeftOutWhole() throws IOException {
        Path file = write("rows.ndjson", "{\"a\":1}\n{\"a\":\"" + "x".repeat(5000) + "\"}\n{\"a\":2}\n");
        List<SourceRecord> records = Reading.all(Sources.file(file, SourceOptions.DEFAULT.withMaxRowBytes(1024)));
        assertThat(records).hasSize(3);
        assertThat(Reading.error(records.get(1)).code()).isEqualTo("ROW_TOO_LONG");
        assertThat(Reading.row(records.get(2)).value("a")).isEqualTo(2L);
    }

    @Test
    void compressedFilesAreUnpackedAndATruncatedOneIsAnError() throws IOException {
        Path file = folder.resolve("rows.ndjson.gz");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
            out.write("{\"a\":1}\n".repeat(5000).getBytes(StandardCharsets.UTF_8));
        }
        assertThat(Reading.rows(Sources.file(file))).hasSize(5000);
        byte[] bytes = Files.readAllBytes(file);
        Files.write(file, java.util.Arrays.copyOf(bytes, bytes.length - 12));
        assertThatExceptionOfType(HostException.class)
                .isThrownBy(() -> Reading.all(Sources.file(file)))
                .satisfies(e -> assertThat(e.detail().code()).isEqualTo("SOURCE_UNREADABLE"));
    }

    @Test
    void anEmptyFileHasNoRows() throws IOException {
        assertThat(read("")).isEmpty();
    }

    @Test
    void twoPassesGiveTheSameRows() throws IOException {
        Source source = Sources.file(write("rows.ndjson", "{\"a\":1}\n{\"b\":2.0}\n"));
        assertThat(Reading.all(source)).isEqualTo(Reading.all(source));
    }
}
