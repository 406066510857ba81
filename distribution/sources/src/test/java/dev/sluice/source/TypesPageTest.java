package dev.sluice.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.host.failure.HostException;
import dev.sluice.host.source.Source;
import dev.sluice.host.source.SourceRecord;
import dev.sluice.host.value.JsonText;
import dev.sluice.spi.Field;
import dev.sluice.spi.FieldType;
import dev.sluice.spi.Row;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericFixed;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page docs/types.md is what sources do. Written again with {@code -Dsluice.docs.write=true}. */
class TypesPageTest {
    private static final Path PAGE = Path.of("..", "..", "docs", "types.md");
    private static final List<String> EXAMPLES = List.of(
            "true",
            "9007199254740993::BIGINT",
            "18446744073709551615::UBIGINT",
            "1.10::DECIMAL(9,2)",
            "0.1::FLOAT",
            "0.1::DOUBLE",
            "'nan'::DOUBLE",
            "'text'",
            "'\\xFF\\x00'::BLOB",
            "DATE '2024-02-29'",
            "TIME '04:05:06.25'",
            "TIMESTAMP '2024-05-06 07:08:09.5'",
            "TIMESTAMP_NS '2024-05-06 07:08:09.123456789'",
            "TIMESTAMPTZ '2024-05-06 07:08:09+02'",
            "UUID '0f8fad5b-d9cb-469f-a165-70867728950e'",
            "'{\"a\": 1.10}'::JSON",
            "[1, NULL]",
            "{'a': [], 'b': NULL}",
            "MAP {'k': 'v'}");

    /** Values of an Avro file, by their types. */
    private static final Map<String, Object> AVRO = avro();

    private static Map<String, Object> avro() {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("\"boolean\"", true);
        values.put("\"int\"", -7);
        values.put("\"long\"", 9_007_199_254_740_993L);
        values.put("\"float\"", 0.1f);
        values.put("\"double\"", 0.1);
        values.put("\"string\"", "text");
        values.put("\"bytes\"", new byte[] {-1, 0});
        values.put(fixed(2, ""), fixedValue(new byte[] {-1, 0}));
        String symbols = "{\"type\":\"enum\",\"name\":\"E\",\"symbols\":[\"A\",\"B\"]}";
        values.put(symbols, new GenericData.EnumSymbol(new Schema.Parser().parse(symbols), "B"));
        values.put(logical("int", "date"), 19_782);
        values.put(logical("int", "time-millis"), 86_399_999);
        values.put(logical("long", "time-micros"), 1L);
        values.put(logical("long", "timestamp-millis"), -1L);
        values.put(logical("long", "timestamp-micros"), -1L);
        values.put(logical("long", "timestamp-nanos"), -1L);
        values.put(logical("long", "local-timestamp-millis"), -1L);
        values.put(logical("long", "local-timestamp-micros"), -1L);
        values.put(logical("long", "local-timestamp-nanos"), -1L);
        values.put(logical("string", "uuid"), "0F8FAD5B-D9CB-469F-A165-70867728950E");
        values.put(
                fixed(12, ",\"logicalType\":\"duration\""),
                fixedValue(new byte[] {1, 0, 0, 0, 2, 0, 0, 0, -36, 5, 0, 0}));
        String decimal = ",\"logicalType\":\"decimal\",\"precision\":4,\"scale\":";
        values.put("{\"type\":\"bytes\"" + decimal + "2}", new byte[] {110});
        values.put(fixed(2, decimal + "1"), fixedValue(new byte[] {0, 110}));
        values.put(
                "{\"type\":\"bytes\",\"logicalType\":\"decimal\",\"precision\":3000,\"scale\":2000}", new byte[] {110});
        values.put(logical("bytes", "big-decimal"), new byte[] {2, 110, 2});
        values.put("[\"null\",\"long\"]", 7L);
        values.put("[\"long\",\"string\"]", "7");
        values.put("{\"type\":\"array\",\"items\":[\"null\",\"int\"]}", Arrays.asList(1, null));
        values.put("{\"type\":\"map\",\"values\":\"float\"}", Map.of("k", 0.1f));
        return values;
    }

