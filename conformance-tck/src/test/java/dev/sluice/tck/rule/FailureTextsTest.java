package dev.sluice.tck.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.spi.Change;
import dev.sluice.spi.Outcome;
import dev.sluice.tck.ConformanceFixture;
import dev.sluice.tck.DestinationConformance;
import dev.sluice.tck.memory.MemoryEntry;
import dev.sluice.tck.memory.MemoryFixture;
import dev.sluice.tck.mutant.Mutation;
import dev.sluice.tck.support.StateDiff;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The messages of failing rules. */
class FailureTextsTest {
    @Test
    void statesAreComparedFieldByField() {
        Map<String, Map<String, String>> expected =
                Map.of("1", Map.of("name", "Ada", "id", "1"), "2", Map.of("id", "2"));
        Map<String, Map<String, String>> actual =
                Map.of("1", Map.of("name", "Ada\u0000 ", "id", "1"), "3", Map.of("id", "3"));
        assertThat(StateDiff.of(expected, actual))
                .containsExactly(
                        "  record \"1\"",
                        "  -   \"name\": \"Ada\"",
                        "  +   \"name\": \"Ada\\u0000 \"",
                        "- record \"2\": {\"id\": \"2\"}",
                        "+ record \"3\": {\"id\": \"3\"}");
    }

    @Test
    void longTextsAreShownWhereTheyDiffer() {
        String text = "x".repeat(100_000);
        assertThat(StateDiff.of(Map.of("1", Map.of("a", text)), Map.of("1", Map.of("a", text.substring(1) + "y"))))
                .allSatisfy(line -> assertThat(line.length()).isLessThan(120))
                .anySatisfy(line -> assertThat(line).contains("xxxy\""));
    }

    @Test
    void manyDifferencesAreCut() {
        Map<String, Map<String, String>> many = new TreeMap<>();
        for (int i = 0; i < 1_000; i++) {
            many.put("record " + i, Map.of());
        }
        assertThat(StateDiff.of(many, Map.of())).hasSize(41).last().isEqualTo("  … and 960 more lines");
    }

    /** Omits removals while the table has more than four records. */
    static final class ForgetfulCase extends DestinationConformance {
        @Override
        protected ConformanceFixture fixture() {
            MemoryEntry.use(Mutation.changes(
                    (writer, change, right) -> change instanceof Change.Remove && writer.table.size() > 4
                            ? Outcome.WRITTEN
                            : right.apply(change)));
            return new MemoryFixture();
        }
    }

    @Test
    void aRandomHistoryIsShrunkToWhatMatters() {
        ForgetfulCase rules = new ForgetfulCase();
        ((RuleBase) rules).beginSuite(entry -> {});
        assertThatThrownBy(rules::required_r10_01_randomHistoriesFollowTheModel)
                .hasMessageContaining("a random history in MIRROR failed (-Dsluice.tck.seed=")
                .hasMessageContaining("SyncMode.MIRROR, people, List.of(\"id\"));")
                .satisfies(thrown -> assertThat(
                                String.valueOf(thrown.getMessage()).lines().filter(line -> line.contains("new Change")))
                        .as("changes of a history that needs three")
                        .hasSizeLessThanOrEqualTo(4));
    }
}
