package dev.sluice.tck.report;

import dev.sluice.tck.DestinationConformance;
import dev.sluice.tck.Rule;
import dev.sluice.tck.report.Report.Result;
import dev.sluice.tck.report.Report.Status;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.TestSource;
import org.junit.platform.engine.reporting.ReportEntry;
import org.junit.platform.engine.support.descriptor.ClassSource;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;
import org.opentest4j.TestAbortedException;

/**
 * Writes a report for every conformance test of a test run, also for a test that is disabled, fails to start, or runs only some rules.
 * JUnit finds this listener with {@link java.util.ServiceLoader}, so no annotation on a test can turn it off.
 *
 * <p>Each test class has a directory of its simple name with {@code report.json}, {@code report.md} and {@code report.html}. These directories
 * are in {@code target/conformance}, or in the directory that the property {@value #DIRECTORY} names. With the property {@value #VERBOSE}
 * the evidence of each failure is printed too.
 */
public final class ReportListener implements TestExecutionListener {
    /** The property that names the directory of all reports. */
    public static final String DIRECTORY = "sluice.tck.reports";

    /** The property that, if it is {@code true}, prints the evidence of each failure, with the stack of a plugin's exception. */
    public static final String VERBOSE = "sluice.tck.verbose";

    /** Keys of the report entries that a conformance test publishes about itself. */
    public static final String DESTINATION = "sluice.tck.destination";

    public static final String VERSION = "sluice.tck.version";
    public static final String SEED = "sluice.tck.seed";

    /** What JUnit puts before the message of a failed assumption. */
    private static final String ASSUMPTION = "Assumption failed: ";

    private static final int LONGEST_REASON = 4_000;
    private static final int LONGEST_STACK = 60;
    private static final Pattern FRAME_OF_TEST_RUNNER =
            Pattern.compile("\\s+at (?:org\\.junit\\.|java\\.base/|org\\.apache\\.maven\\.).*");

    private final Map<String, Run> runs = new ConcurrentHashMap<>();

    /** Called by JUnit. */
    public ReportListener() {}

    /** The results of a test class so far. */
    private static final class Run {
        final String test;
        final Map<String, Long> begun = new ConcurrentHashMap<>();
        final Map<String, Result> results = new ConcurrentHashMap<>();
        final Map<String, String> facts = new ConcurrentHashMap<>();
        volatile String missing = "it did not run";

        Run(String test) {
            this.test = test;
        }

        Report report() {
            List<Result> all = new ArrayList<>();
            for (Rule rule : Rule.all()) {
                all.add(results.getOrDefault(rule.id(), Result.untried(rule, missing)));
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
            runs.put(identifier.getUniqueId(), new Run(test.getName()));
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
            rule(identifier).ifPresent(rule -> end(identifier, Result.untried(rule, reason)));
        }
    }

    @Override
    public void executionStarted(TestIdentifier identifier) {
        rule(identifier)
                .ifPresent(rule -> run(identifier).ifPresent(run -> run.begun.put(rule.id(), System.nanoTime())));
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
            rule(identifier).ifPresent(rule -> end(identifier, result(rule, result, message)));
        }
    }

    private static Optional<Rule> rule(TestIdentifier identifier) {
        return identifier
                .getSource()
                .filter(MethodSource.class::isInstance)
                .flatMap(source -> Rule.named(((MethodSource) source).getMethodName()));
    }

    private Optional<Run> run(TestIdentifier rule) {
        return rule.getParentId().map(runs::get);
    }

    private void end(TestIdentifier identifier, Result result) {
        run(identifier).ifPresent(run -> {
            long begun = run.begun.getOrDefault(result.rule().id(), System.nanoTime());
            run.results.put(
                    result.rule().id(),
                    new Result(
                            result.rule(),
                            result.status(),
                            result.reason(),
                            result.stack(),
                            Duration.ofNanos(System.nanoTime() - begun).toMillis()));
        });
    }

