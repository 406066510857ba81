package com.example.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class FileNameTest {
    @Test
    void distinctIdentitiesStayDistinctWhereCaseIsIgnored() {
        List<String> names =
                List.of("a", "A", "ä", "a\u0308", "%61", "a.json", "a%2Ejson", "con", "CON", "%63on", " a", "a ")
                        .stream()
                        .map(identity -> FileName.of(identity).orElseThrow().toLowerCase(Locale.ROOT))
                        .toList();
        assertThat(names).doesNotHaveDuplicates();
    }

    @Test
    void noIdentityIsAPathOrADevice() {
        assertThat(FileName.of("../../etc/passwd")).contains("%2E%2E%2F%2E%2E%2Fetc%2Fpasswd.json");
        assertThat(FileName.of("..")).contains("%2E%2E.json");
        assertThat(FileName.of("C:\\x\0")).contains("%43%3A%5Cx%00.json");
        assertThat(FileName.of("nul")).contains("%6Eul.json");
        assertThat(FileName.of("10001")).contains("10001.json");
    }

    @Test
    void whatMakesNoFileNameHasNone() {
        assertThat(FileName.of("x".repeat(247))).isEmpty();
        assertThat(FileName.of("\uD83D")).isEmpty();
    }
}
