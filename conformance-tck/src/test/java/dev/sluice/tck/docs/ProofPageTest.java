package dev.sluice.tck.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.tck.mutant.Mutant;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Writes the tables of rules and mutants, in both directions. */
class ProofPageTest {
    private static final Path SURVIVORS = Path.of("src", "test", "resources", "pit-survivors.txt");
    private static final Comparator<Mutant> MOST_TELLING_FIRST =
            Comparator.<Mutant>comparingInt(mutant -> mutant.kills().size()).thenComparing(Mutant::name);

    @Test
    void thePageListsEveryRuleAndEveryMutant() throws IOException {
        List<Rule> rules = RuleSources.rules();
        List<Mutant> mutants = Mutant.all();
        new Page("conformance-proof.md", "Proof of the rules")
                .paragraph(
                        "The [rules](conformance.md) are tested with " + mutants.size()
                                + " mutants. A mutant is the reference destination of the kit, which keeps every rule, or its fixture, with one fault. The build runs the rules listed here on their mutants, and requires that each fails and that every rule has a mutant. `mvn verify -Pfull` runs every rule on every mutant, and requires that no other fails.")
                .paragraph(
                        "Random histories ("
                                + Mutant.HISTORIES
                                + ") cover only a few rows, here with a fixed seed. They may or may not find the fault of a mutant that is marked *perhaps*. Another rule is marked so if it finds the fault only after others ran.")
                .heading("Mutants by rule")
                .table(
                        List.of("Rule", "Fails a destination that …"),
                        rules.stream().map(rule -> row(rule, mutants)).toList())
                .heading("Rules by mutant")
                .table(
                        List.of("A destination that …", "Fails exactly"),
                        mutants.stream()
                                .map(mutant -> List.of(mutant.name(), kills(mutant, rules)))
                                .toList())
                .heading("Where the rules come from")
                .paragraph("Public bug reports of connectors, and the rules that catch faults of their kind.")
                .table(
                        List.of("Report", "What went wrong", "Rules"),
                        BugReport.all().stream()
                                .map(report ->
                                        List.of(report.link(), report.fault(), String.join(", ", report.rules())))
                                .toList())
                .heading("Mutants that nobody here made")
                .paragraph(
                        "The profile `pit` has PIT change both references, with the kit as the only test. It fails if less than 85 in 100 of all mutants are caught. These pass, because they are as right as before:")
                .table(List.of("Reference", "What PIT changed", "Why it passes"), survivors())
                .check();
    }

    @Test
    void aMutantNamesRulesThatExist() throws IOException {
        List<String> ids = RuleSources.rules().stream().map(Rule::id).toList();
        assertThat(Mutant.all())
                .allSatisfy(mutant -> assertThat(ids)
                        .as("rules, of which those of a destination that %s are some", mutant)
                        .containsAll(mutant.kills()));
    }

    private static List<List<String>> survivors() throws IOException {
        return Files.readAllLines(SURVIVORS).stream()
                .filter(line -> !line.startsWith("#"))
                .map(line -> List.of(line.split(" \\| ")))
                .toList();
    }

    private static List<String> row(Rule rule, List<Mutant> mutants) {
        return List.of(
                rule.id() + " " + rule.title(),
                rule.level().equals("untested")
                        ? rule.exempt()
                        : mutants.stream()
                                .filter(mutant -> mutant.kills().contains(rule.id()))
                                .sorted(MOST_TELLING_FIRST)
                                .map(Mutant::name)
                                .collect(Collectors.joining("; ")));
    }

    /** Ids in the order of the rules. */
    private static String kills(Mutant mutant, List<Rule> rules) {
        return Stream.concat(
                        rules.stream().map(Rule::id).filter(mutant.kills()::contains),
                        mutant.may().stream().map(id -> "perhaps " + id))
                .collect(Collectors.joining(", "));
    }
}
