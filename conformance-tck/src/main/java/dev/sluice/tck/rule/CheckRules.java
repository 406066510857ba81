package dev.sluice.tck.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sluice.spi.CheckObserver;
import dev.sluice.spi.CheckReport;
import dev.sluice.spi.CheckRequest;
import dev.sluice.spi.CheckStep;
import dev.sluice.spi.DestinationConfig;
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

/** "Test connection". */
abstract class CheckRules extends SpecRules {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final Duration SHORT = Duration.ofSeconds(2);

    /**
     * A check of settings that work passes, in one step or more. Asked because a check that fails where a sync would work keeps users from
     * working. On failure look at the step named in the message.
     */
    @Test
    public final void required_r2_01_aCheckOfWorkingSettingsPasses() {
        CheckReport report = check(fixture.config(), fixture.target());
        assertThat(report.steps()).as("steps").isNotEmpty();
        assertThat(report.firstFailure()
                        .map(step -> step.name() + ": "
                                + step.result().error().orElseThrow().code()))
                .as("first failed step")
                .isEmpty();
    }

    /**
     * A check leaves no trace: neither a record of its own nor a changed one. Asked because users press the button against production. On
     * failure look at how the probe is removed.
     */
    @Test
    public final void required_r2_02_aCheckLeavesNoTrace() {
        seed(person(1));
        Map<String, Map<String, String>> before = fixture.readAll();
        check(fixture.config(), fixture.target());
        assertUnchanged("after a check", before);
    }

    /**
     * Settings that do not work fail with the code that the fixture expects, and throw nothing. Asked because a user mends what the code
     * and its remedy name. On failure compare the code in the message with that of the fixture.
     */
    @Test
    public final void required_r2_03_aCheckTellsBrokenSettingsApart() {
        for (BrokenSettings broken : fixture.brokenSettings()) {
            CheckReport report = check(broken.config(), broken.target());
            assertThat(report.firstFailure()
                            .map(step -> step.result().error().orElseThrow().code()))
                    .as("code of the first failed step, %s", broken.name())
                    .contains(broken.code());
        }
    }

    /**
     * The observer hears of every step as the report has it, on the calling thread. Asked because hosts draw the check as it goes. On
     * failure look whether the observer gets each step when it ends, as {@link dev.sluice.spi.CheckRun} does.
     */
    @Test
    public final void required_r2_04_theObserverHearsEveryStep() {
        List<CheckStep> heard = new ArrayList<>();
        List<Thread> threads = new ArrayList<>();
        CheckReport report = destination.check(checkRequest(fixture.config(), fixture.target(), TIMEOUT), step -> {
            heard.add(step);
            threads.add(Thread.currentThread());
        });
        assertThat(heard).as("steps heard").isEqualTo(report.steps());
        assertThat(threads).as("threads on which they were heard").containsOnly(Thread.currentThread());
    }

    /**
     * No settings at all are failed steps, not an exception. Asked because a form can be sent empty. On failure look for settings that are
     * read before they are validated.
     */
    @Test
    public final void required_r2_05_aCheckOfNothingThrowsNothing() {
        assumeTrue(!configSchema().required().isEmpty(), "not applicable: no setting is required");
        assertThat(check(DestinationConfig.EMPTY, DestinationConfig.EMPTY).passed())
                .as("a check without the required settings passed")
                .isFalse();
    }

    /**
     * After a check no thread of it is left, whether it passed or failed. Asked because a host checks many connections in one process. On
     * failure look for pools and timers that stay open.
     */
    @Test
    public final void required_r2_06_aCheckLeavesNoThread() {
        Threads.assertNoneLeft("checks", () -> {
            check(fixture.config(), fixture.target());
            fixture.brokenSettings().forEach(broken -> check(broken.config(), broken.target()));
        });
    }

    /**
     * A user who lacks a right that writing needs fails the check. Asked because a reachable target is not a writable one. Untested when
     * the fixture has no such user. On failure try the very commands that writing uses.
     */
    @Test
    public final void capability_r2_07_aCheckTriesTheRights() {
        BrokenSettings settings =
                fixture.limited().orElseThrow(() -> untested("the fixture has no user of limited rights"));
        assertThat(check(settings.config(), settings.target())
                        .firstFailure()
                        .map(step -> step.result().error().orElseThrow().code()))
                .as("code of the first failed step, %s", settings.name())
                .contains(settings.code());
    }

    /**
     * A check against a target that accepts and never answers ends within its timeout, with a failed step. Asked because a user waits in
     * front of it. The kit allows ten times the timeout, for slow machines. Untested when the fixture has no way to harm connections. On
     * failure look for reads without a timeout, and for timeouts that begin anew with each step.
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
     * A check leaves no connection. Asked because users press the button often. Untested when the fixture has no way to harm connections,
     * which also counts them. On failure look for what a failed step does not close.
     */
    @Test
    public final void capability_r2_09_aCheckLeavesNoConnection() {
        try (Faults faults = faults()) {
            check(faults.config(), fixture.target());
            assertNoConnection("after a check", faults);
        }
    }

    /**
     * A check may be asked for without the settings of a sync and without modes; it throws nothing and tries one step or more. Asked because
     * connections are set up before syncs are. On failure look for {@code target().orElseThrow()} and for an empty set of modes.
     */
    @Test
    public final void required_r2_10_aCheckNeedsNoSync() {
        CheckReport report = destination.check(
                new CheckRequest(fixture.config(), Optional.empty(), Set.of(), TIMEOUT), CheckObserver.NONE);
        assertThat(report.steps()).as("steps of a check without a sync").isNotEmpty();
    }

    /**
     * A check that fails for invalid settings names one of them, by a JSON Pointer that begins with {@code /config/} or {@code /target/}.
     * Asked because a form shows the error beside the field. On failure give {@code configPath} to the step named in the message, or name
     * the pointer in the {@link dev.sluice.spi.ErrorDetail}.
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

    final CheckReport check(DestinationConfig config, DestinationConfig target) {
        return destination.check(checkRequest(config, target, TIMEOUT), CheckObserver.NONE);
    }

    private CheckRequest checkRequest(DestinationConfig config, DestinationConfig target, Duration timeout) {
        return new CheckRequest(config, Optional.of(target), spec().modes(), timeout);
    }
}
