package dev.sluice.tck.report;

import dev.sluice.tck.Rule;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The results of all rules for one test class.
 *
 * @param test the name of the test class, with its package
 * @param destination the id of the destination; empty if the test failed before it was known
 * @param version the version of the destination; empty if the test failed before it was known
 * @param seed the seed of the random histories; empty if the test failed before it was known
 * @param results one for each rule of the kit, in order of the rules
 */
record Report(String test, String destination, String version, String seed, List<Result> results) {
    /** How a rule ended. */
    enum Status {
        PASS,
        FAIL,
        WAIVED,
        /** The destination does not have what the rule is about. */
        NOT_APPLICABLE,
        /** The fixture gives no means to try the rule, or the rule did not run. */
        UNTRIED,
        /** No test can try the rule. */
        UNTESTED;

        String text() {
            return name().replace('_', ' ');
        }
    }

    /** The overall result. */
    enum Verdict {
        CONFORMANT,
        CONFORMANT_BUT_FOR_WAIVERS,
        NOT_CONFORMANT;

        String text() {
            return name().replace('_', ' ');
        }
    }

    /**
     * The result of one rule.
     *
     * @param rule the rule
     * @param status how it ended
     * @param reason the reason; empty if it passed
     * @param stack the stack of the exception that ended the rule, if it is another than a failed assertion; otherwise empty
     * @param millis how long the rule ran; 0 if it did not
     */
    record Result(Rule rule, Status status, String reason, String stack, long millis) {
        /** The result of a rule that did not run. */
        static Result untried(Rule rule, String reason) {
            return new Result(rule, Status.UNTRIED, reason, "", 0);
        }

        /** Whether the destination does not conform: a binding rule failed, or a required one was not tried. */
        boolean fails() {
            return switch (status) {
                case FAIL -> rule.level() != Rule.Level.SHOULD;
                case UNTRIED -> rule.level() == Rule.Level.REQUIRED;
                case PASS, WAIVED, NOT_APPLICABLE, UNTESTED -> false;
            };
        }

        /** What the result rests on: the reason and the stack, or how long a rule ran that passed. */
        String evidence() {
            if (status == Status.PASS) {
                return "tried in " + millis + " ms, no failure found";
            }
            return stack.isEmpty() ? reason : reason + "\n\n" + stack;
        }
    }

    Report {
        results = List.copyOf(results);
    }

    Verdict verdict() {
        if (results.stream().anyMatch(Result::fails)) {
            return Verdict.NOT_CONFORMANT;
        }
        return results.stream().anyMatch(result -> result.status() == Status.WAIVED)
                ? Verdict.CONFORMANT_BUT_FOR_WAIVERS
                : Verdict.CONFORMANT;
    }

    /** The number of rules with each status that a rule has. */
    Map<Status, Long> counts() {
        return new EnumMap<>(results.stream().collect(Collectors.groupingBy(Result::status, Collectors.counting())));
    }

    /** The number of rules with each status, in words. */
    String countsText() {
        return counts().entrySet().stream()
                .map(entry -> entry.getValue() + " " + entry.getKey().text().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(", "));
    }

    /** The name of the test class without its package, which is also the name of the report's directory. */
    String simpleTest() {
        return test.substring(Math.max(test.lastIndexOf('.'), test.lastIndexOf('$')) + 1);
    }

    /** The command that runs a rule again as it ran here. */
    String reproduction(Rule rule) {
        return MavenCommand.of(test, rule, seed);
    }

    static String kitVersion() {
        return Optional.ofNullable(Report.class.getPackage().getImplementationVersion())
                .orElse("development");
    }
}
