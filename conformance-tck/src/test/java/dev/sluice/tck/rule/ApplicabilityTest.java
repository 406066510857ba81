package dev.sluice.tck.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import dev.sluice.tck.ConformanceFixture;
import dev.sluice.tck.DestinationConformance;
import dev.sluice.tck.memory.LeastDestination;
import dev.sluice.tck.memory.MemoryEntry;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;
import org.junit.platform.testkit.engine.Events;

/** Rules about what a destination does not offer, or a fixture does not supply, are skipped with the reason; all others run. */
class ApplicabilityTest {
    static class LeastUnderTrial extends DestinationConformance {
        @Override
        protected ConformanceFixture fixture() {
            MemoryEntry.use(LeastDestination::new);
            return new LeastDestination.Fixture();
        }
    }

    @Test
    void whatIsNotOfferedIsSkippedWithTheReason() {
        Events rules = EngineTestKit.engine("junit-jupiter")
                .selectors(selectClass(LeastUnderTrial.class))
                .execute()
                .testEvents();

        assertThat(rules.failed().list()).isEmpty();
        Map<String, String> skipped = new TreeMap<>();
        rules.aborted().stream()
                .sorted(Comparator.comparing(ApplicabilityTest::id))
                .forEach(event -> skipped.merge(reason(event), id(event), (some, more) -> some + " " + more));
        assertThat(skipped)
                .containsOnly(
                        Map.entry(
                                "not applicable: no setting of the fixture is secret",
                                "r9_01 r9_02 r9_03 r9_06 r9_08 r9_12"),
                        Map.entry(
                                "not applicable: the destination has no reader",
                                "r11_01 r11_02 r11_03 r11_04 r11_05 r11_06 r11_07 r11_08 r11_09 r11_10 r11_11"),
                        Map.entry("not applicable: the profile allows one writer at a time", "r8_05 r8_07"),
                        Map.entry("not applicable: the profile names no expiry", "r5_11"),
                        Map.entry(
                                "not applicable: the fixture has no settings by which records expire by a field",
                                "r5_17"),
                        Map.entry("not applicable: the profile refuses two identity fields", "r6_07 r6_14"),
                        Map.entry("not applicable: the spec declares no audience mode", "r5_09 r5_10"),
                        Map.entry("not applicable: the spec does not declare INSERT", "r5_02"),
                        Map.entry(
                                "not applicable: the fixture has no settings that choose the identity", "r5_14 r5_16"),
                        Map.entry(
                                "not applicable: the spec declares no mode that writes and removes",
                                "r5_05 r5_06 r5_07 r5_08"),
                        Map.entry("not applicable: the spec does not declare AUDIENCE_SUBTRACTIVE", "r5_13"),
                        Map.entry(
                                "not applicable: the profile of UPSERT is not staged",
                                "r14_01 r14_02 r14_03 r14_04 r14_05 r14_06 r14_07 r14_08 r14_09 r14_10 r14_11"),
                        Map.entry("not applicable: no mode takes snapshots", "r15_01 r15_02 r15_03"),
                        Map.entry(
                                "not applicable: the destination keeps no marker",
                                "r16_01 r16_02 r16_03 r16_04 r16_05 r16_06 r16_07 r16_08"),
                        Map.entry("not applicable: the spec does not declare MIRROR", "r5_04"),
                        Map.entry("not applicable: the spec does not declare UPDATE", "r5_03"),
                        Map.entry("not applicable: the destination lists no codes", "r1_08 r7_09 r7_12"),
                        Map.entry("not applicable: no setting of the fixture is a URL", "r3_14"),
                        Map.entry(
                                "untested: the target is in the process that writes, and there is no reader", "r9_11"),
                        Map.entry("not applicable: the spec declares one mode", "r4_15"),
                        Map.entry("untested: the fixture cannot lock a record", "r7_10"),
                        Map.entry("untested: the fixture cannot empty its space", "r4_18"),
                        Map.entry("untested: a test cannot kill its own process", "r12_01"),
                        Map.entry("untested: the fixture cannot read expiries", "r5_12"),
                        Map.entry("untested: the fixture has no change that is refused", "r7_01"),
                        Map.entry("untested: the fixture has no user of limited rights", "r2_07 r8_14"),
                        Map.entry(
                                "untested: the fixture cannot disturb connections",
                                "r2_08 r2_09 r2_14 r7_04 r7_05 r7_06 r7_11 r8_09 r8_10 r8_12 r8_17"),
                        Map.entry("untested: the size of a heap depends on the garbage collector", "r12_02"));
    }

    private static String id(Event event) {
        return event.getTestDescriptor().getDisplayName().replaceFirst("^[a-z]+_(r\\d+_\\d+)_.*", "$1");
    }

    private static String reason(Event event) {
        return event.getRequiredPayload(TestExecutionResult.class)
                .getThrowable()
                .map(Throwable::getMessage)
                .orElse("")
                .replaceFirst("^Assumption failed: ", "");
    }
}
