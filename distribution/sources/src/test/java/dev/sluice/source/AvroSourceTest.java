package dev.sluice.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sluice.host.failure.HostException;
import dev.sluice.host.source.Source;
import dev.sluice.host.source.SourceCursor;
import dev.sluice.host.source.SourceRecord;
import dev.sluice.spi.FieldType;
import dev.sluice.spi.Row;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.zip.GZIPOutputStream;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.util.Utf8;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AvroSourceTest {
    private static final long MOST_BYTES = 16 << 20;

    @TempDir
    Path folder = Path.of("");

    @Test
    void everyTypeIsExact() {
        assertRead("\"boolean\"", true, FieldType.BOOLEAN, true);
        assertRead("\"int\"", Integer.MIN_VALUE, FieldType.INTEGER, (long) Integer.MIN_VALUE);
        assertRead("\"long\"", Long.MIN_VALUE, FieldType.INTEGER, Long.MIN_VALUE);
        assertRead("\"float\"", 0.1f, FieldType.FLOAT, 0.1f);
        assertRead("\"double\"", -0.0, FieldType.DOUBLE, -0.0);
        assertRead("\"string\"", "é\uD83C\uDF32", FieldType.TEXT, "é\uD83C\uDF32");
        assertRead("\"null\"", null, FieldType.TEXT, null);
        assertRead("\"bytes\"", ByteBuffer.wrap(new byte[] {0, -1}), FieldType.BYTES, new byte[] {0, -1});
        assertRead("[\"null\",\"long\"]", null, FieldType.INTEGER, null);
        assertRead("[\"long\",\"null\"]", 7L, FieldType.INTEGER, 7L);
        assertRead("[\"null\"]", null, FieldType.TEXT, null);
        assertRead("[\"string\"]", "x", FieldType.TEXT, "x");
    }

    @Test
    void everyLogicalTypeIsExact() {
        assertRead(logical("int", "date"), -719_162, FieldType.DATE, LocalDate.of(1, 1, 1));
        assertRead(logical("int", "time-millis"), 86_399_999, FieldType.TIME, LocalTime.parse("23:59:59.999"));
        assertRead(logical("long", "time-micros"), 1L, FieldType.TIME, LocalTime.parse("00:00:00.000001"));
        assertRead(
                logical("long", "timestamp-millis"), -1L, FieldType.INSTANT, Instant.parse("1969-12-31T23:59:59.999Z"));
        assertRead(
                logical("long", "timestamp-micros"),
                -1L,
                FieldType.INSTANT,
                Instant.parse("1969-12-31T23:59:59.999999Z"));
        assertRead(
                logical("long", "timestamp-nanos"),
                Long.MIN_VALUE,
                FieldType.INSTANT,
                Instant.parse("1677-09-21T00:12:43.145224192Z"));
        assertRead(
                logical("long", "local-timestamp-millis"),
                0L,
                FieldType.TIMESTAMP,
                LocalDateTime.parse("1970-01-01T00:00:00"));
        assertRead(
                logical("long", "local-timestamp-micros"),
                1L,
                FieldType.TIMESTAMP,
                LocalDateTime.parse("1970-01-01T00:00:00.000001"));
        assertRead(
                logical("long", "local-timestamp-nanos"),
                -1L,
                FieldType.TIMESTAMP,
                LocalDateTime.parse("1969-12-31T23:59:59.999999999"));
        UUID uuid = UUID.fromString("0f8fad5b-d9cb-469f-a165-70867728950e");
        assertRead(logical("string", "uuid"), uuid.toString().toUpperCase(java.util.Locale.ROOT), FieldType.UUID, uuid);
        byte[] sixteen = ByteBuffer.allocate(16)
                .putLong(uuid.getMostSignificantBits())
                .putLong(uuid.getLeastSignificantBits())
                .array();
        assertRead(fixed(16, "\"logicalType\":\"uuid\""), fixedValue(sixteen), FieldType.UUID, uuid);
        byte[] duration = {1, 0, 0, 0, 2, 0, 0, 0, (byte) 0xdc, 5, 0, 0};
        assertRead(fixed(12, "\"logicalType\":\"duration\""), fixedValue(duration), FieldType.TEXT, "P1M2DT1.5S");
        String decimal = "\"logicalType\":\"decimal\",\"precision\":40,\"scale\":2";
        byte[] digits = new BigInteger("-12345678901234567890123456789012345678").toByteArray();
        BigDecimal value = new BigDecimal("-123456789012345678901234567890123456.78");
        assertRead("{\"type\":\"bytes\"," + decimal + "}", ByteBuffer.wrap(digits), FieldType.DECIMAL, value);
        byte[] wide = new byte[20];
        Arrays.fill(wide, (byte) -1);
        System.arraycopy(digits, 0, wide, wide.length - digits.length, digits.length);
        assertRead(fixed(20, decimal), fixedValue(wide), FieldType.DECIMAL, value);
        // Six bytes: two of digits behind their length, and the scale 1.
        byte[] scaled = {4, 0, 110, 2};
        assertRead(logical("bytes", "big-decimal"), ByteBuffer.wrap(scaled), FieldType.DECIMAL, new BigDecimal("11.0"));
    }

    @Test
    void aLogicalTypeThatIsNotKnownOrDoesNotFitIsLeftOutOfAccount() {
        assertRead(logical("int", "timestamp-millis"), 5, FieldType.INTEGER, 5L);
        assertRead(logical("string", "colour"), "red", FieldType.TEXT, "red");
        assertRead(logical("bytes", "decimal"), ByteBuffer.wrap(new byte[] {1}), FieldType.BYTES, new byte[] {1});
    }

    @Test
    void aValueThatARowCannotCarryRejectsItsRowAlone() {
        assertRejected(logical("int", "time-millis"), 86_400_000, 1, "ROW_VALUE_TYPE");
        assertRejected(logical("long", "time-micros"), -1L, 1L, "ROW_VALUE_TYPE");
        assertRejected(logical("string", "uuid"), "x", "0f8fad5b-d9cb-469f-a165-70867728950e", "ROW_VALUE_TYPE");
        assertRejected("\"string\"", new Utf8(new byte[] {(byte) 0xc1, (byte) 0x81}), "x", "ROW_ENCODING");
        assertRejected(
                "{\"type\":\"bytes\",\"logicalType\":\"decimal\",\"precision\":4}",
                ByteBuffer.allocate(0),
                ByteBuffer.allocate(1),
                "ROW_VALUE_TYPE");
        assertRejected(
                logical("bytes", "big-decimal"),
                ByteBuffer.wrap(new byte[] {2}),
                ByteBuffer.wrap(new byte[] {2, 1, 0}),
                "ROW_VALUE_TYPE");
        assertRejected(
                "{\"type\":\"array\",\"items\":\"double\"}",
                List.of(1.0, Double.NaN),
                List.of(),
                "VALUE_NOT_REPRESENTABLE");
        assertRejected(
                "{\"type\":\"array\",\"items\":\"string\"}",
                List.of(new Utf8(new byte[] {(byte) 0xff})),
                List.of("x"),
                "ROW_ENCODING");
    }

    @Test
    void aMapWithAKeyTwiceOrOneThatIsNoTextRejectsItsRow() throws IOException {
        byte[] maps = Files.readAllBytes(
                AvroFiles.write(folder.resolve("m.avro"), "{\"type\":\"map\",\"values\":\"null\"}", Map.of()));
        byte[] mark = Arrays.copyOfRange(maps, maps.length - 16, maps.length);
        byte[] header = Arrays.copyOf(maps, latin(maps).indexOf(latin(mark)) + 16);
        // Counts, and keys with their lengths: one key twice, one that is no UTF-8, and a whole map in two parts.
        byte[] rows = {4, 2, 'k', 2, 'k', 0, 2, 2, (byte) 0xff, 0, 1, 4, 2, 'a', 2, 2, 'b', 0};
        Path file = Files.write(folder.resolve("rows.avro"), join(header, number(3), number(rows.length), rows, mark));
        List<SourceRecord> records = Reading.all(Sources.file(file));
        assertThat(Reading.error(records.get(0)).code()).isEqualTo("ROW_FIELD_DUPLICATE");
        assertThat(Reading.error(records.get(1)).code()).isEqualTo("ROW_ENCODING");
        assertThat(Reading.row(records.get(2)).value("v")).isEqualTo("{\"a\":null,\"b\":null}");
    }

    @Test
    void nestedValuesAreJsonByTheSameRules() {
        Schema inner = AvroFiles.schema(
                "{\"type\":\"record\",\"name\":\"In\",\"fields\":[{\"name\":\"a\",\"type\":{\"type\":\"array\",\"items\":[\"null\","
                        + logical("int", "date")
                        + "]}},{\"name\":\"m\",\"type\":{\"type\":\"map\",\"values\":\"float\"}},"
                        + "{\"name\":\"e\",\"type\":{\"type\":\"enum\",\"name\":\"E\",\"symbols\":[\"A\",\"B\"]}},"
                        + "{\"name\":\"z\",\"type\":{\"type\":\"record\",\"name\":\"Z\",\"fields\":[]}}]}");
        Schema type = inner.getField("v").schema();
        GenericRecord value = AvroFiles.row(
                type,
                Arrays.asList(null, 0),
                Map.of("k", 0.1f),
                new GenericData.EnumSymbol(type.getField("e").schema(), "B"),
                new GenericData.Record(type.getField("z").schema()));
        assertThat(value(inner, value))
                .isEqualTo("{\"a\":[null,\"1970-01-01\"],\"m\":{\"k\":0.1},\"e\":\"B\",\"z\":{}}");
    }

    @Test
    void aUnionOfSeveralTypesIsJsonThatTellsWhichValueItIs() {
        Schema schema = AvroFiles.schema("[\"null\",\"long\",\"string\",{\"type\":\"array\",\"items\":\"int\"}]");
        Path file = AvroFiles.write(
                folder.resolve("u.avro"),
                schema,
                "null",
                List.of(
                        AvroFiles.row(schema, 1L),
                        AvroFiles.row(schema, "1"),
                        AvroFiles.row(schema, (Object) null),
                        AvroFiles.row(schema, List.of(1))));
        try (Source source = Sources.file(file)) {
            assertThat(source.schema().orElseThrow().field(0).type()).isEqualTo(FieldType.JSON);
            assertThat(Reading.rows(source)).map(row -> row.value("v")).containsExactly("1", "\"1\"", null, "[1]");
        }
    }

    @Test
    void aRecordMayHaveItselfAsAFieldAsDeepAsJsonGoes() {
        Schema schema = AvroFiles.schema(
                "{\"type\":\"record\",\"name\":\"N\",\"fields\":[{\"name\":\"n\",\"type\":[\"null\",\"N\"]}]}");
        Path file = AvroFiles.write(
                folder.resolve("deep.avro"),
                schema,
                "null",
                List.of(
                        AvroFiles.row(schema, chain(schema, 2)),
                        AvroFiles.row(schema, chain(schema, 200)),
                        AvroFiles.row(schema, chain(schema, 201)),
                        AvroFiles.row(schema, chain(schema, 1))));
        List<SourceRecord> records = Reading.all(Sources.file(file));
        assertThat(Reading.row(records.get(0)).value("v")).isEqualTo("{\"n\":{\"n\":null}}");
        assertThat(String.valueOf(Reading.row(records.get(1)).value("v"))).hasSize(200 * 6 + 4);
        assertThat(Reading.error(records.get(2)).code()).isEqualTo("ROW_TOO_NESTED");
        assertThat(Reading.row(records.get(3)).value("v")).isEqualTo("{\"n\":null}");
    }

    private static GenericRecord chain(Schema schema, int length) {
        GenericRecord chain = new GenericData.Record(schema.getField("v").schema());
        return length == 1 ? chain : AvroFiles.row(chain.getSchema(), chain(schema, length - 1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "deflate", "snappy", "zstandard", "bzip2", "xz"})
    void everyCodecIsRead(String codec) {
        Schema schema = AvroFiles.schema("\"string\"");
        List<GenericRecord> rows = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            rows.add(AvroFiles.row(schema, "text " + i));
        }
        List<Row> read = Reading.rows(Sources.file(AvroFiles.write(folder.resolve("c.avro"), schema, codec, rows)));
        assertThat(read)
                .map(row -> row.value("v"))
                .isEqualTo(rows.stream().map(row -> row.get(0)).toList());
    }

    @Test
    void aCodecThatIsNotKnownIsRefusedByName() throws IOException {
        byte[] bytes = Files.readAllBytes(AvroFiles.write(folder.resolve("rows.avro"), "\"int\"", 1));
        byte[] name = "avro.codec\10null".getBytes(StandardCharsets.US_ASCII);
        byte[] other = "avro.codec\10lzma".getBytes(StandardCharsets.US_ASCII);
        String told = new String(bytes, StandardCharsets.ISO_8859_1);
        byte[] renamed = told.replace(latin(name), latin(other)).getBytes(StandardCharsets.ISO_8859_1);
        assertUnreadable(renamed, "its blocks are packed with 'lzma', which is not read");
    }

    private static String latin(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    @Test
    void aColumnIsRefusedBeforeReadingUnlessItIsLeftOut() {
        Schema schema = new Schema.Parser()
                .parse(
                        "{\"type\":\"record\",\"name\":\"Row\",\"fields\":[{\"name\":\"id\",\"type\":\"int\"},{\"name\":\"d\",\"type\":"
                                + "{\"type\":\"bytes\",\"logicalType\":\"decimal\",\"precision\":3000,\"scale\":2000}}]}");
        Path file = AvroFiles.write(
                folder.resolve("r.avro"),
                schema,
                "null",
                List.of(
                        AvroFiles.row(schema, 1, ByteBuffer.allocate(1)),
                        AvroFiles.row(schema, 2, ByteBuffer.allocate(9))));
        try (Source source = Sources.file(file)) {
            assertThatExceptionOfType(HostException.class)
                    .isThrownBy(source::open)
                    .withMessageContaining("The column 'd' of ")
                    .satisfies(e -> assertThat(e.detail().code()).isEqualTo("SOURCE_COLUMN_REFUSED"));
            try (SourceCursor cursor = source.open(name -> name.equals("id"))) {
                assertThat(cursor.next())
                        .map(record -> Reading.row(record).value("id"))
                        .containsExactly(1L, 2L);
            }
        }
    }

    @Test
    void itIsReadFromPackedFilesAndSeveralAndTwice() throws IOException {
        Path plain = AvroFiles.write(folder.resolve("a.avro"), "\"int\"", 1);
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            Files.copy(plain, gzip);
        }
        Files.write(folder.resolve("b.avro.gz"), packed.toByteArray());
        Schema other = new Schema.Parser()
                .parse("{\"type\":\"record\",\"name\":\"Row\",\"fields\":[{\"name\":\"w\",\"type\":\"string\"}]}");
        AvroFiles.write(folder.resolve("c.avro"), other, "null", List.of(AvroFiles.row(other, "x")));
        try (Source source = Sources.files(List.of(folder + "/*.avro*"), SourceOptions.DEFAULT)) {
            for (int pass = 0; pass < 2; pass++) {
                assertThat(Reading.rows(source))
                        .map(Reading::values)
                        .containsExactly(Arrays.asList(1L, null), Arrays.asList(1L, null), Arrays.asList(null, "x"));
            }
        }
        AvroFiles.write(folder.resolve("d.avro"), "\"string\"", "x");
        assertThatExceptionOfType(HostException.class)
                .isThrownBy(() -> Sources.files(List.of(folder + "/*.avro"), SourceOptions.DEFAULT))
                .withMessageContaining("a.avro")
                .withMessageContaining("d.avro");
        assertThatExceptionOfType(HostException.class)
                .isThrownBy(() -> Sources.file(plain, SourceOptions.DEFAULT.withFindTypes(true)))
                .withMessageContaining("is an Avro file, which has its own");
    }

    @Test
    void rowsThatAreNoRecordsAreRefused() throws IOException {
        byte[] bytes = Files.readAllBytes(AvroFiles.write(folder.resolve("rows.avro"), "\"int\"", 1));
        int schema = latin(bytes).indexOf("{\"type\":\"record\"");
        ByteArrayOutputStream other = new ByteArrayOutputStream();
        byte[] type = "\"int\"".getBytes(StandardCharsets.US_ASCII);
        int length = latin(bytes).indexOf('}', latin(bytes).indexOf(']', schema)) + 1 - schema;
        other.write(bytes, 0, schema - (length > 63 ? 2 : 1));
        other.write(type.length * 2);
        other.writeBytes(type);
        other.write(bytes, schema + length, bytes.length - schema - length);
        assertUnreadable(other.toByteArray(), "its rows are no records, but of type int");
        assertUnreadable("id,v\n1,2\n".getBytes(StandardCharsets.US_ASCII), "does not begin as an Avro file does");
        assertUnreadable(new byte[0], "it is empty");
    }

    @Test
    void aFileThatIsCutAnywhereButBetweenBlocksIsDamaged() throws IOException {
        byte[] bytes = Files.readAllBytes(AvroFiles.write(folder.resolve("rows.avro"), "\"string\"", "some text"));
        String mark = latin(Arrays.copyOfRange(bytes, bytes.length - 16, bytes.length));
        int header = latin(bytes).indexOf(mark) + 16;
        for (int length = 0; length < bytes.length; length++) {
            if (length != header) {
                assertUnreadable(Arrays.copyOf(bytes, length), "cannot be read: ");
            }
        }
        assertUnreadable(Arrays.copyOf(bytes, bytes.length + 1), "cannot be read: ");
    }

    @Test
    void whatAFileClaimsIsNotBelieved() throws IOException {
        byte[] whole = Files.readAllBytes(AvroFiles.write(folder.resolve("rows.avro"), "\"string\"", "x"));
        byte[] mark = Arrays.copyOfRange(whole, whole.length - 16, whole.length);
        byte[] header = Arrays.copyOf(whole, latin(whole).indexOf(latin(mark)) + 16);
        // A block of a gigabyte, one of more rows than it has, and a text of a gigabyte.
        assertUnreadable(join(header, number(1), number(1 << 30), new byte[9]), "it ends too early");
        assertUnreadable(join(header, number(1L << 60), number(2), number(1), new byte[] {'x'}, mark), "are damaged");
        assertUnreadable(join(header, number(1), number(6), number(1 << 30), new byte[1], mark), "are damaged");
        assertUnreadable(join(header, number(1), number(1), number(-1), mark), "are damaged");
        assertUnreadable(join(header, number(1), number(3), number(1), new byte[] {'x', 'y'}, mark), "more bytes than");
        assertUnreadable(join(header, number(-1), number(0), mark), "the header of a block is damaged");
        assertUnreadable(join(Arrays.copyOf(whole, 4), number(1L << 40)), "its header is damaged");
        assertUnreadable(join(Arrays.copyOf(whole, 4), number(1), number(1L << 40)), "its header is damaged");
        assertUnreadable(join(Arrays.copyOf(whole, 4), number(1), number(1 << 25), new byte[9]), "it ends too early");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "null",
                "7",
                "{}",
                "\"Nowhere\"",
                "{\"type\":\"record\",\"name\":\"Row\"}",
                "{\"type\":\"record\",\"name\":\"Row\",\"fields\":7}",
                "{\"type\":\"record\",\"name\":\"Row\",\"fields\":[7]}",
                "{\"type\":\"record\",\"name\":null,\"fields\":[]}",
                "{\"type\":\"record\",\"name\":\"Row\",\"fields\":[{\"name\":\"a\",\"type\":\"Nowhere\"}]}",
                "{\"type\":\"record\",\"name\":\"Row\",\"fields\":[{\"name\":null,\"type\":\"int\"}]}",
                "{\"type\":\"record\",\"name\":\"Row\",\"fields\":[{\"name\":\"a\",\"type\":{\"type\":\"array\"}}]}",
                "{\"type\":\"record\",\"name\":\"Row\",\"fields\":[{\"name\":\"a\",\"type\":[\"int\",\"int\"]}]}"
            })
    void aSchemaThatIsNoneIsDamage(String json) throws IOException {
        byte[] name = "avro.schema".getBytes(StandardCharsets.UTF_8);
        byte[] schema = json.getBytes(StandardCharsets.UTF_8);
        byte[] magic = {'O', 'b', 'j', 1};
        assertUnreadable(
                join(
                        magic,
                        number(1),
                        number(name.length),
                        name,
                        number(schema.length),
                        schema,
                        number(0),
                        new byte[16]),
                "its schema is damaged");
    }

    @Test
    void whatTakesNoBytesIsNotThereWithoutEnd() throws IOException {
        byte[] nulls = Files.readAllBytes(
                AvroFiles.write(folder.resolve("n.avro"), "{\"type\":\"array\",\"items\":\"null\"}", List.of()));
        byte[] mark = Arrays.copyOfRange(nulls, nulls.length - 16, nulls.length);
        byte[] header = Arrays.copyOf(nulls, latin(nulls).indexOf(latin(mark)) + 16);
        byte[] count = number(1 << 30);
        Path file = Files.write(
                folder.resolve("rows.avro"), join(header, number(1), number(count.length + 1), count, number(0), mark));
        assertThatExceptionOfType(HostException.class)
                .isThrownBy(() -> Reading.all(Sources.file(file)))
                .withMessageContaining("values for which it has no bytes");
    }

    private static byte[] number(long number) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        long left = number << 1 ^ number >> 63;
        while ((left & ~0x7fL) != 0) {
            bytes.write((int) (left & 0x7f) | 0x80);
            left >>>= 7;
        }
        bytes.write((int) left);
        return bytes.toByteArray();
    }

    private static byte[] join(byte[]... parts) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            bytes.writeBytes(part);
        }
        return bytes.toByteArray();
    }

    private void assertUnreadable(byte[] bytes, String message) throws IOException {
        Path file = Files.write(folder.resolve("rows.avro"), bytes);
        long before = Reading.allocated();
        assertThatExceptionOfType(HostException.class)
                .isThrownBy(() -> Reading.all(Sources.file(file)))
                .withMessageContaining("rows.avro")
                .withMessageContaining(message)
                .satisfies(e -> assertThat(e.detail().code()).isEqualTo("SOURCE_UNREADABLE"));
        assertThat(Reading.allocated() - before).isLessThan(MOST_BYTES);
    }

    private void assertRead(String type, @Nullable Object written, FieldType read, @Nullable Object expected) {
        Path file = AvroFiles.write(folder.resolve("v.avro"), type, written);
        try (Source source = Sources.file(file)) {
            assertThat(source.schema().orElseThrow().field(0).type()).isEqualTo(read);
            assertThat(Reading.rows(source).get(0).value("v")).isEqualTo(expected);
        }
    }

    private @Nullable Object value(Schema schema, Object written) {
        Path file = AvroFiles.write(folder.resolve("v.avro"), schema, "null", List.of(AvroFiles.row(schema, written)));
        return Reading.rows(Sources.file(file)).get(0).value("v");
    }

    private void assertRejected(String type, Object bad, Object good, String code) {
        Schema schema = AvroFiles.schema(type);
        Path file = AvroFiles.write(
                folder.resolve("v.avro"),
                schema,
                "null",
                List.of(AvroFiles.row(schema, bad), AvroFiles.row(schema, good)));
        List<SourceRecord> records = Reading.all(Sources.file(file));
        assertThat(Reading.error(records.get(0)).code()).isEqualTo(code);
        assertThat(Reading.error(records.get(0)).at()).containsEntry("column", "v");
        assertThat(Reading.row(records.get(1)).value("v")).isNotNull();
    }

    private static String logical(String type, String logical) {
        return "{\"type\":\"" + type + "\",\"logicalType\":\"" + logical + "\"}";
    }

    private static String fixed(int size, String attributes) {
        return "{\"type\":\"fixed\",\"name\":\"F\",\"size\":" + size + "," + attributes + "}";
    }

    private static GenericData.Fixed fixedValue(byte[] bytes) {
        return new GenericData.Fixed(Schema.createFixed("F", null, null, bytes.length), bytes);
    }
}
