package dev.sluice.tck.report;

import dev.sluice.tck.Rule;
import dev.sluice.tck.support.JsonText;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The results of all rules for one test class.
 *
 * @param test the simple name of the test class
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
        NOT_APPLICABLE,
        WAIVED,
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
     */
    record Result(Rule rule, Status status, String reason) {
        /** Whether the destination does not conform: a binding rule failed, or a required one was not tested. */
        boolean fails() {
            return switch (status) {
                case FAIL -> rule.level() != Rule.Level.SHOULD;
                case UNTESTED -> rule.level() == Rule.Level.REQUIRED;
                case PASS, NOT_APPLICABLE, WAIVED -> false;
            };
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

    /** The number of rules with each status, in words. */
    String counts() {
        Map<Status, Long> counts =
                new EnumMap<>(results.stream().collect(Collectors.groupingBy(Result::status, Collectors.counting())));
        return counts.entrySet().stream()
                .map(entry -> entry.getValue() + " " + entry.getKey().text().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(", "));
    }

    static String kitVersion() {
        return Optional.ofNullable(Report.class.getPackage().getImplementationVersion())
                .orElse("development");
    }

    String json() {
        Map<String, Object> report = new LinkedHashMap<>();
        report.put("verdict", verdict().text());
        report.put("test", test);
        report.put("destination", destination);
        report.put("version", version);
        report.put("kit", kitVersion());
        report.put("rules", Rule.SET_VERSION);
        report.put("seed", seed);
        report.put("results", results.stream().map(Report::members).toList());
        return JsonText.of(report) + "\n";
    }

    private static Map<String, String> members(Result result) {
        Map<String, String> members = new LinkedHashMap<>();
        members.put("rule", result.rule().id());
        members.put("level", result.rule().level().name().toLowerCase(Locale.ROOT));
        members.put("title", result.rule().title());
        members.put("status", result.status().text());
        members.put("reason", result.reason());
        return members;
    }

    String markdown() {
        StringBuilder text = new StringBuilder("# ").append(verdict().text());
        text.append("\n\n`").append(test).append("`: ").append(counts()).append(".\n\n");
        text.append("- Destination: ").append(destination).append(' ').append(version);
        text.append("\n- Kit: ").append(kitVersion()).append(", rules ").append(Rule.SET_VERSION);
        text.append("\n- Seed of the random histories: ").append(seed);
        text.append("\n\n| rule | level | what it requires | | why |\n|---|---|---|---|---|\n");
        for (Result result : results) {
            text.append("| ").append(result.rule().id());
            text.append(" | ").append(result.rule().level().name().toLowerCase(Locale.ROOT));
            text.append(" | ").append(result.rule().title());
            text.append(" | ").append(result.status().text());
            text.append(" | ").append(firstLine(result.reason())).append(" |\n");
        }
        for (Result result : results) {
            if (result.reason().contains("\n")) {
                text.append("\n## ")
                        .append(result.rule().id())
                        .append(' ')
                        .append(result.rule().title());
                text.append("\n\n```\n")
                        .append(result.reason().replace("```", "'''"))
                        .append("\n```\n");
            }
        }
        return text.toString();
    }

    private static String firstLine(String reason) {
        return reason.lines().findFirst().orElse("").replace("|", "\\|");
    }
}
