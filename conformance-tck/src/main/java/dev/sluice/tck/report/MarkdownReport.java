package dev.sluice.tck.report;

import dev.sluice.tck.Rule;
import dev.sluice.tck.report.Report.Result;
import dev.sluice.tck.report.Report.Status;
import java.util.Locale;

/** A report as text: a table of all rules, then the evidence of each that failed. */
final class MarkdownReport {
    private MarkdownReport() {}

    static String of(Report report) {
        StringBuilder text = new StringBuilder("# ").append(report.verdict().text());
        text.append("\n\n`").append(report.simpleTest()).append("`: ").append(report.countsText());
        text.append(".\n\n- Destination: ")
                .append(report.destination())
                .append(' ')
                .append(report.version());
        text.append("\n- Kit: ").append(Report.kitVersion()).append(", rules ").append(Rule.SET_VERSION);
        text.append("\n- Seed of the random histories: ").append(report.seed());
        text.append("\n\n| rule | level | what it requires | | why |\n|---|---|---|---|---|\n");
        for (Result result : report.results()) {
            text.append("| ").append(result.rule().id());
            text.append(" | ").append(level(result.rule()));
            text.append(" | ").append(result.rule().title());
            text.append(" | ").append(result.status().text());
            text.append(" | ").append(firstLine(result.reason())).append(" |\n");
        }
        report.results().stream()
                .filter(result -> result.status() == Status.FAIL || result.status() == Status.WAIVED)
                .forEach(result -> text.append(section(report, result)));
        return text.toString();
    }

    /** What there is to know about one rule that failed. */
    static String section(Report report, Result result) {
        Rule rule = result.rule();
        RuleText known = RuleText.of(rule);
        return "\n## " + rule.id() + " " + rule.title() + "\n\n"
                + known.asked() + " " + known.why()
                + "\n\n```\n" + result.evidence().strip().replace("```", "'''") + "\n```\n"
                + (known.lookAt().isEmpty() ? "" : "\nWhen it fails: " + known.lookAt() + "\n")
                + "\nTo run it again:\n\n```sh\n" + report.reproduction(rule) + "\n```\n";
    }

    static String level(Rule rule) {
        return rule.level().name().toLowerCase(Locale.ROOT);
    }

    private static String firstLine(String reason) {
        return reason.lines().findFirst().orElse("").replace("|", "\\|");
    }
}
