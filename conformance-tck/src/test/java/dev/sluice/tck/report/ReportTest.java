package dev.sluice.tck.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import dev.sluice.spi.SyncMode;
import dev.sluice.tck.ConformanceFixture;
import dev.sluice.tck.DestinationConformance;
import dev.sluice.tck.Rule;
import dev.sluice.tck.memory.MemoryDestination;
import dev.sluice.tck.memory.MemoryEntry;
import dev.sluice.tck.memory.MemoryFixture;
import dev.sluice.tck.report.Report.Result;
import dev.sluice.tck.report.Report.Status;
import dev.sluice.tck.report.Report.Verdict;
import dev.sluice.tck.support.JsonText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Disabled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** Reports of tests that run, and of tests that are disabled or run only in part. */
class ReportTest {
    private static final String RULE = "required_r0_01_aNewSpaceIsEmpty";

    @TempDir
    private Path reports;

    /** Tests the reference destination. */
    static class WholeCase extends DestinationConformance {
        @Override
        protected ConformanceFixture fixture() {
            MemoryEntry.use(MemoryDestination::new);
            return new MemoryFixture();
        }
    }

    /** Tests a destination to which some required rules do not apply. */
    static class MirrorCase extends DestinationConformance {
        @Override
        protected ConformanceFixture fixture() {
            MemoryEntry.use(() -> new MemoryDestination() {
                @Override
                public Set<SyncMode> modes() {
                    return Set.of(SyncMode.MIRROR);
                }
            });
            return new MemoryFixture();
        }
    }

    @Disabled("flaky")
    static class DisabledCase extends WholeCase {}

    static class FixturelessCase extends DestinationConformance {
        @Override
        @SuppressWarnings("NullAway") // an author may return null
        protected ConformanceFixture fixture() {
            return null;
        }
    }

    @BeforeEach
    void reportHere() {
        System.setProperty(ReportListener.DIRECTORY, reports.toString());
    }

    @AfterEach
    void reportAsBefore() {
        System.clearProperty(ReportListener.DIRECTORY);
    }

    @Test
    void theReferenceIsConformant() throws IOException {
        run(selectClass(WholeCase.class));
        assertThat(report(WholeCase.class, "json"))
                .contains("\"verdict\":\"CONFORMANT\"", "\"destination\":\"memory\"", "\"version\":\"1\"")
                .containsPattern("\"seed\":\"-?[0-9]+\"");
        assertThat(JsonText.parse(report(WholeCase.class, "json"))).isInstanceOf(java.util.Map.class);
        assertThat(report(WholeCase.class, "md")).startsWith("# CONFORMANT\n").contains("| 12.01 | untested |");
        assertThat(isGood()).isTrue();
    }

    @Test
    void aDestinationToWhichARequiredRuleDoesNotApplyIsConformant() throws IOException {
        run(selectClass(MirrorCase.class));
        assertThat(report(MirrorCase.class, "md"))
                .startsWith("# CONFORMANT\n")
                .contains("| 4.11 | required | removals outside mirror are rejected | NOT APPLICABLE "
                        + "| every declared mode removes |");
    }

    @Test
    void aDisabledTestIsNotConformant() throws IOException {
        run(selectClass(DisabledCase.class));
        assertThat(report(DisabledCase.class, "md"))
                .startsWith("# NOT CONFORMANT\n")
                .contains("the test was skipped")
                .contains("flaky");
        assertThat(isGood()).isFalse();
    }

    @Test
    void aTestWithoutAFixtureIsNotConformant() throws IOException {
        run(selectClass(FixturelessCase.class));
        assertThat(report(FixturelessCase.class, "md"))
                .startsWith("# NOT CONFORMANT\n")
                .contains("the fixture that fixture() returns");
        assertThat(isGood()).isFalse();
    }

    @Test
    void aTestOfOneRuleIsNotConformant() throws IOException {
        run(selectMethod(WholeCase.class, RULE));
        assertThat(report(WholeCase.class, "md"))
                .startsWith("# NOT CONFORMANT\n")
                .contains("| 0.01 | required | a new space is empty | PASS |")
                .contains("| 0.02 | required | the fixture reads back what it seeds | UNTRIED | it did not run |");
    }

    @Test
    void noReportIsNotConformant() throws IOException {
        assertThat(isGood()).isFalse();
    }

    @Test
    void theVerdictFollowsFromTheWorstResult() {
        Rule required = Rule.named(RULE).orElseThrow();
        Rule capability =
                Rule.named("capability_r5_01_upsertCreatesAndOverwrites").orElseThrow();
        Rule should = Rule.named("should_r2_11_aFailedCheckNamesTheSetting").orElseThrow();
        assertThat(verdict(required, Status.PASS)).isEqualTo(Verdict.CONFORMANT);
        assertThat(verdict(required, Status.NOT_APPLICABLE)).isEqualTo(Verdict.CONFORMANT);
        assertThat(verdict(required, Status.UNTRIED)).isEqualTo(Verdict.NOT_CONFORMANT);
        assertThat(verdict(required, Status.WAIVED)).isEqualTo(Verdict.CONFORMANT_BUT_FOR_WAIVERS);
        assertThat(verdict(capability, Status.UNTRIED)).isEqualTo(Verdict.CONFORMANT);
        assertThat(verdict(capability, Status.FAIL)).isEqualTo(Verdict.NOT_CONFORMANT);
        assertThat(verdict(should, Status.FAIL)).isEqualTo(Verdict.CONFORMANT);
    }

    private static Verdict verdict(Rule rule, Status status) {
        return new Report("T", "memory", "1", "42", List.of(new Result(rule, status, "", "", 0))).verdict();
    }

    private static void run(DiscoverySelector what) {
        LauncherFactory.create()
                .execute(LauncherDiscoveryRequestBuilder.request()
                        .selectors(what)
                        .build());
    }

    private String report(Class<?> test, String form) throws IOException {
        return Files.readString(reports.resolve(test.getSimpleName()).resolve("report." + form));
    }

    private boolean isGood() throws IOException {
        return Verdicts.judge(reports, new ArrayList<>());
    }
}
