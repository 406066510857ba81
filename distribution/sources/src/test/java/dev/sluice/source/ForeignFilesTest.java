package dev.sluice.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.host.failure.HostException;
import dev.sluice.host.source.Source;
import dev.sluice.host.source.SourceRecord;
import dev.sluice.host.value.JsonText;
import dev.sluice.spi.Field;
import dev.sluice.spi.Row;
import dev.sluice.spi.RowSchema;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Parquet files that other libraries wrote, each beside what a reader has to make of it: see src/test/resources/foreign/README.md. */
class ForeignFilesTest {
    private static final Path FILES = Path.of("src", "test", "resources", "foreign");

    static List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(FILES)) {
            return files.map(file -> String.valueOf(file.getFileName()))
                    .filter(name -> name.endsWith(".parquet"))
                    .map(name -> name.replace(".parquet", ""))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("names")
    void everyValueIsWhatItsWriterMeant(String name) throws IOException {
        assertThat(told(FILES.resolve(name + ".parquet"))).isEqualTo(expected(name));
    }

    /** The types of a file's columns and its rows, or why it is refused. */
    static List<String> expected(String name) throws IOException {
        return Files.readAllLines(FILES.resolve(name + ".expected"));
    }

    private static List<String> told(Path file) {
        List<String> lines = new ArrayList<>();
        try (Source source = Sources.file(file)) {
            RowSchema schema = source.schema().orElseThrow();
            List<SourceRecord> records = Reading.all(source);
            lines.add("types "
                    + schema.fields().stream().map(field -> field.type().name()).collect(Collectors.joining(",")));
            for (SourceRecord record : records) {
                lines.add(
                        record instanceof SourceRecord.Unreadable unreadable
                                ? "rejected " + unreadable.error().code()
                                : json(Reading.row(record)));
            }
        } catch (HostException e) {
            assertThat(e.getMessage()).contains(String.valueOf(file.getFileName()));
            return List.of("refused " + e.detail().at().getOrDefault("column", "-") + " "
                    + e.detail().code());
        }
        return lines;
    }

    private static String json(Row row) {
        List<String> values = new ArrayList<>();
        for (int i = 0; i < row.size(); i++) {
            values.add(json(row.schema().field(i), row.value(i)));
        }
        return "[" + String.join(",", values) + "]";
    }

    /** A number that JSON has no text for is told in quotes. */
    private static String json(Field field, @Nullable Object value) {
        StringBuilder json = new StringBuilder();
        if (value == null) {
            json.append("null");
        } else if (JsonText.append(json, field.type(), value) != null) {
            JsonText.quote(json, value.toString());
        }
        return json.toString();
    }
}
