package dev.sluice.source.jdbc;

import dev.sluice.host.source.Source;
import dev.sluice.host.source.SourceCursor;
import dev.sluice.host.source.SourceRecord;
import dev.sluice.source.SourceOptions;
import dev.sluice.source.Sources;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

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
            }
        }
        return records;
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
