package dev.sluice.host.report;

import dev.sluice.host.failure.HostException;
import dev.sluice.spi.ErrorDetail;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** A failure in words: code, message and place, then what to do about it. */
public final class FailureText {
    private FailureText() {}

    /** What ended a command; if there are several problems, each on a line of its own, with its remedy below it. */
    public static List<String> of(HostException failure) {
        List<ErrorDetail> problems = failure.problems();
        List<ErrorDetail> details = problems.isEmpty() ? List.of(failure.detail()) : problems;
        String below = details.size() == 1 ? "  " : "    ";
        List<String> lines = new ArrayList<>();
        for (ErrorDetail detail : details) {
            String message = problems.isEmpty() ? message(detail) : problem(detail, failure.detail());
            String first = lines.isEmpty() ? "error " + failure.detail().code() + ": " : "  ";
            lines.add(first + message.lines().findFirst().orElse(""));
            message.lines().skip(1).forEach(line -> lines.add(below + line));
            detail.remedy().lines().forEach(line -> lines.add(below + "→ " + line));
        }
        return lines;
    }

    /** The message, with the places that it does not name itself. */
    public static String message(ErrorDetail error) {
        return withPlaces(error.message(), error.at());
    }

    /** A problem of a setting begins with its name. The places of the whole failure are those of each. */
    private static String problem(ErrorDetail error, ErrorDetail whole) {
        String setting = setting(error.pointer().orElse(""));
        Map<String, String> at = new TreeMap<>(whole.at());
        at.putAll(error.at());
        return withPlaces(setting.isEmpty() ? error.message() : setting + ": " + error.message(), at);
    }

    private static String withPlaces(String message, Map<String, String> at) {
        List<String> places = new ArrayList<>();
        at.forEach((place, value) -> {
            String known = place.equals(ErrorDetail.SETTING) ? setting(value) : value;
            boolean named = place.equals("sync") ? message.contains("'" + known + "'") : names(message, known);
            if (!known.isEmpty() && !named) {
                places.add(place + " " + known);
            }
        });
        if (places.isEmpty()) {
            return message;
        }
        // Below the first line stand lines of a file.
        int end = message.indexOf('\n') < 0 ? message.length() : message.indexOf('\n');
        return message.substring(0, end) + " (" + String.join(", ", places) + ")" + message.substring(end);
    }

    /** {@code /config/ttl_seconds} as the user knows it. */
    private static String setting(String pointer) {
        return pointer.substring(pointer.lastIndexOf('/') + 1);
    }

    private static boolean names(String message, String value) {
        return Pattern.compile("(?<!\\w)" + Pattern.quote(value) + "(?!\\w)")
                .matcher(message)
                .find();
    }
}
