package dev.sluice.tck.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sluice.spi.CheckObserver;
import dev.sluice.spi.CheckReport;
import dev.sluice.spi.CheckRequest;
import dev.sluice.spi.CheckStep;
import dev.sluice.spi.DestinationConfig;
import dev.sluice.spi.ErrorCategory;
import dev.sluice.spi.ErrorDetail;
import dev.sluice.tck.BrokenSettings;
import dev.sluice.tck.Faults;
import dev.sluice.tck.support.Threads;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Checks of a connection. */
abstract class CheckRules extends SpecRules {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final Duration SHORT = Duration.ofSeconds(2);

    /**
     * A check of settings that work passes, and has at least one step. Asked because users cannot start a sync if its check fails. On
     * failure look at the step named in the message.
     */
    @Test
    public final void required_r2_01_aCheckOfWorkingSettingsPasses() {
        CheckReport report = check(fixture.config(), fixture.target());
        assertThat(report.steps()).as("steps").isNotEmpty();
        withCause(
                report,
                () -> assertThat(report.firstFailure()
                                .map(step -> step.name() + ": "
                                        + step.result().error().orElseThrow().code()))
                        .as("first failed step")
                        .isEmpty());
    }

    /**
     * A check leaves the records as they were, whether it passes or fails, also for a user of limited rights: it adds none and changes none.
     * Asked because users check production systems. On failure look at how the check removes what it wrote, and at what it does first where
     * the user may write and not remove.
     */
    @Test
    public final void required_r2_02_aCheckLeavesNoTrace() {
        seed(person(1));
        Map<String, Map<String, String>> before = fixture.readAll();
        check(fixture.config(), fixture.target());
        assertUnchanged("after a check", before);
        List<BrokenSettings> failing = new ArrayList<>(fixture.brokenSettings());
        fixture.limited().ifPresent(failing::add);
        for (BrokenSettings broken : failing) {
            check(broken.config(), broken.target());
            assertUnchanged("after a check, " + broken.name(), before);
        }
    }

    /**
     * A check of settings that do not work throws nothing and fails with the code that the fixture expects. Asked because users fix what
     * the code and its remedy name. On failure compare the code in the message with the code of the fixture.
     */
    @Test
    public final void required_r2_03_aCheckDistinguishesBrokenSettings() {
        for (BrokenSettings broken : fixture.brokenSettings()) {
            assertCode(broken);
        }
    }

    /**
     * The observer receives every step of the report, in order, on the calling thread. Asked because hosts show the progress of a check. On
     * failure make sure that the observer gets each step when it ends, as {@link dev.sluice.spi.CheckRun} does.
     */
    @Test
    public final void required_r2_04_theObserverReceivesEveryStep() {
        List<CheckStep> received = new ArrayList<>();
        List<Thread> threads = new ArrayList<>();
        CheckReport report = destination.check(checkRequest(fixture.config(), fixture.target(), TIMEOUT), step -> {
            received.add(step);
            threads.add(Thread.currentThread());
        });
        assertThat(received).as("steps received by the observer").isEqualTo(report.steps());
        assertThat(threads).as("threads on which the observer was called").containsOnly(Thread.currentThread());
    }

    /**
     * A check without any settings has failed steps and throws nothing. Asked because users send empty forms. Does not apply when no
     * setting is required. On failure look for settings that are read before they are validated.
     */
    @Test
    public final void required_r2_05_aCheckWithoutSettingsFails() {
        assumeTrue(!configSchema().required().isEmpty(), "not applicable: no setting is required");
        assertThat(check(DestinationConfig.EMPTY, DestinationConfig.EMPTY).passed())
                .as("a check without the required settings passed")
                .isFalse();
    }

    /**
     * A check leaves no thread, whether it passes or fails. Asked because a host checks many connections in one process. On failure look
     * for pools and timers that stay open.
     */
    @Test
    public final void required_r2_06_aCheckLeavesNoThread() {
        Threads.assertNoneLeft("checks", () -> {
            check(fixture.config(), fixture.target());
            fixture.brokenSettings().forEach(broken -> check(broken.config(), broken.target()));
        });
    }

    /**
     * A check fails for a user who lacks a permission that writing needs. Asked because a target that can be reached cannot always be
     * written to. Untested when the fixture has no such user. On failure let the check use the same commands as writing.
     */
    @Test
    public final void capability_r2_07_aCheckTestsPermissions() {
        BrokenSettings settings =
                fixture.limited().orElseThrow(() -> untested("the fixture has no user of limited rights"));
        assertCode(settings);
    }

