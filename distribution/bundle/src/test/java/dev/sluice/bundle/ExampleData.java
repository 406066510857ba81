package dev.sluice.bundle;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.StringJoiner;

/**
 * Writes the files of {@code examples/}: invented people, the same at every run. {@code profiles-next} is the same table some days later:
 * {@value #ADDED} people are new, {@value #CHANGED} have changed, {@value #REMOVED} have left.
 *
 * <p>Run with the directory as the argument, with the class path of this module's tests.
 */
final class ExampleData {
    static final int ROWS = 2_000;
    static final int ADDED = 60;
    static final int CHANGED = 140;
    static final int REMOVED = 25;

    private static final List<String> FIRST = List.of(
            "Aisha",
            "Amélie",
            "Björn",
            "Chiara",
            "Đorđe",
            "Élodie",
            "Fatima",
            "Göran",
            "Hanna",
            "Ioánna",
            "José",
            "Kenji",
            "Łukasz",
            "Mónica",
            "Nguyễn",
            "Olga",
            "Priya",
            "Quentin",
            "Renée",
            "Søren",
            "Tomáš",
            "Ümit",
            "Valentina",
            "Wei",
            "Xóchitl",
            "Yūki",
            "Zoë",
            "李娜",
            "王伟",
            "佐藤",
            "Анна",
            "Дмитрий",
            "Νίκος",
            "محمد",
            "नेहा");
    private static final List<String> LAST = List.of(
            "Ångström",
            "Brown",
            "Čapek",
            "Díaz",
            "Eriksen",
            "Fernández",
            "García",
            "Horváth",
            "Ionescu",
            "Jørgensen",
            "Kowalski",
            "Lefèvre",
            "Müller",
            "Nakamura",
            "O'Neill",
            "Papadopoulos",
            "Quispe",
            "Rossi",
            "Şahin",
            "Tóth",
            "Ueda",
            "Vögel",
            "Wójcik",
            "Yılmaz",
            "Żak");
    private static final List<String> CITIES = List.of(
            "Berlin,DE",
            "Bogotá,CO",
            "Istanbul,TR",
            "Kraków,PL",
            "Lyon,FR",
            "Málaga,ES",
            "Osaka,JP",
            "Pune,IN",
            "Reykjavík,IS",
            "São Paulo,BR",
            "Toronto,CA",
            "Zürich,CH",
            "東京,JP");
    private static final List<String> TAGS =
            List.of("beta", "newsletter", "vip", "mobile", "referred", "churn-risk", "annual");
    private static final String COLUMNS = "{user_id: 'BIGINT', name: 'VARCHAR', email: 'VARCHAR', plan: 'VARCHAR',"
            + " score: 'DOUBLE', balance: 'DECIMAL(12,2)', active: 'BOOLEAN', birthday: 'DATE',"
            + " signed_up: 'TIMESTAMPTZ', tags: 'VARCHAR[]', address: 'STRUCT(city VARCHAR, country VARCHAR)'}";

    private ExampleData() {}

    /** Writes the files into the directory that the first argument names. */
    public static void main(String[] arguments) throws SQLException {
        write(Path.of(arguments[0]));
    }

    static void write(Path directory) throws SQLException {
        List<String> today = new ArrayList<>();
        List<String> next = new ArrayList<>();
        for (int i = 0; i < ROWS; i++) {
            today.add(profile(i, 0));
            boolean gone = i % (ROWS / REMOVED) == 7;
            boolean changed = !gone && i % 14 == 3 && i / 14 < CHANGED + 3;
            if (!gone) {
                next.add(profile(i, changed ? 1 : 0));
            }
        }
        for (int i = ROWS; i < ROWS + ADDED; i++) {
            next.add(profile(i, 0));
        }
        Path lines = directory.resolve("profiles.ndjson");
        Path nextLines = directory.resolve("profiles-next.ndjson.tmp");
        try {
            Files.write(lines, today, StandardCharsets.UTF_8);
            Files.write(nextLines, next, StandardCharsets.UTF_8);
            try (Connection duckdb = DriverManager.getConnection("jdbc:duckdb:");
                    Statement statement = duckdb.createStatement()) {
                statement.execute("SET TimeZone = 'UTC'");
                copy(statement, lines, directory.resolve("profiles.parquet"), "FORMAT parquet, COMPRESSION zstd");
                copy(
                        statement,
                        nextLines,
                        directory.resolve("profiles-next.parquet"),
                        "FORMAT parquet, COMPRESSION zstd");
                copy(statement, lines, directory.resolve("profiles.csv"), "FORMAT csv, HEADER");
            }
            Files.delete(nextLines);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void copy(Statement statement, Path from, Path to, String format) throws SQLException {
        boolean csv = format.contains("csv");
        String columns = csv
                ? "* REPLACE (strftime(signed_up, '%Y-%m-%dT%H:%M:%SZ') AS signed_up,"
                        + " to_json(tags) AS tags, to_json(address) AS address)"
                : "*";
        statement.execute("COPY (SELECT " + columns + " FROM read_ndjson('" + from + "', columns = " + COLUMNS
                + ")) TO '" + to + "' (" + format + ")");
    }

    /** One person. An edition of 1 is the same person some days later. */
    private static String profile(int number, int edition) {
        Random random = new Random(42L + number);
        String first = FIRST.get(random.nextInt(FIRST.size()));
        String last = LAST.get(random.nextInt(LAST.size()));
        String[] place = CITIES.get(random.nextInt(CITIES.size())).split(",", -1);
        LocalDate birthday = LocalDate.of(1950, 1, 1).plusDays(random.nextInt(20_000));
        Instant signedUp = Instant.parse("2021-01-01T00:00:00Z").plusSeconds(random.nextInt(150_000_000));
        long cents = random.nextInt(1_000_000) - 50_000L;
        double score = random.nextInt(10_000) / 10_000.0;
        StringJoiner tags = new StringJoiner(",", "[", "]");
        TAGS.stream().filter(tag -> random.nextInt(5) == 0).forEach(tag -> tags.add(quoted(tag)));
        String plan = List.of("free", "free", "basic", "pro").get(random.nextInt(4));
        boolean active = random.nextInt(4) > 0;
        return new StringJoiner(",", "{", "}")
                .add("\"user_id\":" + (10_001 + number))
                .add("\"name\":" + quoted(first + " " + last))
                .add("\"email\":"
                        + (random.nextInt(20) == 0 ? "null" : quoted("user" + (10_001 + number) + "@example.com")))
                .add("\"plan\":" + quoted(edition == 0 ? plan : "team"))
                .add("\"score\":" + (random.nextInt(15) == 0 ? "null" : String.valueOf(score)))
                .add("\"balance\":"
                        + String.format(Locale.ROOT, "%d.%02d", (cents + 700L * edition) / 100, Math.abs(cents % 100)))
                .add("\"active\":" + active)
                .add("\"birthday\":" + (random.nextInt(6) == 0 ? "null" : quoted(birthday.toString())))
                .add("\"signed_up\":" + quoted(signedUp.toString()))
                .add("\"tags\":" + tags)
                .add("\"address\":{\"city\":" + quoted(place[0]) + ",\"country\":" + quoted(place[1]) + "}")
                .toString();
    }

    private static String quoted(String text) {
        return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }
}
