package dev.sluice.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.host.change.Checkpoints;
import dev.sluice.host.change.Identification;
import dev.sluice.host.change.Observation;
import dev.sluice.host.change.OpenedState;
import dev.sluice.host.change.StartedState;
import dev.sluice.host.cursor.CursorMark;
import dev.sluice.host.cursor.CursorValue;
import dev.sluice.host.file.SyncFolder;
import dev.sluice.host.hash.RowHasher;
import dev.sluice.host.history.RunEnd;
import dev.sluice.host.history.RunEntry;
import dev.sluice.host.history.Verdict;
import dev.sluice.host.state.SyncRecordFile;
import dev.sluice.spi.Expiry;
import dev.sluice.spi.Field;
import dev.sluice.spi.FieldType;
import dev.sluice.spi.Identity;
import dev.sluice.spi.Row;
import dev.sluice.spi.RowSchema;
import dev.sluice.spi.RunHandle;
import dev.sluice.state.file.Sizes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.duckdb.DuckDBDriver;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page {@code docs/state.md} lists the columns and fields that the files have. */
class StatePageTest {
    private static final Path PAGE = Path.of("..", "..", "docs", "state.md");
    private static final RowSchema SCHEMA = RowSchema.of(new Field("id", FieldType.TEXT));
    private static final Pattern ROW = Pattern.compile("^\\| ((?:`\\w+`(?:, )?)+) \\| ([^|]*) \\|");
    private static final Pattern FIELD = Pattern.compile("\"(\\w+)\":");

    @TempDir
    Path folder = Path.of("");

    /** The columns of the first table below a line that begins with this text: name and type. */
    private static List<String> listed(String heading) throws IOException {
        List<String> rows = new ArrayList<>();
        List<String> lines = Files.readAllLines(PAGE);
        int line = 0;
        while (!lines.get(line).startsWith(heading)) {
            line++;
        }
        while (!lines.get(line).startsWith("|")) {
            line++;
        }
        for (; line < lines.size() && lines.get(line).startsWith("|"); line++) {
            Matcher row = ROW.matcher(lines.get(line));
            if (row.find()) {
                for (String name : row.group(1).replace("`", "").split(", ", -1)) {
                    rows.add(name + " " + row.group(2));
                }
            }
        }
        return rows;
    }

    private static List<String> columns(Path file) throws SQLException {
        List<String> columns = new ArrayList<>();
        try (Connection connection = new DuckDBDriver().connect("jdbc:duckdb:", new java.util.Properties());
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("DESCRIBE FROM '" + file + "'")) {
            while (rows.next()) {
                columns.add(rows.getString(1) + " " + rows.getString(2));
            }
        }
        return columns;
    }

    private void run(String run, Verdict verdict, RunEnd end, Optional<Path> lookAt) throws IOException, SQLException {
        Identification all = new Identification(
                Optional.of("a query"),
                "target",
                List.of("id"),
                Map.of(
                        Identification.RENDERING,
                        "r",
                        Identification.RECORD_TYPE,
                        "t",
                        Identification.MAPPING,
                        "m",
                        Identification.QUERY,
                        "q"),
                Optional.of("epoch"),
                false);
        try (SyncFolder held = SyncFolder.open(folder, "sync", run);
                OpenedState state =
                        new SyncStates(new Sizes(10, TimeUnit.DAYS.toNanos(1), 1)).open(held, all, Clock.systemUTC());
                Observation observation = state.observe(Expiry.NONE)) {
            Row row = Row.of(SCHEMA, run);
            observation.add(0, 1, new Identity(List.of(run)), row);
            StartedState started =
                    observation.compare(new RunEntry(run, verdict, true)).start(Checkpoints.NONE);
            started.written(new Identity(List.of(run)), new RowHasher().hash(row));
            started.settle();
            if (lookAt.isPresent()) {
                assertThat(columns(lookAt.get().resolve("pending.parquet"))).isEqualTo(listed("`pending.parquet`:"));
                assertThat(columns(lookAt.get().resolve("1.parquet"))).isEqualTo(listed("`N.parquet`"));
            }
            started.finish(end);
        }
    }

    @Test
    void thePageListsTheColumnsOfEveryFile() throws IOException, SQLException {
        run("run1", Verdict.TRUST, RunEnd.COMPLETE, Optional.of(folder.resolve("run-run1")));
        assertThat(columns(folder.resolve("snapshot-1.parquet"))).isEqualTo(listed("`snapshot-N.parquet`, in"));
        run("run2", Verdict.TRUST, RunEnd.COMPLETE, Optional.empty());
        List<String> patch = new ArrayList<>(listed("`snapshot-N-on-M.parquet`"));
        patch.addAll(listed("`snapshot-N.parquet`, in"));
        assertThat(columns(folder.resolve("snapshot-2-on-1.parquet"))).isEqualTo(patch);
    }

    @Test
    void thePageListsTheFieldsOfTheRecord() throws IOException, SQLException {
        run("run1", Verdict.TRUST, RunEnd.COMPLETE, Optional.empty());
        run("run2", new Verdict.UpTo("run1", java.util.OptionalLong.of(1)), RunEnd.NOT_COMMITTED, Optional.empty());
        SyncRecordFile file = new SyncRecordFile(folder);
        file.update(record -> record.withUnresolved(Optional.of(RunHandle.of("run2")))
                .withColumns("of", Map.of("id", "TEXT"))
                .withCursor(Optional.of(new CursorMark(
                        "at", CursorValue.parse(FieldType.INTEGER, "1"), "run1", Instant.EPOCH, Map.of())))
                .passedBy());
        String json = Files.readString(folder.resolve(SyncRecordFile.NAME));
        Set<String> fields = new TreeSet<>();
        // Of the object itself, not of those in it.
        FIELD.matcher(json.replaceAll("[:,]\\{[^{}]*(\\{})?}", ":0").replaceAll("\\[\\{.*?}[^]]*]", "0"))
                .results()
                .forEach(field -> fields.add(field.group(1)));
        List<String> names = listed("`state.json`:").stream()
                .map(row -> row.substring(0, row.indexOf(' ')))
                .toList();
        assertThat(fields).containsExactlyInAnyOrderElementsOf(names);
    }
}
