package dev.sluice.tck.mutant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import dev.sluice.tck.ConformanceFixture;
import dev.sluice.tck.DestinationConformance;
import dev.sluice.tck.Rule;
import dev.sluice.tck.memory.MemoryDestination;
import dev.sluice.tck.memory.MemoryEntry;
import dev.sluice.tck.report.RuleInterceptor;
import dev.sluice.tck.sql.SqlDestination;
import dev.sluice.tck.sql.SqlEntry;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;
import org.junit.platform.testkit.engine.EventType;

/**
 * Every rule fails for at least one mutant, and every mutant fails the rules it names. The build tries these; {@code -Pfull} tries all, and
 * requires that the mutant fails no other.
 */
class MutantsTest {
    private static final String SEED = "sluice.tck.seed";
    private static final String HISTORIES = "sluice.tck.histories";
    private static final boolean WHOLE = Boolean.getBoolean("sluice.test.full");
    private static final Pattern RULE = Pattern.compile("^[a-z]+_r(\\d+)_(\\d+)_");

    private static Mutant current = Mutant.of("none", "", MemoryDestination::new);

    /** The test of a mutant. Its name does not match the tests of the build. */
    static class MutantUnderTrial extends DestinationConformance {
        @Override
        protected ConformanceFixture fixture() {
            if (current.sql()) {
                SqlEntry.use(current.destination());
            } else {
                MemoryEntry.use(current.destination());
            }
            return current.fixture().get();
        }
    }

    private final String thread = Thread.currentThread().getName();

    /** A mutant may leave its own name for the thread. */
    @AfterEach
    void nameTheThread() {
        Thread.currentThread().setName(thread);
    }

    @BeforeEach
    void fixTheSeed() {
        System.setProperty(SEED, "42");
        System.setProperty(HISTORIES, "3");
    }

    @AfterEach
    void freeTheSeed() {
        System.clearProperty(SEED);
        System.clearProperty(HISTORIES);
    }

    @ParameterizedTest(name = "a destination that {0}")
    @MethodSource("dev.sluice.tck.mutant.Mutant#all")
    void failsExactlyTheRulesItNames(Mutant mutant) {
        Set<String> failed = failedRules(mutant);
        failed.removeAll(mutant.may());
        assertThat(failed).as("rules that a destination fails that %s", mutant).isEqualTo(mutant.kills());
    }

    @Test
    void theReferenceFailsNoRule() {
        assertThat(failedRules(Mutant.of("is right", "", MemoryDestination::new)))
                .isEmpty();
        assertThat(failedRules(Mutant.ofSql("is right", "", SqlDestination::new)))
                .isEmpty();
    }

    @Test
    void noRuleIsWithoutAMutant() {
        Set<String> killed = new TreeSet<>();
        Mutant.all().forEach(mutant -> killed.addAll(mutant.kills()));
        assertThat(killed).as("rules that a mutant fails").isEqualTo(rules());
    }

    @Test
    void noTwoMutantsHaveOneName() {
        Set<String> names = new HashSet<>();
        assertThat(Mutant.all().stream().map(Mutant::name).filter(name -> !names.add(name)))
                .isEmpty();
    }

    /** The ids of all rules except the untested ones. */
    private static Set<String> rules() {
        Set<String> rules = new TreeSet<>();
        for (Method method : DestinationConformance.class.getMethods()) {
            id(method.getName())
                    .filter(id -> !method.getName().startsWith("untested"))
                    .ifPresent(rules::add);
        }
        return rules;
    }

    private static java.util.Optional<String> id(String method) {
        Matcher matcher = RULE.matcher(method);
        return matcher.find()
                ? java.util.Optional.of(Integer.parseInt(matcher.group(1)) + "." + matcher.group(2))
                : java.util.Optional.empty();
    }

    /** Whether a rule failed. A failed recommendation ends as aborted. */
    private static boolean isFailure(Event event) {
        return event.getType() == EventType.FINISHED
                && event.getPayload(TestExecutionResult.class)
                        .filter(result -> result.getStatus() == TestExecutionResult.Status.FAILED
                                || result.getThrowable()
                                        .filter(thrown -> String.valueOf(thrown.getMessage())
                                                .startsWith(RuleInterceptor.SHOULD))
                                        .isPresent())
                        .isPresent();
    }

    /** The rules that the mutant names, or all of them. */
    private static List<DiscoverySelector> rulesFor(Mutant mutant) {
        if (WHOLE || mutant.kills().contains("")) {
            return List.of(selectClass(MutantUnderTrial.class));
        }
        return Rule.all().stream()
                .filter(rule -> mutant.kills().contains(rule.id()))
                .<DiscoverySelector>map(rule -> selectMethod(MutantUnderTrial.class, rule.method()))
                .toList();
    }

    private static Set<String> failedRules(Mutant mutant) {
        current = mutant;
        List<Event> failed = EngineTestKit.engine("junit-jupiter")
                .selectors(rulesFor(mutant).toArray(DiscoverySelector[]::new))
                .execute()
                .allEvents()
                .filter(MutantsTest::isFailure)
                .toList();
        Set<String> ids = new TreeSet<>();
        List<String> others = new ArrayList<>();
        for (Event event : failed) {
            String name = event.getTestDescriptor().getLegacyReportingName().replaceFirst("\\(.*", "");
            id(name).ifPresentOrElse(ids::add, () -> others.add(name));
        }
        assertThat(others).as("failures that are of no rule").isEmpty();
        return ids;
    }
}