    /**
     * A check of a target that accepts connections but never answers ends within its timeout, with a failed step. Asked because a user is
     * waiting for it. The kit allows ten times the timeout, for slow machines. Untested when the fixture cannot disturb connections. On
     * failure look for reads without a timeout, and for timeouts that start again with each step.
     */
    @Test
    public final void capability_r2_08_aCheckKeepsItsTimeout() {
        try (Faults faults = faults()) {
            faults.silence();
            long start = System.nanoTime();
            CheckReport report =
                    destination.check(checkRequest(faults.config(), fixture.target(), SHORT), CheckObserver.NONE);
            assertThat(report.passed()).as("a check of a silent target passed").isFalse();
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .as("time that a check with a timeout of %s took", SHORT)
                    .isLessThan(SHORT.multipliedBy(10));
        }
    }

    /**
     * A check leaves no connection open. Asked because users check often. Untested when the fixture cannot disturb connections, which
     * includes counting them. On failure look for connections that a failed step does not close.
     */
    @Test
    public final void capability_r2_09_aCheckLeavesNoConnection() {
        try (Faults faults = faults()) {
            check(faults.config(), fixture.target());
            assertNoConnection("after a check", faults);
        }
    }

    /**
     * A check works without the settings of a sync and without modes: it throws nothing, has at least one step, and none ends as a defect. Asked because users set
     * up connections before syncs. On failure look for {@code target().orElseThrow()} and for code that expects a mode.
     */
    @Test
    public final void required_r2_10_aCheckNeedsNoSync() {
        CheckReport report = destination.check(
                new CheckRequest(fixture.config(), Optional.empty(), Set.of(), TIMEOUT), CheckObserver.NONE);
        assertThat(report.steps()).as("steps of a check without a sync").isNotEmpty();
        withCause(
                report,
                () -> assertThat(report.firstFailure()
                                .map(step -> step.result().error().orElseThrow().category()))
                        .as("category of the first failed step of a check without a sync")
                        .isNotEqualTo(Optional.of(ErrorCategory.INTERNAL)));
    }

    /**
     * A check that fails for invalid settings names one of them with a JSON Pointer that begins with {@code /config/} or {@code /target/}.
     * Asked because a form shows the error next to the field. On failure set the pointer in the {@link dev.sluice.spi.ErrorDetail} of the
     * step named in the message.
     */
    @Test
    public final void should_r2_11_aFailedCheckNamesTheSetting() {
        for (BrokenSettings broken : fixture.brokenSettings()) {
            if (broken.invalid()) {
                String path = check(broken.config(), broken.target())
                        .firstFailure()
                        .flatMap(step -> step.result().error().flatMap(ErrorDetail::pointer))
                        .orElse("");
                assertThat(path)
                        .as("setting that the failed step names, %s", broken.name())
                        .matches("/(config|target)/.+");
            }
        }
    }

    /**
     * A check of a setting that no schema has fails with category CONFIGURATION: one of the connection, with a sync and without one, and one of
     * the sync. Asked because a check that passes promises that the sync starts. On failure look for a check that validates less than
     * {@code profile} does.
     */
    @Test
    public final void required_r2_12_aCheckValidatesEverySetting() {
        String unknown = "setting_that_no_schema_has";
        DestinationConfig config = fixture.config().with(unknown, "x");
        assertInvalid("of the connection", checkRequest(config, fixture.target(), TIMEOUT));
        assertInvalid(
                "of the connection, without a sync", new CheckRequest(config, Optional.empty(), Set.of(), TIMEOUT));
        assertInvalid(
                "of the sync", checkRequest(fixture.config(), fixture.target().with(unknown, "x"), TIMEOUT));
    }

    private void assertInvalid(String what, CheckRequest request) {
        assertThat(destination
                        .check(request, CheckObserver.NONE)
                        .firstFailure()
                        .map(step -> step.result().error().orElseThrow().category()))
                .as("category of the first failed step of a check with an unknown setting %s", what)
                .contains(ErrorCategory.CONFIGURATION);
    }

    private void assertCode(BrokenSettings broken) {
        CheckReport report = check(broken.config(), broken.target());
        withCause(
                report,
                () -> assertThat(report.firstFailure()
                                .map(step -> step.result().error().orElseThrow().code()))
                        .as("code of the first failed step, %s", broken.name())
                        .contains(broken.code()));
    }

    /** Shows the exception that failed a check as the cause, if an assertion about the check fails. */
    private static void withCause(CheckReport report, Runnable assertion) {
        try {
            assertion.run();
        } catch (AssertionError e) {
            Optional<Throwable> cause =
                    report.firstFailure().flatMap(step -> step.result().cause());
            throw cause.isPresent() ? new AssertionError(e.getMessage(), cause.get()) : e;
        }
    }

    final CheckReport check(DestinationConfig config, DestinationConfig target) {
        return destination.check(checkRequest(config, target, TIMEOUT), CheckObserver.NONE);
    }

    private CheckRequest checkRequest(DestinationConfig config, DestinationConfig target, Duration timeout) {
        return new CheckRequest(config, Optional.of(target), spec().modes(), timeout);
    }
}
