package dev.sluice.source.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.host.hash.RowHash;
import dev.sluice.host.hash.RowHasher;
import dev.sluice.host.source.PackedRecords;
import dev.sluice.host.source.Source;
import dev.sluice.host.source.SourceCursor;
import dev.sluice.host.source.SourceRecord;
import dev.sluice.source.SourceOptions;
import dev.sluice.source.Sources;
import dev.sluice.spi.Row;
import dev.sluice.spi.RowSchema;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/** Reads sources whole. */
final class Reading {
    private Reading() {}

    static List<SourceRecord> all(Source source) {
        return all(source, name -> true);
    }

    static List<SourceRecord> all(Source source, Predicate<String> wanted) {
        List<SourceRecord> records = new ArrayList<>();
        try (SourceCursor cursor = source.open(wanted)) {
            for (List<SourceRecord> some = cursor.next(); !some.isEmpty(); some = cursor.next()) {
                records.addAll(some);
                assertHashed(some, wanted);
            }
        }
        return records;
    }

    /** What is said of the hash of a row that was not made is so. */
    private static void assertHashed(List<SourceRecord> records, Predicate<String> wanted) {
        if (!(records instanceof PackedRecords packed)) {
            return;
        }
        int size = packed.schema().size();
        int[] positions = IntStream.range(0, size).toArray();
        int[] fromLast = IntStream.range(0, size).map(i -> size - 1 - i).toArray();
        RowHasher hasher = new RowHasher();
        for (int i = 0; i < records.size(); i++) {
            assertThat(packed.number(i)).isEqualTo(records.get(i).number());
            RowHash hash = packed.hash(i, packed.schema(), positions, hasher);
            if (records.get(i) instanceof SourceRecord.Intact intact) {
                boolean whole = packed.schema().names().stream().allMatch(wanted);
                // Else a value that is none may be in a column that nobody wants.
                if (whole || hash != null) {
                    assertThat(hash).isEqualTo(hasher.hash(intact.row()));
                    Row reversed = select(intact.row(), fromLast);
                    assertThat(packed.hash(i, reversed.schema(), fromLast, hasher))
                            .isEqualTo(hasher.hash(reversed));
                }
            } else {
                assertThat(hash).as("hash of row %d, which cannot be read", i).isNull();
            }
        }
    }

    private static Row select(Row row, int[] positions) {
        return Row.of(
                RowSchema.of(
                        IntStream.of(positions).mapToObj(row.schema()::field).toList()),
                IntStream.of(positions).mapToObj(row::value).toArray());
    }

    /** Counts the rows of a query and the characters of its second column in a process of its own with a heap of 160 MB. */
    static String inSmallHeap(JdbcConnection connection, String query, boolean kept)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx160m", "-XX:+UseSerialGC"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Reading.class.getName()));
        command.addAll(List.of(
                connection.url(),
                connection.drivers().toString(),
                connection.user().orElse(""),
                connection.password().orElse(""),
                query,
                Boolean.toString(kept)));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        return process.waitFor() == 0 ? printed : "failed: " + printed;
    }

    public static void main(String[] arguments) {
        JdbcConnection nobody = JdbcConnection.of(arguments[0], Path.of(arguments[1]));
        JdbcConnection connection = arguments[2].isEmpty() ? nobody : nobody.as(arguments[2], arguments[3]);
        SourceOptions options = SourceOptions.DEFAULT.withKeepStreams(Boolean.parseBoolean(arguments[5]));
        long rows = 0;
        long characters = 0;
        try (Source source = Sources.jdbc(connection, arguments[4], options);
                SourceCursor cursor = source.open()) {
            for (List<SourceRecord> some = cursor.next(); !some.isEmpty(); some = cursor.next()) {
                for (SourceRecord record : some) {
                    rows++;
                    characters += String.valueOf(
                                    ((SourceRecord.Intact) record).row().value(1))
                            .length();
                }
            }
        }
        System.out.println(rows + " " + characters);
    }
}
