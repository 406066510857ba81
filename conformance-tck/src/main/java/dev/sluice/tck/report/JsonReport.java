package dev.sluice.tck.report;

import dev.sluice.tck.Rule;
import dev.sluice.tck.report.Report.Result;
import dev.sluice.tck.support.JsonText;
import java.util.LinkedHashMap;
import java.util.Map;

/** A report for machines. */
final class JsonReport {
    private JsonReport() {}

    static String of(Report report) {
        Map<String, Object> counts = new LinkedHashMap<>();
        report.counts().forEach((status, count) -> counts.put(status.text(), count));
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("verdict", report.verdict().text());
        members.put("counts", counts);
        members.put("test", report.simpleTest());
        members.put("class", report.test());
        members.put("destination", report.destination());
        members.put("version", report.version());
        members.put("kit", Report.kitVersion());
        members.put("rules", Rule.SET_VERSION);
        members.put("seed", report.seed());
        members.put(
                "results",
                report.results().stream().map(result -> members(report, result)).toList());
        return JsonText.of(members) + "\n";
    }

    private static Map<String, Object> members(Report report, Result result) {
        Rule rule = result.rule();
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("rule", rule.id());
        members.put("level", MarkdownReport.level(rule));
        members.put("title", rule.title());
        members.put("intent", RuleText.of(rule).asked());
        members.put("status", result.status().text());
        members.put("reason", result.reason());
        members.put("stack", result.stack());
        members.put("millis", result.millis());
        members.put("reproduce", report.reproduction(rule));
        return members;
    }
}
