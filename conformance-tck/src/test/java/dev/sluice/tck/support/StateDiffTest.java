package dev.sluice.tck.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class StateDiffTest {
    @Test
    void equalStatesPass() {
        assertThatCode(() ->
                        StateDiff.assertEqual("records", Map.of("1", Map.of("a", "x")), Map.of("1", Map.of("a", "x"))))
                .doesNotThrowAnyException();
    }

    @Test
    void onlyWhatDiffersIsShown() {
        assertThatThrownBy(() -> StateDiff.assertEqual(
                        "records",
                        Map.of("1", Map.of("a", "x", "b", "y"), "2", Map.of("a", "same"), "3", Map.of("a", "gone")),
                        Map.of("1", Map.of("a", "X", "c", "z"), "2", Map.of("a", "same"), "4", Map.of("a", "new"))))
                .hasMessage("""
                        records (- expected, + actual):
                          record "1"
                          -   "a": "x"
                          +   "a": "X"
                          -   "b": "y"
                          +   "c": "z"
                        - record "3": {"a": "gone"}
                        + record "4": {"a": "new"}""");
    }

    @Test
    void whatCannotBeSeenIsEscaped() {
        assertThat(StateDiff.of(Map.of("1", Map.of("a", "x")), Map.of("1", Map.of("a", "x\u0000\u200F\n"))))
                .contains("  +   \"a\": \"x\\u0000\\u200F\\u000A\"");
    }

    @Test
    void longTextsAreShownWhereTheyDiffer() {
        String same = "0123456789".repeat(100);
        assertThat(StateDiff.of(Map.of("1", Map.of("a", same + "x")), Map.of("1", Map.of("a", same + "y"))))
                .containsExactly(
                        "  record \"1\"",
                        "  -   \"a\": …\"01234567890123456789x\"",
                        "  +   \"a\": …\"01234567890123456789y\"");
    }

    @Test
    void manyDifferencesAreCounted() {
        Map<String, Map<String, String>> many = new TreeMap<>();
        for (int i = 0; i < 100; i++) {
            many.put(String.valueOf(i), Map.of("a", "x"));
        }
        assertThat(StateDiff.of(many, Map.of())).hasSize(41).last().isEqualTo("  … and 60 more lines");
    }
}
