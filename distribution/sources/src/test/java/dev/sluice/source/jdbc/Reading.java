package dev.sluice.source.jdbc;

import dev.sluice.host.source.Source;
import dev.sluice.host.source.SourceCursor;
import dev.sluice.host.source.SourceRecord;
import dev.sluice.source.SourceOptions;
import dev.sluice.source.Sources;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Reads sources whole. As a program, counts the rows of a query and the characters of its second column, within the heap that it is given. */
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

    public static void main(String[] arguments) {
        JdbcConnection connection =
                JdbcConnection.of(arguments[0], Path.of(arguments[1])).as(arguments[2], "");
        SourceOptions options = SourceOptions.DEFAULT.withKeepStreams(Boolean.parseBoolean(arguments[4]));
        long rows = 0;
        long characters = 0;
        try (Source source = Sources.jdbc(connection, arguments[3], options);
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