    private static String logical(String type, String logical) {
        return "{\"type\":\"" + type + "\",\"logicalType\":\"" + logical + "\"}";
    }

    private static String fixed(int size, String attributes) {
        return "{\"type\":\"fixed\",\"name\":\"F\",\"size\":" + size + attributes + "}";
    }

    private static GenericData.Fixed fixedValue(byte[] bytes) {
        return new GenericData.Fixed(Schema.createFixed("F", null, null, bytes.length), bytes);
    }

    /** A text file, and what its value {@code v} is. */
    private record Example(String format, String types, String text) {}

    private static final List<Example> TEXTS = List.of(
            csv("1,007"),
            csv("1,"),
            csv("1,\"\""),
            csv("1,\" a, \"\"b\"\"\n\""),
            csv("1,NULL"),
            csv("1,\"a\"b"),
            csv("1,\"a"),
            csv("1"),
            csv("1,2,3"),
            csv("1,\u00ff"),
            new Example("csv", "", "id;v\n1;a,b"),
            new Example("csv", "", "id,\n1,x"),
            new Example("csv", "v=INTEGER", "id,v\n1,7"),
            new Example("csv", "v=INTEGER", "id,v\n1,7.0"),
            new Example("csv", "v=DECIMAL", "id,v\n1,1.10"),
            new Example("csv", "v=DATE", "id,v\n1,2024-02-30"),
            new Example("csv", "v=INSTANT", "id,v\n1,2024-05-06T07:08:09+02:00"),
            new Example("csv", "auto", "id,v\n1,1.10"),
            new Example("csv", "auto", "id,v\n1,007"),
            new Example("tsv", "", "id\tv\n1\t\"a\"b"),
            new Example("tsv", "quotes", "id\tv\n1\t\"a\tb\""),
            ndjson("9007199254740993"),
            ndjson("18446744073709551616"),
            ndjson("1.10"),
            ndjson("-0.0"),
            ndjson("1e30"),
            ndjson("1e4000"),
            ndjson("NaN"),
            ndjson("null"),
            ndjson("true"),
            ndjson("\"2024-02-29\""),
            ndjson("[ 1.10, {\"b\": 1e2} ]"),
            ndjson("{\"a\": 1, \"a\": 2}"),
            ndjson("1, \"v\": 2"),
            ndjson("\"\\ud83d\""),
            ndjson("\"\u00ff\""),
            new Example("ndjson", "", "[1]"),
            new Example("ndjson", "v=INSTANT", "{\"v\": \"2024-05-06T05:08:09Z\"}"),
            new Example("json", "", "[\n  {\"v\": 1},\n  {\"v\": 2}\n]"),
            new Example("json", "", "{\"v\": 1}\n{\"v\": 2}"),
            new Example("json", "", "[{\"v\": 1} {\"v\": 2}]"));

    /** What is no source, by the name of the file. */
    private static final Map<String, byte[]> REFUSED = new TreeMap<>(Map.of(
            "two-columns-of-one-name.csv", "id,id\n1,2".getBytes(StandardCharsets.UTF_8),
            "nothing.csv", new byte[0],
            "utf-16-without-a-mark.csv", "id\n1".getBytes(StandardCharsets.UTF_16LE),
            "packed-and-cut.csv.gz", new byte[] {0x1f, (byte) 0x8b, 8, 0},
            "array-that-does-not-end.json", "[{\"v\": 1}".getBytes(StandardCharsets.UTF_8),
            "no-parquet.parquet", "id,v\n1,2\n1,2\n".getBytes(StandardCharsets.UTF_8),
            "book.xls", new byte[] {(byte) 0xd0, (byte) 0xcf, 0x11, (byte) 0xe0}));

    private static final int MOST_LINES = 4;

    @TempDir
    Path folder = Path.of("");

    private static Example csv(String line) {
        return new Example("csv", "", "id,v\n" + line);
    }

    private static Example ndjson(String value) {
        return new Example("ndjson", "", "{\"v\": " + value + "}");
    }

