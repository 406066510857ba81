package dev.sluice.tck.report;

import dev.sluice.tck.Rule;
import dev.sluice.tck.report.Report.Result;
import dev.sluice.tck.report.Report.Status;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A report as one page that loads nothing and has no script. A status is told in words as well as in colour, headings and links lead
 * through the page, and the parts of a rule that passed are folded.
 */
final class HtmlReport {
    private static final Pattern CODE = Pattern.compile("`([^`]*)`");
    private static final String STYLE = """
            :root { color-scheme: light dark; --line: #8885; --good: #17692f; --bad: #b3141b; --other: #6b5200 }
            @media (prefers-color-scheme: dark) { :root { --good: #6fd38c; --bad: #ff8f88; --other: #e3c15f } }
            body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 0 auto; padding: 1rem }
            h1, .status { color: var(--other) } .good { color: var(--good) } .bad { color: var(--bad) }
            h3 { display: inline; font-size: 1rem } .status { font-weight: bold }
            article { border-top: 1px solid var(--line); padding: .5rem 0 } summary { cursor: pointer }
            pre { overflow-x: auto; padding: .5rem; border: 1px solid var(--line); white-space: pre-wrap; overflow-wrap: anywhere }
            dl { display: grid; grid-template-columns: max-content auto; gap: 0 1rem } dd { margin: 0 }
            """;

    private HtmlReport() {}

    static String of(Report report) {
        StringBuilder page =
                new StringBuilder("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
        page.append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
        page.append("<title>")
                .append(escape(report.verdict().text() + ": " + report.simpleTest()))
                .append("</title>\n<style>\n")
                .append(STYLE)
                .append("</style>\n</head>\n<body>\n<header>\n");
        page.append(
                switch (report.verdict()) {
                    case CONFORMANT -> "<h1 class=\"good\">";
                    case CONFORMANT_BUT_FOR_WAIVERS -> "<h1>";
                    case NOT_CONFORMANT -> "<h1 class=\"bad\">";
                });
        page.append(report.verdict().text()).append("</h1>\n<dl>\n");
        fact(page, "Test", report.test());
        fact(page, "Destination", (report.destination() + " " + report.version()).strip());
        fact(page, "Kit", Report.kitVersion() + ", rules " + Rule.SET_VERSION);
        fact(page, "Seed", report.seed());
        page.append("</dl>\n</header>\n<nav aria-label=\"Rules by status\">\n<h2>Summary</h2>\n<ul>\n");
        report.counts().forEach((status, count) -> page.append(summary(report, status, count)));
        page.append("</ul>\n</nav>\n<main>\n");
        String group = "";
        for (Result result : report.results()) {
            String own =
                    result.rule().section() + " " + RuleText.of(result.rule()).group();
            if (!own.equals(group)) {
                group = own;
                page.append("<h2>")
                        .append(escape(group.replaceFirst("\\.$", "")))
                        .append("</h2>\n");
            }
            page.append(article(report, result));
        }
        return page.append("</main>\n</body>\n</html>\n").toString();
    }

    private static void fact(StringBuilder page, String name, String value) {
        page.append("<dt>")
                .append(name)
                .append("</dt><dd>")
                .append(escape(value))
                .append("</dd>\n");
    }

    /** The number of rules with this status, and links to them unless they are as they should be. */
    private static String summary(Report report, Status status, long count) {
        String links = status == Status.PASS
                ? ""
                : report.results().stream()
                        .filter(result -> result.status() == status)
                        .map(result -> "<a href=\"#r" + result.rule().id() + "\">"
                                + result.rule().id() + "</a>")
                        .collect(Collectors.joining(", ", ": ", ""));
        return "<li>" + count + " " + mark(status) + links + "</li>\n";
    }

    private static String mark(Status status) {
        String style = switch (status) {
            case PASS -> "status good";
            case FAIL -> "status bad";
            case WAIVED, NOT_APPLICABLE, UNTRIED, UNTESTED -> "status";
        };
        return "<span class=\"" + style + "\">" + status.text().toLowerCase(Locale.ROOT) + "</span>";
    }

    private static String article(Report report, Result result) {
        Rule rule = result.rule();
        RuleText known = RuleText.of(rule);
        String open = result.status() == Status.FAIL || result.status() == Status.WAIVED ? " open=\"open\"" : "";
        return "<article id=\"r" + rule.id() + "\">\n<details" + open + ">\n<summary><h3>" + rule.id() + " "
                + escape(capital(rule.title())) + "</h3> " + mark(result.status()) + "</summary>\n<p><strong>"
                + MarkdownReport.level(rule) + "</strong> · "
                + prose(known.asked() + " " + known.why()) + "</p>\n<p>Evidence:</p>\n<pre>"
                + escape(result.evidence()) + "</pre>\n"
                + (known.lookAt().isEmpty() ? "" : "<p>When it fails: " + prose(known.lookAt()) + "</p>\n")
                + reports(known.reports())
                + "<p>To run it again:</p>\n<pre>" + escape(report.reproduction(rule))
                + "</pre>\n</details>\n</article>\n";
    }

    /** As text, so that the page names no address that it could load. */
    private static String reports(List<String> reports) {
        return reports.isEmpty()
                ? ""
                : "<p>Public bug reports of this kind: " + escape(String.join(", ", reports)) + "</p>\n";
    }

    private static String capital(String text) {
        return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
    }

    /** The text of a rule, which is Markdown with code and escapes. */
    private static String prose(String text) {
        return CODE.matcher(escape(text).replaceAll("\\\\([*&])", "$1")).replaceAll("<code>$1</code>");
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
