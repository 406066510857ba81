package dev.sluice.duckdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.fail;

import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import org.duckdb.DuckDBDataChunkReader;
import org.duckdb.DuckDBDriver;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DuckDbTest {
    private static final String MEMORY = "64MB";

    @TempDir
    Path folder = Path.of("");

    private Path spill() {
        return folder.resolve("spill");
    }

    private static void execute(DuckDb database, String sql) throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static void read(DuckDb database, String query) throws SQLException {
        try (Chunks chunks = Chunks.of(database, query)) {
            int rows = 0;
            for (DuckDBDataChunkReader chunk = chunks.next(); chunk != null; chunk = chunks.next()) {
                rows += (int) chunk.rowCount();
            }
            fail("all %d rows can be read", rows);
        }
    }

    @Test
    void whatIsInAFileIsThereWhenItIsOpenedAgain() throws SQLException {
        Path file = folder.resolve("x.duckdb");
        try (DuckDb database = DuckDb.inFile(file, spill(), MEMORY)) {
            execute(database, "CREATE TABLE numbers AS SELECT range AS n FROM range(5000)");
        }
        try (DuckDb database = DuckDb.inFile(file, spill(), MEMORY);
                Chunks chunks = Chunks.of(database, "FROM numbers ORDER BY n")) {
            long next = 0;
            for (DuckDBDataChunkReader chunk = chunks.next(); chunk != null; chunk = chunks.next()) {
                for (long row = 0; row < chunk.rowCount(); row++) {
                    assertThat(chunk.vector(0).getLong(row)).isEqualTo(next++);
                }
            }
            assertThat(next).isEqualTo(5000);
        }
    }

    @Test
    void aClosedDatabaseGivesNoConnection() throws SQLException {
        DuckDb database = DuckDb.inMemory(spill(), MEMORY);
        database.close();
        database.close();
        assertThatExceptionOfType(SQLException.class).isThrownBy(database::connect);
    }

    @Test
    void errorsTellTheirKindWithoutAnyValue() throws SQLException {
        try (DuckDb database = DuckDb.inMemory(spill(), MEMORY)) {
            assertThatExceptionOfType(SQLException.class)
                    .isThrownBy(() -> Chunks.of(database, "SELEC 1"))
                    .satisfies(e -> assertThat(DuckDb.errorKind(e)).contains("Parser Error"))
                    .satisfies(e -> assertThat(DuckDb.firstLine(e)).contains("SELEC"));
            assertThatExceptionOfType(SQLException.class)
                    .isThrownBy(() -> read(database, "SELECT CAST(concat('x', range) AS INTEGER) FROM range(3)"))
                    .satisfies(e -> assertThat(DuckDb.errorKind(e)).contains("Conversion Error"));
        }
        assertThat(DuckDb.errorKind(new SQLException("12:30 is no time"))).isEmpty();
        assertThat(DuckDb.errorKind(new SQLException((String) null))).isEmpty();
    }

    /** As in a servlet container: the drivers of an application are not those that the JDK found when it started. */
    @Test
    void aClassLoaderOfItsOwnFindsTheDriver() throws Exception {
        assertThat(DriverManager.drivers())
                .as("what the JDK finds, it has found")
                .isNotEmpty();
        URL[] classes = {place(DuckDb.class), place(DuckDBDriver.class)};
        Path file = folder.resolve("contained.duckdb");
        try (URLClassLoader container = new URLClassLoader(classes, ClassLoader.getPlatformClassLoader())) {
            Class<?> contained = container.loadClass(DuckDb.class.getName());
            assertThat(contained).isNotEqualTo(DuckDb.class);
            Object database = contained
                    .getMethod("inFile", Path.class, Path.class, String.class)
                    .invoke(null, file, spill(), MEMORY);
            ((AutoCloseable) database).close();
        }
        assertThat(Files.size(file)).isPositive();
    }

    private static URL place(Class<?> type) {
        return type.getProtectionDomain().getCodeSource().getLocation();
    }
}
