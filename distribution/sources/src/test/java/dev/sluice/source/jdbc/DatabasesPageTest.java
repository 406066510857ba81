package dev.sluice.source.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.source.jdbc.type.PostgresTypes;
import dev.sluice.spi.FieldType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The tables of docs/databases.md are what the code does. Written again with {@code -Dsluice.docs.write=true}. */
class DatabasesPageTest {
    private static final Path PAGE = Path.of("..", "..", "docs", "databases.md");
    private static final String BEGIN = "<!-- types -->\n";
    private static final String END = "<!-- /types -->";

    @Test
    void theTableOfTypesIsThatOfTheCode() throws IOException {
        Map<FieldType, List<String>> byType = PostgresTypes.TABLE.entrySet().stream()
                .collect(Collectors.groupingBy(
                        Map.Entry::getValue,
                        TreeMap::new,
                        Collectors.mapping(entry -> "`" + entry.getKey() + "`", Collectors.toList())));
        StringBuilder table = new StringBuilder("| PostgreSQL | in a row |\n|---|---|\n");
        byType.forEach((type, names) -> table.append("| ")
                .append(String.join(", ", names))
                .append(" | ")
                .append(type)
                .append(" |\n"));
        String page = Files.readString(PAGE);
        int from = page.indexOf(BEGIN) + BEGIN.length();
        String expected = page.substring(0, from) + table + page.substring(page.indexOf(END));
        if (Boolean.getBoolean("sluice.docs.write")) {
            Files.writeString(PAGE, expected);
        }
        assertThat(Files.readString(PAGE)).isEqualTo(expected);
    }

    @Test
    void theDriversAreThoseOfTheCode() throws IOException {
        String page = Files.readString(PAGE);
        for (Dialect dialect : Dialect.ALL) {
            assertThat(page).contains("`" + dialect.artifact() + "`").contains("`drivers/" + dialect.folder() + "/`");
        }
    }
}
