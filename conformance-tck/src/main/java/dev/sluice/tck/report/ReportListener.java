package dev.sluice.tck.report;

import dev.sluice.tck.DestinationConformance;
import dev.sluice.tck.Rule;
import dev.sluice.tck.report.Report.Result;
import dev.sluice.tck.report.Report.Status;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.TestSource;
import org.junit.platform.engine.reporting.ReportEntry;
import org.junit.platform.engine.support.descriptor.ClassSource;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;

/**
 * Writes a report for every conformance test of a test run, also for a test that is disabled, fails to start, or runs only some rules.
 * JUnit finds this listener with {@link java.util.ServiceLoader}, so no annotation on a test can turn it off.
 *
 * <p>Each test class has a directory of its simple name with {@code report.json} and {@code report.md}. These directories are in
 * {@code target/conformance}, or in the directory that the property {@value #DIRECTORY} names.
 */
public final class ReportListener implements TestExecutionListener {
    /** The property that names the directory of all reports. */
    public static final String DIRECTORY = "sluice.tck.reports";

    /** Keys of the report entries that a conformance test publishes about itself. */
    public static final String DESTINATION = "sluice.tck.destination";

    public static final String VERSION = "sluice.tck.version";
    public static final String SEED = "sluice.tck.seed";

    /** What JUnit puts before the message of a failed assumption. */
    private static final String ASSUMPTION = "Assumption failed: ";

    private static final int LONGEST_REASON = 4_000;

    private final Map<String, Run> runs = new ConcurrentHashMap<>();

    /** Called by JUnit. */
    public ReportListener() {}

    /** The results of a test class so far. */
    private static final class Run {
        final String test;
        final Map<String, Result> results = new ConcurrentHashMap<>();
        final Map<String, String> facts = new ConcurrentHashMap<>();
        volatile String missing = "it did not run";

        Run(String test) {
            this.test = test;
        }

        Report report() {
            List<Result> all = new ArrayList<>();
            for (Rule rule : Rule.all()) {
                all.add(results.getOrDefault(rule.id(), new Result(rule, Status.UNTESTED, missing)));
            }
            return new Report(test, fact(DESTINATION), fact(VERSION), fact(SEED), all);
        }

        private String fact(String name) {
            return facts.getOrDefault(name, "");
        }
    }

    @Override
    public void testPlanExecutionStarted(TestPlan plan) {
        runs.clear();
        plan.getRoots().forEach(root -> plan.getDescendants(root).forEach(this::begin));
    }

    private void begin(TestIdentifier identifier) {
        identifier.getSource().flatMap(ReportListener::conformanceTest).ifPresent(test -> {
            runs.put(identifier.getUniqueId(), new Run(test.getSimpleName()));
        });
    }

    private static Optional<Class<?>> conformanceTest(TestSource source) {
        return source instanceof ClassSource test && DestinationConformance.class.isAssignableFrom(test.getJavaClass())
                ? Optional.of(test.getJavaClass())
                : Optional.empty();
    }

    @Override
    public void reportingEntryPublished(TestIdentifier identifier, ReportEntry entry) {
        Run run = runs.get(identifier.getUniqueId());
        if (run != null) {
            run.facts.putAll(entry.getKeyValuePairs());
        }
    }

    @Override
    public void executionSkipped(TestIdentifier identifier, String reason) {
        Run run = runs.get(identifier.getUniqueId());
        if (run != null) {
            run.missing = "the test was skipped: " + reason;
        } else {
            rule(identifier).ifPresent(rule -> end(identifier, new Result(rule, Status.UNTESTED, reason)));
        }
    }

    @Override
    public void executionFinished(TestIdentifier identifier, TestExecutionResult result) {
        String message = result.getThrowable().map(ReportListener::message).orElse("");
        Run run = runs.get(identifier.getUniqueId());
        if (run != null) {
            if (result.getStatus() != TestExecutionResult.Status.SUCCESSFUL) {
                run.missing = "the test failed to start or to end: " + message;
            }
        } else {
            rule(identifier).ifPresent(rule -> end(identifier, result(rule, result.getStatus(), message)));
        }
    }

    private static Optional<Rule> rule(TestIdentifier identifier) {
        return identifier
                .getSource()
                .filter(MethodSource.class::isInstance)
                .flatMap(source -> Rule.named(((MethodSource) source).getMethodName()));
    }

    private void end(TestIdentifier identifier, Result result) {
        identifier
                .getParentId()
                .map(runs::get)
                .ifPresent(run -> run.results.put(result.rule().id(), result));
    }

    private static Result result(Rule rule, TestExecutionResult.Status status, String message) {
        return switch (status) {
            case SUCCESSFUL -> new Result(rule, Status.PASS, "");
            case FAILED -> new Result(rule, Status.FAIL, message);
            case ABORTED -> aborted(rule, message);
        };
    }

    private static Result aborted(Rule rule, String message) {
        String text = message.startsWith(ASSUMPTION) ? message.substring(ASSUMPTION.length()) : message;
        String reason = text.replaceFirst("^(?:[a-z]+ ?){1,2}: ", "");
        if (text.startsWith(RuleInterceptor.NOT_APPLICABLE)) {
            return new Result(rule, Status.NOT_APPLICABLE, reason);
        }
        if (text.startsWith(RuleInterceptor.WAIVED)) {
            return new Result(rule, Status.WAIVED, reason);
        }
        return new Result(rule, text.startsWith(RuleInterceptor.SHOULD) ? Status.FAIL : Status.UNTESTED, reason);
    }

    private static String message(Throwable thrown) {
        StringBuilder message = new StringBuilder(
                thrown instanceof AssertionError || thrown instanceof org.opentest4j.TestAbortedException
                        ? String.valueOf(thrown.getMessage()).strip()
                        : thrown.toString());
        for (Throwable suppressed : thrown.getSuppressed()) {
            message.append('\n').append(suppressed.getMessage());
        }
        return message.length() <= LONGEST_REASON ? message.toString() : message.substring(0, LONGEST_REASON) + "…";
    }

    @Override
    public void testPlanExecutionFinished(TestPlan plan) {
        runs.values().forEach(run -> write(run.report()));
        runs.clear();
    }

    @SuppressWarnings("SystemOut") // part of the output of a build
    private static void write(Report report) {
        Path directory = Path.of(System.getProperty(DIRECTORY, "target/conformance"), report.test());
        try {
            Files.createDirectories(directory);
            Files.writeString(directory.resolve("report.json"), report.json());
            Files.writeString(directory.resolve("report.md"), report.markdown());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        System.out.println("Conformance of " + report.test() + ": "
                + report.verdict().text() + " (" + report.counts() + "), see " + directory.resolve("report.md"));
        report.results().stream()
                .filter(result -> result.status() == Status.WAIVED)
                .forEach(result -> System.out.println("  " + result.rule().id() + " waived: "
                        + result.reason().lines().findFirst().orElse("")));
    }
}
