package dev.sluice.host.definition;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SyncNameTest {
    @TempDir
    Path directory;

    @Test
    void differentNamesHaveDifferentFoldersAndEachIsPlain() throws Exception {
        List<String> names = List.of(
                "users",
                "a b",
                "a_b",
                "a%20b",
                "a/b",
                "..",
                ".",
                ".users",
                "übung",
                "名前",
                "%",
                "%25",
                "a\\b",
                "COM1:",
                "x".repeat(200),
                "x".repeat(199),
                "é".repeat(200),
                "é".repeat(199) + "e",
                "(2)",
                "a,b;c'd\"");
        Set<String> folders = new HashSet<>();
        for (String name : names) {
            assertThat(SyncName.isValid(name)).as(name).isTrue();
            String folder = SyncName.folder(name);
            assertThat(folder).matches("[A-Za-z0-9._%~-]{1,120}").doesNotStartWith(".");
            assertThat(folders.add(folder)).as("%s as %s", name, folder).isTrue();
            Files.createFile(directory.resolve(folder));
        }
        assertThat(SyncName.folder("orders-2026_v1.2")).isEqualTo("orders-2026_v1.2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  ", "a\nb", "a\u001b[31m", "\ud800"})
    void aNameThatNobodyCanReadIsNone(String name) {
        assertThat(SyncName.isValid(name)).isFalse();
    }

    @Test
    void theFolderTellsTheNameUnlessItWasShortened() {
        for (String name : List.of("a", "a b", "ü/..\u0001%20", "..", "x+y")) {
            assertThat(SyncName.ofFolder(SyncName.folder(name))).isEqualTo(name);
        }
        String shortened = SyncName.folder("x".repeat(200));
        assertThat(SyncName.ofFolder(shortened)).isEqualTo(shortened);
        assertThat(SyncName.ofFolder("%zz")).isEqualTo("%zz");
    }
}
