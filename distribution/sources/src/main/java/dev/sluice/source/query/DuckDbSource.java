package dev.sluice.source.query;

import com.sun.management.OperatingSystemMXBean;
import dev.sluice.duckdb.DuckDb;
import dev.sluice.host.failure.HostException;
import dev.sluice.host.source.Source;
import dev.sluice.host.source.SourceCursor;
import dev.sluice.spi.RowSchema;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The stored result of a query in an embedded DuckDB. */
public final class DuckDbSource implements Source {
    private static final String SPOOL = "\"sluice_spool\"";
    private static final Pattern NAME_TWICE =
            Pattern.compile(".*BY NAME .* duplicate names .* the name \"+(.*?)\"+ occurs .*", Pattern.DOTALL);
    // Errors of these kinds name parts of the query; any other may quote a value of a row.
    private static final Set<String> HARMLESS =
            Set.of("Parser Error", "Syntax Error", "Binder Error", "Catalog Error", "IO Error", "Permission Error");

    private final String name;
    private final SourceDatabase database;
    private final String relation;
    private final List<DuckDbColumn> columns;
    private final RowSchema schema;
    private final long rows;
    private final Supplier<String> fingerprint;
    private final Function<SQLException, HostException> failure;

    private DuckDbSource(
            String name,
            SourceDatabase database,
            String relation,
            List<DuckDbColumn> columns,
            long rows,
            Supplier<String> fingerprint,
            Function<SQLException, HostException> failure) {
        this.name = name;
        this.database = database;
        this.relation = relation;
        this.columns = columns;
        this.schema = RowSchema.of(columns.stream().map(DuckDbColumn::field).toList());
        this.rows = rows;
        this.fingerprint = fingerprint;
        this.failure = failure;
    }

    /**
     * Runs a query and stores its rows in a temporary file, so that every pass reads the same rows.
     *
     * @param folder that relative names of files in it belong to
     * @throws HostException if the query does not only read, or fails
     */
    public static DuckDbSource query(String query, Path folder) {
        String memory = memory();
        SourceDatabase spool = SourceDatabase.onDisk(memory);
        return whole(spool, e -> failure(e, spool, memory), database -> {
            String statement = query.strip();
            while (statement.endsWith(";")) {
                statement = statement.substring(0, statement.length() - 1).strip();
            }
            String parsed = "json_serialize_sql(" + SourceDatabase.literal(statement) + ")";
            List<String> verdict =
                    database.texts("SELECT CASE WHEN " + parsed + "->>'error_type' = 'parser' THEN 'syntax: ' || ("
                            + parsed + "->>'error_message') WHEN " + parsed
                            + "->>'error' = 'true' OR json_array_length(" + parsed
                            + ", '$.statements') <> 1 THEN 'not reading' ELSE 'reading' END");
            if (verdict.get(0).startsWith("syntax: ")) {
                throw QueryErrors.failed(verdict.get(0).substring("syntax: ".length()) + ".");
            }
            if (!verdict.get(0).equals("reading")) {
                throw QueryErrors.notReading();
            }
            List<DuckDbColumn> columns = store(database, statement, QueryFolder.of(folder));
            String run = "query|" + UUID.randomUUID();
            return new DuckDbSource(
                    "query",
                    database,
                    SPOOL,
                    columns,
                    database.number("SELECT count(*) FROM " + SPOOL),
                    () -> run,
                    e -> failure(e, spool, memory));
        });
    }

    private static HostException failure(SQLException e, SourceDatabase spool, String memory) {
        if (spool.isOfItsFiles(e)) {
            return QueryErrors.spool();
        }
        return DuckDb.errorKind(e).filter("Out of Memory Error"::equals).isPresent()
                ? QueryErrors.memory(memory)
                : QueryErrors.failed(withoutValues(e));
    }

    private static DuckDbSource whole(
            SourceDatabase database, Function<SQLException, HostException> failure, Opening opening) {
        boolean open = false;
        try {
            DuckDbSource source = opening.open(database);
            open = true;
            return source;
        } catch (SQLException e) {
            throw failure.apply(e);
        } finally {
            if (!open) {
                database.close();
            }
        }
    }

    /** A quarter of the machine's memory, or of the container's; a gigabyte at least. */
    private static String memory() {
        long total = ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean machine
                ? machine.getTotalMemorySize()
                : 0;
        return Math.max(1_024, (total >> 20) / 4) + "MB";
    }

    private static List<DuckDbColumn> store(SourceDatabase database, String statement, QueryFolder folder)
            throws SQLException {
        folder.prepare(database);
        try {
            return store(database, statement);
        } finally {
            // After a failure too: it may be one of the wrong file.
            folder.check(database);
        }
    }

    /**
     * Stores the rows of a query. The engine sees the query once, because one over a pipe finds it empty the second time. A table would rename
     * columns whose names differ only in case; a union by name refuses them, so the query is one side of it and the other side has no rows.
     */
    private static List<DuckDbColumn> store(SourceDatabase database, String statement) throws SQLException {
        String ownColumn = SourceDatabase.identifier("sluice_" + UUID.randomUUID());
        try {
            // The line break ends a comment at the end of the query.
            database.execute("CREATE TABLE " + SPOOL + " AS (" + statement + "\n) UNION ALL BY NAME (SELECT true AS "
                    + ownColumn + " WHERE false)");
        } catch (SQLException e) {
            Matcher twice = NAME_TWICE.matcher(DuckDb.firstLine(e));
            if (twice.matches()) {
                throw QueryErrors.duplicate(twice.group(1));
            }
            throw e;
        }
        database.execute("ALTER TABLE " + SPOOL + " DROP COLUMN " + ownColumn);
        return database.describe(SPOOL);
    }

    private static String withoutValues(SQLException e) {
        String line = DuckDb.firstLine(e);
        Optional<String> kind = DuckDb.errorKind(e);
        if (kind.filter(HARMLESS::contains).isPresent()) {
            return line;
        }
        return Conversion.told(String.valueOf(e.getMessage()))
                .or(() -> kind)
                .orElse("the engine gives no reason that can be shown");
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Optional<RowSchema> schema() {
        return Optional.of(schema);
    }

    @Override
    public OptionalLong rowCount() {
        return OptionalLong.of(rows);
    }

    @Override
    public String fingerprint() {
        return fingerprint.get();
    }

    @Override
    public SourceCursor open() {
        return new DuckDbCursor(database, relation, columns, schema, rows, failure);
    }

    @Override
    public void close() {
        database.close();
    }

    private interface Opening {
        DuckDbSource open(SourceDatabase database) throws SQLException;
    }
}
