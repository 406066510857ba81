package dev.sluice.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sluice.host.failure.HostException;
import dev.sluice.spi.Row;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.parquet.bytes.HeapByteBufferAllocator;
import org.apache.parquet.column.values.ValuesWriter;
import org.apache.parquet.column.values.delta.DeltaBinaryPackingValuesWriterForInteger;
import org.apache.parquet.column.values.deltalengthbytearray.DeltaLengthByteArrayValuesWriter;
import org.apache.parquet.column.values.deltastrings.DeltaByteArrayWriter;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.CompressionCodec;
import org.apache.parquet.format.ConvertedType;
import org.apache.parquet.format.DataPageHeader;
import org.apache.parquet.format.DataPageHeaderV2;
import org.apache.parquet.format.DictionaryPageHeader;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.FieldRepetitionType;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.PageHeader;
import org.apache.parquet.format.PageType;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.format.Type;
import org.apache.parquet.format.Util;
import org.apache.parquet.io.api.Binary;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Lengths within a page that its bytes cannot have: the file is damaged, which is said of it, and no memory is taken for what it claims. Files of
 * one column of texts, with pages made by hand.
 */
class ParquetClaimsTest {
    private static final byte[] MAGIC = "PAR1".getBytes(StandardCharsets.US_ASCII);
    private static final long MOST_BYTES = 16 << 20;
    private static final int HUGE = 1 << 30;

