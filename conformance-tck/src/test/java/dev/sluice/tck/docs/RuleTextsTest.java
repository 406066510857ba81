package dev.sluice.tck.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.tck.support.JsonText;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Writes the texts of the rules that reports show, from their Javadoc. */
final class RuleTextsTest {
    private static final Path RESOURCE = Path.of("src/main/resources/dev/sluice/tck/report/rules.json");

    @Test
    void theReportKnowsTheTextOfEveryRule() throws IOException {
        List<BugReport> reports = BugReport.all();
        StringBuilder text = new StringBuilder("{\n");
        for (Rule rule : RuleSources.rules()) {
            Map<String, Object> members = new LinkedHashMap<>();
            members.put("group", rule.group());
            members.put("asked", rule.asked());
            members.put("why", rule.why());
            members.put("lookAt", rule.lookAt());
            members.put(
                    "reports",
                    reports.stream()
                            .filter(report -> report.rules().contains(rule.id()))
                            .map(BugReport::reference)
                            .toList());
            // One rule a line, so that a change of one is easy to see.
            text.append(text.length() > 2 ? ",\n" : "")
                    .append(JsonText.of(rule.id()))
                    .append(": ")
                    .append(JsonText.of(members));
        }
        Page.check(RESOURCE, text.append("\n}\n").toString());
    }

    @Test
    void everyBugReportHasAnAddressAndRulesThatExist() throws IOException {
        List<String> ids = RuleSources.rules().stream().map(Rule::id).toList();
        assertThat(BugReport.all()).allSatisfy(report -> {
            assertThat(report.reference()).matches("[A-Za-z0-9-]+/[A-Za-z0-9._-]+#[0-9]+");
            assertThat(ids).as("the rules of %s", report.reference()).containsAll(report.rules());
            assertThat(report.fault()).endsWith(".");
        });
        assertThat(BugReport.all()).extracting(BugReport::reference).doesNotHaveDuplicates();
    }
}
