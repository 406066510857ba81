package dev.sluice.tck.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.tck.DestinationConformance;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class RulesPageTest {
    private static final Path INTRODUCTION = Path.of("src", "test", "resources", "conformance-intro.md");

    @Test
    void thePageListsEveryRule() throws IOException {
        List<Rule> rules = RuleSources.rules();
        Page page = new Page("conformance.md", "Certify a destination")
                .paragraph(Files.readString(INTRODUCTION).strip())
                .table(
                        List.of("Level", "Meaning", "Rules"),
                        List.of(
                                level("required", "Applies to every destination.", rules),
                                level(
                                        "capability",
                                        "Applies if the spec, the profile or the fixture has the capability.",
                                        rules),
                                level("should", "A recommendation.", rules),
                                level("untested", "Required, but not testable; listed with the reason.", rules)));
        byGroup(rules).forEach((group, members) -> {
            page.heading(withoutPeriod(group));
            members.forEach(rule -> page.subheading(rule.id() + " " + rule.title())
                    .paragraph("**" + rule.level() + "** · " + rule.asked())
                    .points(
                            rule.why(),
                            rule.exempt(),
                            rule.lookAt().isEmpty() ? "" : "When it fails: " + rule.lookAt()));
        });
        page.check();
    }

    /** Compares the rules found in the sources with those found by reflection. */
    @Test
    void noRuleThatRunsIsMissing() throws IOException {
        assertThat(RuleSources.rules().stream()
                        .map(rule -> rule.level() + "_r" + rule.part() + "_" + rule.number() + "_" + rule.name()))
                .containsExactlyInAnyOrderElementsOf(Stream.of(DestinationConformance.class.getMethods())
                        .filter(method -> method.isAnnotationPresent(Test.class))
                        .map(Method::getName)
                        .toList());
    }

    @Test
    void noTwoRulesHaveOneId() throws IOException {
        assertThat(RuleSources.rules()).extracting(Rule::id).doesNotHaveDuplicates();
    }

    @Test
    void everyRuleSaysAllThatAnAuthorHasToKnow() throws IOException {
        assertThat(RuleSources.rules()).allSatisfy(rule -> {
            assertThat(rule.group())
                    .as("what the rules beside %s are about", rule.id())
                    .isNotEmpty();
            assertThat(rule.asked()).as("what %s asks", rule.id()).endsWith(".");
            if (!rule.level().equals("untested")) {
                assertThat(rule.why()).as("why %s asks it", rule.id()).endsWith(".");
                assertThat(rule.lookAt())
                        .as("where to look when %s fails", rule.id())
                        .endsWith(".");
            }
            if (!rule.level().equals("required") && !rule.level().equals("should")) {
                assertThat(rule.exempt())
                        .as("when %s does not apply", rule.id())
                        .endsWith(".");
            }
        });
    }

    private static List<String> level(String level, String meaning, List<Rule> rules) {
        long count = rules.stream().filter(rule -> rule.level().equals(level)).count();
        return List.of("**" + level + "**", meaning, String.valueOf(count));
    }

    private static Map<String, List<Rule>> byGroup(List<Rule> rules) {
        Map<String, List<Rule>> groups = new LinkedHashMap<>();
        for (Rule rule : rules) {
            groups.merge(
                    rule.group(),
                    List.of(rule),
                    (some, more) -> Stream.concat(some.stream(), more.stream()).toList());
        }
        return groups;
    }

    private static String withoutPeriod(String sentence) {
        return sentence.endsWith(".") ? sentence.substring(0, sentence.length() - 1) : sentence;
    }
}