    private static Result result(Rule rule, TestExecutionResult result, String message) {
        String stack = result.getThrowable().map(ReportListener::stack).orElse("");
        return switch (result.getStatus()) {
            case SUCCESSFUL -> new Result(rule, Status.PASS, "", "", 0);
            case FAILED -> new Result(rule, Status.FAIL, message, stack, 0);
            case ABORTED -> aborted(rule, message, stack);
        };
    }

    private static Result aborted(Rule rule, String message, String stack) {
        String text = message.startsWith(ASSUMPTION) ? message.substring(ASSUMPTION.length()) : message;
        String reason = text.replaceFirst("^(?:[a-z]+ ?){1,2}: ", "");
        if (text.startsWith(RuleInterceptor.NOT_APPLICABLE)) {
            return new Result(rule, Status.NOT_APPLICABLE, reason, "", 0);
        }
        if (text.startsWith(RuleInterceptor.WAIVED)) {
            return new Result(rule, Status.WAIVED, reason, stack, 0);
        }
        if (text.startsWith(RuleInterceptor.SHOULD)) {
            return new Result(rule, Status.FAIL, reason, stack, 0);
        }
        return rule.level() == Rule.Level.UNTESTED
                ? new Result(rule, Status.UNTESTED, reason, "", 0)
                : Result.untried(rule, reason);
    }

    /** The stack of a failure that another exception than a failed assertion has caused, without the frames of the test runner. */
    private static String stack(Throwable thrown) {
        boolean assertion = true;
        for (Throwable cause = thrown; cause != null && assertion; cause = cause.getCause()) {
            assertion = cause instanceof AssertionError || cause instanceof TestAbortedException;
        }
        if (assertion) {
            return "";
        }
        StringWriter text = new StringWriter();
        thrown.printStackTrace(new PrintWriter(text, true));
        return Redaction.of(text.toString())
                .lines()
                .filter(line -> !FRAME_OF_TEST_RUNNER.matcher(line).matches())
                .limit(LONGEST_STACK)
                .collect(Collectors.joining("\n"));
    }

    private static String message(Throwable thrown) {
        StringBuilder message = new StringBuilder(
                thrown instanceof AssertionError || thrown instanceof TestAbortedException
                        ? String.valueOf(thrown.getMessage()).strip()
                        : thrown.toString());
        for (Throwable suppressed : thrown.getSuppressed()) {
            message.append('\n').append(suppressed.getMessage());
        }
        // First, since a cut might leave a part of a secret.
        String safe = Redaction.of(message.toString());
        return safe.length() <= LONGEST_REASON ? safe : safe.substring(0, LONGEST_REASON) + "…";
    }

    @Override
    public void testPlanExecutionFinished(TestPlan plan) {
        runs.values().forEach(run -> write(run.report()));
        runs.clear();
    }

    @SuppressWarnings("SystemOut") // part of the output of a build
    private static void write(Report report) {
        Path directory = Path.of(System.getProperty(DIRECTORY, "target/conformance"), report.simpleTest());
        try {
            Files.createDirectories(directory);
            Files.writeString(directory.resolve("report.json"), JsonReport.of(report));
            Files.writeString(directory.resolve("report.md"), MarkdownReport.of(report));
            Files.writeString(directory.resolve("report.html"), HtmlReport.of(report));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        System.out.println("Conformance of " + report.simpleTest() + ": "
                + report.verdict().text() + " (" + report.countsText() + "), see " + directory.resolve("report.html"));
        report.results().stream()
                .filter(result -> result.status() == Status.WAIVED)
                .forEach(result -> System.out.println("  " + result.rule().id() + " waived: "
                        + result.reason().lines().findFirst().orElse("")));
        if (Boolean.getBoolean(VERBOSE)) {
            report.results().stream()
                    .filter(result -> result.status() == Status.FAIL)
                    .forEach(result -> System.out.println(MarkdownReport.section(report, result)));
        }
    }
}