    @Test
    void thePageIsWhatSourcesDo() throws IOException {
        StringBuilder page = new StringBuilder("""
                # Types

                What a record holds of each type, as JSON, at the top level and inside a struct. Lists, structs and maps are compact JSON whose
                parts follow the rules of top-level values. Made by `TypesPageTest`.

                | value, in SQL | from a Parquet file | in a struct of the file | from a query | in a struct of the query |
                |---|---|---|---|---|
                """);
        for (String example : EXAMPLES) {
            page.append("| `").append(example).append('`');
            for (String value : List.of(example, "{'v': " + example + "}")) {
                page.append(" | ").append(told(() -> Sources.file(parquet(value))));
            }
            for (String value : List.of(example, "{'v': " + example + "}")) {
                page.append(" | ").append(told(() -> Sources.sql("SELECT " + value + " AS v")));
            }
            page.append(" |\n");
        }
        appendAvro(page);
        appendTexts(page);
        appendForeign(page);
        appendRefused(page);
        if (Boolean.getBoolean("sluice.docs.write")) {
            Files.writeString(PAGE, page);
        }
        assertThat(PAGE).content().isEqualTo(page.toString());
    }

    private void appendAvro(StringBuilder page) {
        page.append("""

                ## Avro

                What a value of each type becomes. A logical type that is not known, or does not belong to its type, is left out of account, as
                the format asks of readers. In records, arrays and maps the same values are JSON.

                | type, in the schema | value | becomes |
                |---|---|---|
                """);
        AVRO.forEach((type, value) -> {
            Path file = AvroFiles.write(
                    folder.resolve("v.avro"), type, value instanceof byte[] bytes ? ByteBuffer.wrap(bytes) : value);
            page.append("| `").append(type.replace("\"", "")).append("` | `");
            page.append(
                            value instanceof byte[] bytes
                                    ? HexFormat.of().formatHex(bytes)
                                    : value instanceof GenericFixed fixed
                                            ? HexFormat.of().formatHex(fixed.bytes())
                                            : String.valueOf(value))
                    .append("` | ")
                    .append(told(() -> Sources.file(file)))
                    .append(" |\n");
        });
    }

    private void appendTexts(StringBuilder page) throws IOException {
        page.append("""

                ## Text

                What the last column of the last row becomes. A line end of a file is written as `\\n`, a tab as `\\t`, a byte that is no UTF-8 as
                `\\xFF`. Without `--types`, values of CSV and TSV are text, and those of JSON are what JSON says. A rejected row leaves the others as
                they are.

                | format | options | file | becomes |
                |---|---|---|---|
                """);
        for (Example example : TEXTS) {
            // The sign stands for a byte that is no UTF-8.
            byte[] bytes = example.text().contains("\u00ff")
                    ? example.text().getBytes(StandardCharsets.ISO_8859_1)
                    : example.text().getBytes(StandardCharsets.UTF_8);
            Path file = Files.write(folder.resolve("v." + example.format()), bytes);
            page.append("| ")
                    .append(example.format())
                    .append(" | ")
                    .append(flag(example.types()))
                    .append(" | `");
            page.append(example.text().replace("\n", "\\n").replace("\t", "\\t").replace("\u00ff", "\\xFF"));
            page.append("` | ")
                    .append(lastTold(() -> Sources.file(file, options(example.types()))))
                    .append(" |\n");
        }
    }

    private static String flag(String types) {
        return types.isEmpty() ? "" : types.equals("quotes") ? "`--quotes`" : "`--types " + types + "`";
    }

    private static SourceOptions options(String types) {
        return switch (types) {
            case "" -> SourceOptions.DEFAULT;
            case "auto" -> SourceOptions.DEFAULT.withFindTypes(true);
            case "quotes" -> SourceOptions.DEFAULT.withQuotes(true);
            default -> {
                String[] parts = types.split("=", 2);
                yield SourceOptions.DEFAULT.withTypes(Map.of(parts[0], FieldType.valueOf(parts[1])));
            }
        };
    }

