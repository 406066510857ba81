package dev.sluice.source.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sluice.host.failure.HostException;
import dev.sluice.host.source.Source;
import dev.sluice.source.Reading;
import dev.sluice.source.Sources;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QueryFolderTest {
    /** A file of the working directory of the build. */
    private static final String OF_THE_WORKING_DIRECTORY = "pom.xml";

    @TempDir
    Path folder = Path.of("");

    @BeforeEach
    void files() throws IOException {
        Files.writeString(folder.resolve("a.csv"), "id\n1\n");
        Files.createDirectory(folder.resolve("more"));
        Files.writeString(folder.resolve("more/b.csv"), "id\n1\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "FROM 'a.csv'",
                "FROM './a.csv'",
                "FROM '*.csv'",
                "FROM 'more/b.csv'",
                "FROM 'm*/*.csv'",
                "FROM 'more/../a.csv'",
                "FROM read_csv(['a.csv'])",
                "FROM read_csv('a' || '.csv')",
                "SELECT 1 AS id FROM read_text('a.csv')",
                "WITH w AS (FROM 'a.csv') FROM w"
            })
    void relativeNamesAreThoseOfTheFolder(String query) {
        try (Source source = Sources.sql(query, folder)) {
            assertThat(Reading.rows(source)).extracting(row -> row.value("id")).hasSize(1);
        }
    }

    @Test
    void wholePathsAreWhatTheyAre() {
        String file = SourceDatabase.literal(folder.resolve("a.csv").toString());
        try (Source source = Sources.sql("FROM " + file, folder.resolve("more"))) {
            assertThat(Reading.rows(source)).hasSize(1);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT length(content) AS id FROM read_text('pom.xml')",
                "SELECT length(content) AS id FROM read_text('po' || 'm.xml')",
                "SELECT nothing AS id FROM read_csv('./pom.xml')"
            })
    void aRelativeNameThatIsAFileOfTheWorkingDirectoryIsRefused(String query) throws IOException {
        assertThat(Path.of(OF_THE_WORKING_DIRECTORY)).exists();
        Files.writeString(folder.resolve(OF_THE_WORKING_DIRECTORY), "id\n1\n");
        assertThatExceptionOfType(HostException.class)
                .isThrownBy(() -> Sources.sql(query, folder))
                .satisfies(e -> {
                    assertThat(e.detail().code()).isEqualTo("SOURCE_QUERY_FAILED");
                    assertThat(e.detail().message()).contains("pom.xml', which", folder.toString());
                });
        try (Source source = Sources.sql("SELECT 1 AS id FROM read_text('pom.xml')", Path.of(""))) {
            assertThat(Reading.rows(source)).hasSize(1);
        }
    }

    @Test
    void aFileThatIsInNeitherIsNamed() {
        assertThatExceptionOfType(HostException.class)
                .isThrownBy(() -> Sources.sql("FROM 'absent.csv'", folder))
                .withMessageContaining("absent.csv");
    }

    @Test
    void aFolderThatTheEngineCannotBeToldOfIsRefused() throws IOException {
        Path comma = Files.createDirectory(folder.resolve("x,y"));
        assertThatExceptionOfType(HostException.class)
                .isThrownBy(() -> Sources.sql("FROM 'a.csv'", comma))
                .withMessageContaining("a comma in its path");
    }
}
