package dev.sluice.cli.doctor;

import dev.sluice.host.report.FailureText;
import dev.sluice.spi.ErrorDetail;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a look at one thing came to.
 *
 * @param remedy what to do about it; empty where nothing is to be done
 */
public record Finding(String about, Status status, String message, String remedy) {
    private static final String INDENT = " ".repeat(9);

    /** How it is. */
    public enum Status {
        OK,
        /** Runs work, and something will surprise one day. */
        WARNING,
        /** Runs do not work. */
        PROBLEM
    }

    static Finding ok(String about, String message) {
        return new Finding(about, Status.OK, message, "");
    }

    static Finding warning(String about, String message, String remedy) {
        return new Finding(about, Status.WARNING, message, remedy);
    }

    static Finding problem(String about, String message, String remedy) {
        return new Finding(about, Status.PROBLEM, message, remedy);
    }

    static Finding problem(String about, ErrorDetail error) {
        return problem(about, error.code() + ": " + FailureText.message(error), error.remedy());
    }

    /** In words: the status with what it is about, then the rest of the message and the remedy below it. */
    public List<String> lines() {
        List<String> texts = message.lines().toList();
        List<String> lines = new ArrayList<>();
        lines.add(String.format(Locale.ROOT, "%-8s %s: %s", name(), about, texts.isEmpty() ? "" : texts.get(0)));
        texts.stream().skip(1).forEach(text -> lines.add(INDENT + text));
        if (!remedy.isEmpty()) {
            lines.add(INDENT + "→ " + remedy);
        }
        return lines;
    }

    /** As JSON has it. */
    public Map<String, Object> json() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("about", about);
        json.put("status", name());
        json.put("message", message);
        json.put("remedy", remedy);
        return json;
    }

    private String name() {
        return status.name().toLowerCase(Locale.ROOT);
    }
}
