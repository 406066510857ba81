package dev.sluice.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sluice.host.failure.HostException;
import dev.sluice.spi.Row;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.PageHeader;
import org.apache.parquet.format.Util;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How much memory a Parquet file takes: what its bytes need, and not what they claim. */
class ParquetMemoryTest {
    private static final int TAIL_BYTES = 8;
    private static final byte[] MAGIC = "PAR1".getBytes(StandardCharsets.US_ASCII);
    private static final long MEBIBYTE = 1 << 20;

    @TempDir
    Path folder = Path.of("");

    @Test
    void thousandsOfColumnsOfFewRowsTakeLittle() {
        int columns = 5_000;
        Path file = ParquetFiles.write(
                folder.resolve("rows.parquet"),
                IntStream.range(0, columns)
                        .mapToObj(i -> "range + " + i + " AS c" + i)
                        .collect(Collectors.joining(", ", "SELECT ", " FROM range(2)")));
        long before = Reading.allocated();
        Row last = Reading.rows(Sources.file(file)).get(1);
        assertThat(last.size()).isEqualTo(columns);
        assertThat(last.value("c4999")).isEqualTo(5_000L);
        assertThat(Reading.allocated() - before).isLessThan(128 * MEBIBYTE);
    }

    @Test
    void aListInTheFooterIsNotBelievedToBeLongerThanTheFooter() throws IOException {
        ByteBuffer whole = ByteBuffer.wrap(Files.readAllBytes(
                        ParquetFiles.write(folder.resolve("rows.parquet"), "SELECT 1 AS id, 2 AS v")))
                .order(ByteOrder.LITTLE_ENDIAN);
        int length = whole.getInt(whole.limit() - TAIL_BYTES);
        int footer = whole.limit() - TAIL_BYTES - length;
        // A list of three structs, which are the root of the schema and its two columns, says here that they are 80
        // million.
        byte[] three = {0x19, 0x3c};
        byte[] many = {0x19, (byte) 0xfc, (byte) 0x80, (byte) 0xb4, (byte) 0x89, 0x26};
        int at = footer;
        while (whole.get(at) != three[0] || whole.get(at + 1) != three[1]) {
            at++;
        }
        ByteBuffer claiming = ByteBuffer.allocate(whole.limit() + many.length - three.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(whole.array(), 0, at)
                .put(many)
                .put(whole.array(), at + three.length, whole.limit() - TAIL_BYTES - at - three.length)
                .putInt(length + many.length - three.length)
                .put(MAGIC);
        Path file = Files.write(folder.resolve("claims.parquet"), claiming.array());
        long before = Reading.allocated();
        assertThatExceptionOfType(HostException.class)
                .isThrownBy(() -> Sources.file(file))
                .withMessageContaining("its footer is damaged");
        assertThat(Reading.allocated() - before).isLessThan(32 * MEBIBYTE);
    }

    @ParameterizedTest
    @CsvSource({
        "snappy, 9000000", "snappy, 1000000000", "snappy, 2147483647",
        "gzip, 9000000", "gzip, 1000000000", "gzip, 2147483647",
        "zstd, 9000000", "zstd, 1000000000", "zstd, 2147483647",
        "brotli, 9000000", "brotli, 1000000000", "brotli, 2147483647",
        "lz4, 9000000", "lz4, 1000000000", "lz4, 2147483647",
        "lz4_raw, 9000000", "lz4_raw, 1000000000", "lz4_raw, 2147483647",
        "uncompressed, 2147483647"
    })
    void aPageIsNotBelievedToBeLargerThanItsBytesCanBecome(String codec, int claim) throws IOException {
        byte[] whole = Files.readAllBytes(ParquetFiles.write(
                folder.resolve("rows.parquet"),
                "SELECT range AS v FROM range(100)",
                "FORMAT parquet, COMPRESSION " + codec));
        Path file = Files.write(folder.resolve("claims.parquet"), claiming(whole, claim));
        long heap = Reading.allocated();
        long direct = Reading.direct();
        assertThatExceptionOfType(HostException.class)
                .isThrownBy(() -> Reading.all(Sources.file(file)))
                .withMessageContaining("The column 'v' of ")
                .withMessageContaining("a page ")
                .satisfies(e -> assertThat(e.detail().code()).isEqualTo("SOURCE_UNREADABLE"));
        assertThat(Reading.allocated() - heap).isLessThan(16 * MEBIBYTE);
        assertThat(Reading.direct() - direct).isLessThan(2 * MEBIBYTE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"snappy", "gzip", "zstd", "brotli", "lz4", "lz4_raw"})
    void aLargePageOfFewBytesIsRead(String codec) throws IOException {
        int rows = 5_000;
        Path file = ParquetFiles.write(
                folder.resolve("rows.parquet"),
                "SELECT range || repeat('a', 1000) AS v FROM range(" + rows + ")",
                "FORMAT parquet, COMPRESSION " + codec);
        assertThat(Files.size(file)).isLessThan(MEBIBYTE);
        List<Row> read = Reading.rows(Sources.file(file));
        assertThat(read).hasSize(rows);
        assertThat(read.get(rows - 1).value("v")).isEqualTo(rows - 1 + "a".repeat(1000));
    }

    /** A file whose first page claims to be of another size, when it is decompressed. */
    private static byte[] claiming(byte[] whole, int size) throws IOException {
        int length = ByteBuffer.wrap(whole).order(ByteOrder.LITTLE_ENDIAN).getInt(whole.length - TAIL_BYTES);
        int end = whole.length - TAIL_BYTES - length;
        FileMetaData footer = Util.readFileMetaData(new ByteArrayInputStream(whole, end, length));
        ByteArrayInputStream pages = new ByteArrayInputStream(whole, MAGIC.length, end - MAGIC.length);
        PageHeader page = Util.readPageHeader(pages);
        page.setUncompressed_page_size(size);
        page.unsetCrc();
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        file.write(MAGIC);
        Util.writePageHeader(page, file);
        // What comes behind the first page is not read.
        file.write(pages.readAllBytes());
        int start = file.size();
        Util.writeFileMetaData(footer, file);
        file.write(ByteBuffer.allocate(Integer.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(file.size() - start)
                .array());
        file.write(MAGIC);
        return file.toByteArray();
    }
}
