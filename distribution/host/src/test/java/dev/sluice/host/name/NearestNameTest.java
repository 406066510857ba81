package dev.sluice.host.name;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestNameTest {
    private static final List<String> NAMES = List.of("id", "table", "size", "ttl_seconds", "TABLE_LOCKED");

    @ParameterizedTest
    @CsvSource({
        "idd, id",
        "ID, id",
        "tabel, table",
        "ttl_secnds, ttl_seconds",
        "table_loked, TABLE_LOCKED",
        "sze, size",
        "tbale, table",
        "tabl, table"
    })
    void aSlipIsUnderstood(String given, String meant) {
        assertThat(NearestName.to(given, NAMES)).contains(meant);
        assertThat(NearestName.question(given, NAMES)).isEqualTo("Did you mean '" + meant + "'? ");
    }

    @Test
    void aWordOfANameIsUnderstood() {
        assertThat(NearestName.question("ttl", NAMES)).isEqualTo("Did you mean 'ttl_seconds'? ");
        assertThat(NearestName.question("Seconds", NAMES)).isEqualTo("Did you mean 'ttl_seconds'? ");
        assertThat(NearestName.question("time", List.of("connect_timeout", "size", "command_timeout")))
                .isEqualTo("Did you mean 'connect_timeout' or 'command_timeout'? ");
        assertThat(NearestName.question("tt", NAMES)).isEmpty();
    }

    @Test
    void anotherNameIsNot() {
        assertThat(NearestName.to("zz", NAMES)).isEmpty();
        assertThat(NearestName.to("", NAMES)).isEmpty();
        assertThat(NearestName.to("colour", NAMES)).isEmpty();
        assertThat(NearestName.to("id", List.of())).isEmpty();
        assertThat(NearestName.question("colour", NAMES)).isEmpty();
    }
}