    /** What ForeignFilesTest holds each of these files to. */
    private static void appendForeign(StringBuilder page) throws IOException {
        page.append("""

                ## Old and rare types of Parquet

                What is read of a small file of another library for each: the types of its columns, and its first rows. A converted type means the
                same without the logical one, and the other way round. A `TIME` has no zone, so one that is adjusted to UTC is the time in UTC.

                | file | types | rows |
                |---|---|---|
                """);
        for (String name : ForeignFilesTest.names()) {
            if (!name.startsWith("pages-") && !name.equals("deep")) {
                List<String> lines = ForeignFilesTest.expected(name);
                boolean refused = lines.get(0).startsWith("refused ");
                page.append("| ").append(name.replace('-', ' ')).append(" | ");
                page.append(
                                refused
                                        ? ""
                                        : lines.get(0)
                                                .substring("types ".length())
                                                .replace(",", ", "))
                        .append(" | ");
                page.append(lines.subList(refused ? 0 : 1, Math.min(lines.size(), MOST_LINES)).stream()
                        .map(line -> "`" + line + "`")
                        .collect(Collectors.joining("<br>")));
                page.append(" |\n");
            }
        }
    }

    private void appendRefused(StringBuilder page) throws IOException {
        page.append("""

                ## Files that are refused

                Nothing is written, and nothing is removed.

                | file | code | message | what to do |
                |---|---|---|---|
                """);
        for (Map.Entry<String, byte[]> refused : REFUSED.entrySet()) {
            Path file = Files.write(folder.resolve(refused.getKey()), refused.getValue());
            appendRefusal(page, refused.getKey(), () -> Sources.file(file));
        }
        for (String url : List.of("https://example.com/rows.csv", "s3://bucket/rows.parquet")) {
            appendRefusal(page, url, () -> Sources.files(List.of(url), SourceOptions.DEFAULT));
        }
        for (String query : List.of(
                "SELECT 1 AS id, 2 AS ID",
                "SELECT 1::VARIANT AS v",
                "SELECT MAP {[1]: 2} AS v",
                "DROP TABLE t",
                "SELEC")) {
            appendRefusal(page, query, () -> Sources.sql(query));
        }
    }

    private void appendRefusal(StringBuilder page, String what, Opening opening) {
        try (Source source = opening.open()) {
            throw new AssertionError(
                    what + " is read, with " + Reading.all(source).size() + " rows");
        } catch (HostException e) {
            String message = e.detail().message().replace(folder + "/", "");
            assertThat(e.detail().remedy()).doesNotContain(folder.toString());
            page.append("| `")
                    .append(what)
                    .append("` | `")
                    .append(e.detail().code())
                    .append("` | ");
            page.append(message.replace("|", "\\|"))
                    .append(" | ")
                    .append(e.detail().remedy().replace("|", "\\|"))
                    .append(" |\n");
        }
    }

    /** The last column of the last row. */
    private static String lastTold(Opening opening) {
        try (Source source = opening.open()) {
            List<SourceRecord> records = Reading.all(source);
            SourceRecord record = records.get(records.size() - 1);
            if (record instanceof SourceRecord.Unreadable unreadable) {
                return "row rejected: " + unreadable.error().code();
            }
            Row row = Reading.row(record);
            return told(row.schema().field(row.size() - 1), row.value(row.size() - 1));
        } catch (HostException e) {
            return "file refused: " + e.detail().code();
        }
    }

    private Path parquet(String value) {
        return ParquetFiles.write(folder.resolve("v.parquet"), "SELECT " + value + " AS v");
    }

    private static String told(Opening opening) {
        try (Source source = opening.open()) {
            SourceRecord record = Reading.all(source).get(0);
            if (record instanceof SourceRecord.Unreadable unreadable) {
                return "row rejected: " + unreadable.error().code();
            }
            return told(
                    Reading.row(record).schema().field(0), Reading.row(record).value(0));
        } catch (HostException e) {
            return "column refused: " + e.detail().code();
        }
    }

    private static String told(Field field, @Nullable Object value) {
        if (value == null) {
            return "null";
        }
        StringBuilder json = new StringBuilder();
        return JsonText.append(json, field.type(), value) != null
                ? "row rejected by the destination"
                : "`" + json + "`, " + field.type();
    }

    private interface Opening {
        Source open();
    }
}
