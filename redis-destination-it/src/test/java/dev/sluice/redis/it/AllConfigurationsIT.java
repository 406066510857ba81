package dev.sluice.redis.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import dev.sluice.tck.ConformanceFixture;
import dev.sluice.tck.DestinationConformance;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;

/**
 * The rules of every destination in every configuration, on every server at hand: with {@code -Pfull}. The property
 * {@code sluice.test.configurations}, a regular expression, chooses those whose names have such a part.
 */
@EnabledIfSystemProperty(named = "sluice.test.full", matches = "true", disabledReason = "takes minutes; -Pfull runs it")
class AllConfigurationsIT {
    private static final Pattern CHOSEN = Pattern.compile(System.getProperty("sluice.test.configurations", ""));
    private static Configuration current = Configuration.PAIRWISE.get(0);

    /** What a configuration is held to. Its name keeps it out of the build's own tests. */
    static class UnderTrial extends DestinationConformance {
        @Override
        protected ConformanceFixture fixture() {
            return new RedisFixture(current);
        }
    }

    @TestFactory
    Stream<DynamicTest> everyRuleHoldsInEveryConfiguration() {
        return Configuration.all().stream()
                .filter(configuration ->
                        CHOSEN.matcher(configuration.toString()).find())
                .map(configuration -> DynamicTest.dynamicTest(configuration.toString(), () -> holds(configuration)));
    }

    private static void holds(Configuration configuration) {
        current = configuration;
        EngineExecutionResults results = EngineTestKit.engine("junit-jupiter")
                .selectors(selectClass(UnderTrial.class))
                .execute();
        List<String> failures = results.allEvents().finished().failed().stream()
                .map(event -> event.getTestDescriptor().getDisplayName() + ": "
                        + event.getRequiredPayload(TestExecutionResult.class)
                                .getThrowable()
                                .map(Throwable::getMessage)
                                .orElse("?"))
                .toList();
        assertThat(failures).as("rules that fail with %s", configuration).isEmpty();
        assertThat(results.testEvents().succeeded().count())
                .as("rules that hold with %s", configuration)
                .isGreaterThan(50);
    }
}