    @TempDir
    Path folder = Path.of("");

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whatAValueSharesWithTheOneBeforeIsNoLongerThanThatOne(boolean second) throws IOException {
        assertDamaged(2, Encoding.DELTA_BYTE_ARRAY, second, differences(0, HUGE), differences(1, 1), text("ab"));
        assertDamaged(2, Encoding.DELTA_BYTE_ARRAY, second, differences(0, 2), differences(1, 1), text("ab"));
        assertDamaged(2, Encoding.DELTA_BYTE_ARRAY, second, differences(1, 0), differences(1, 1), text("ab"));
        assertDamaged(2, Encoding.DELTA_BYTE_ARRAY, second, differences(0, -1), differences(1, 1), text("ab"));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void theRestOfAValueIsNoLongerThanThePage(boolean second) throws IOException {
        assertDamaged(2, Encoding.DELTA_BYTE_ARRAY, second, differences(0, 1), differences(1, HUGE), text("ab"));
        assertDamaged(2, Encoding.DELTA_BYTE_ARRAY, second, differences(0, 1), differences(1, 2), text("ab"));
        assertDamaged(2, Encoding.DELTA_BYTE_ARRAY, second, differences(0, 1), differences(2, -1), text("ab"));
        assertDamaged(2, Encoding.DELTA_BYTE_ARRAY, second, differences(0, 1), differences(2), text("ab"));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void theLengthsOfValuesFitThePage(boolean second) throws IOException {
        assertDamaged(2, Encoding.DELTA_LENGTH_BYTE_ARRAY, second, differences(1, HUGE), text("ab"));
        assertDamaged(2, Encoding.DELTA_LENGTH_BYTE_ARRAY, second, differences(1, 2), text("ab"));
        assertDamaged(2, Encoding.DELTA_LENGTH_BYTE_ARRAY, second, differences(2, -1), text("ab"));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aPlainLengthFitsThePage(boolean second) throws IOException {
        assertDamaged(2, Encoding.PLAIN, second, plain("ab"), number(HUGE));
        assertDamaged(2, Encoding.PLAIN, second, plain("ab"), number(-1));
        assertDamaged(2, Encoding.PLAIN, second, plain("ab"), number(-6), plain("c"));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aLengthInADictionaryFitsIt(boolean second) throws IOException {
        byte[] first = {0x01, 0x03, 0x02};
        for (int claim : new int[] {HUGE, -1, 5}) {
            Path file = file(
                    2,
                    page(dictionary(2), join(plain("ab"), number(claim), text("cdef"))),
                    page(data(2, Encoding.RLE_DICTIONARY, second, first.length), first));
            assertDamaged(file);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void packedReferencesAreNoMoreThanTheirBytes(boolean second) throws IOException {
        int rows = 8_000_000;
        // One bit for each value, in one run of groups of eight; two groups are there.
        byte[] values = join(new byte[] {1}, varint((rows / Byte.SIZE) << 1 | 1), new byte[] {0x55, 0x55});
        Path file = file(
                rows,
                page(dictionary(2), join(plain("a"), plain("b"))),
                page(data(rows, Encoding.RLE_DICTIONARY, second, values.length), values));
        assertDamaged(file);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whatIsWholeIsRead(boolean second) throws IOException {
        String[] texts = {"", "a", "ab", "abc", "b", "", "bc", "bcd".repeat(100)};
        ValuesWriter shared = new DeltaByteArrayWriter(64, 1 << 16, new HeapByteBufferAllocator());
        ValuesWriter lengths = new DeltaLengthByteArrayValuesWriter(64, 1 << 16, new HeapByteBufferAllocator());
        for (String text : texts) {
            shared.writeBytes(Binary.fromString(text));
            lengths.writeBytes(Binary.fromString(text));
        }
        assertThat(texts(texts.length, Encoding.DELTA_BYTE_ARRAY, second, bytes(shared)))
                .containsExactly(texts);
        assertThat(texts(texts.length, Encoding.DELTA_LENGTH_BYTE_ARRAY, second, bytes(lengths)))
                .containsExactly(texts);
    }

    @Test
    void aPageOfNullsHasNoLengths() throws IOException {
        ValuesWriter shared = new DeltaByteArrayWriter(64, 1 << 16, new HeapByteBufferAllocator());
        byte[] values = bytes(shared);
        assertThat(texts(0, Encoding.DELTA_BYTE_ARRAY, false, values)).isEmpty();
    }

    private List<String> texts(int rows, Encoding encoding, boolean second, byte[] values) throws IOException {
        Path file = file(rows, page(data(rows, encoding, second, values.length), values));
        return Reading.rows(Sources.file(file)).stream()
                .map((Row row) -> String.valueOf(row.value("v")))
                .toList();
    }

    private void assertDamaged(int rows, Encoding encoding, boolean second, byte[]... parts) throws IOException {
        byte[] values = join(parts);
        assertDamaged(file(rows, page(data(rows, encoding, second, values.length), values)));
    }

    private static void assertDamaged(Path file) {
        long before = Reading.allocated();
        assertThatExceptionOfType(HostException.class)
                .isThrownBy(() -> Reading.all(Sources.file(file)))
                .withMessageContaining("The column 'v' of ")
                .satisfies(e -> assertThat(e.detail().code()).isEqualTo("SOURCE_UNREADABLE"));
        assertThat(Reading.allocated() - before).isLessThan(MOST_BYTES);
    }

    private Path file(int rows, byte[]... pages) throws IOException {
        ColumnMetaData place = new ColumnMetaData(
                Type.BYTE_ARRAY,
                List.of(Encoding.PLAIN),
                List.of("v"),
                CompressionCodec.UNCOMPRESSED,
                rows,
                1,
                1,
                MAGIC.length);
        ColumnChunk chunk = new ColumnChunk(MAGIC.length);
        chunk.setMeta_data(place);
        SchemaElement root = new SchemaElement("root");
        root.setNum_children(1);
        SchemaElement column = new SchemaElement("v");
        column.setType(Type.BYTE_ARRAY);
        column.setRepetition_type(FieldRepetitionType.REQUIRED);
        column.setConverted_type(ConvertedType.UTF8);
        FileMetaData footer =
                new FileMetaData(1, List.of(root, column), rows, List.of(new RowGroup(List.of(chunk), 1, rows)));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(MAGIC);
        bytes.writeBytes(join(pages));
        int start = bytes.size();
        Util.writeFileMetaData(footer, bytes);
        bytes.writeBytes(number(bytes.size() - start));
        bytes.writeBytes(MAGIC);
        return Files.write(folder.resolve("rows.parquet"), bytes.toByteArray());
    }

    private static PageHeader dictionary(int entries) {
        PageHeader header = new PageHeader(PageType.DICTIONARY_PAGE, 0, 0);
        header.setDictionary_page_header(new DictionaryPageHeader(entries, Encoding.PLAIN));
        return header;
    }

    private static PageHeader data(int rows, Encoding encoding, boolean second, int length) {
        PageHeader header = new PageHeader(second ? PageType.DATA_PAGE_V2 : PageType.DATA_PAGE, length, length);
        if (second) {
            DataPageHeaderV2 page = new DataPageHeaderV2(rows, 0, rows, encoding, 0, 0);
            page.setIs_compressed(false);
            header.setData_page_header_v2(page);
        } else {
            header.setData_page_header(new DataPageHeader(rows, encoding, Encoding.RLE, Encoding.RLE));
        }
        return header;
    }

    private static byte[] page(PageHeader header, byte[] body) throws IOException {
        header.setCompressed_page_size(body.length);
        header.setUncompressed_page_size(body.length);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Util.writePageHeader(header, bytes);
        bytes.writeBytes(body);
        return bytes.toByteArray();
    }

    private static byte[] differences(int... numbers) throws IOException {
        ValuesWriter writer =
                new DeltaBinaryPackingValuesWriterForInteger(128, 4, 64, 1 << 16, new HeapByteBufferAllocator());
        for (int number : numbers) {
            writer.writeInteger(number);
        }
        return bytes(writer);
    }

    private static byte[] bytes(ValuesWriter values) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        values.getBytes().writeAllTo(bytes);
        return bytes.toByteArray();
    }

    private static byte[] plain(String text) {
        return join(number(text.length()), text(text));
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] number(int number) {
        return ByteBuffer.allocate(Integer.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(number)
                .array();
    }

    private static byte[] varint(int number) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int left = number; ; left >>>= 7) {
            if (left < 0x80) {
                bytes.write(left);
                return bytes.toByteArray();
            }
            bytes.write((left & 0x7f) | 0x80);
        }
    }

    private static byte[] join(byte[]... parts) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            bytes.writeBytes(part);
        }
        return bytes.toByteArray();
    }
}
