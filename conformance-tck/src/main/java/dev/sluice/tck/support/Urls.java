package dev.sluice.tck.support;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Changes one part of a URL. By patterns, since {@link java.net.URI} repeats in its exceptions what may be secret. */
public final class Urls {
    private static final Pattern URL =
            Pattern.compile("(?s)([a-zA-Z][a-zA-Z0-9+.-]*://)([^/?#@]*@)?([^/?#:]*)(:[0-9]+)?(/[^?#]*)?(.*)");

    private Urls() {}

    /** The URL with another password; empty if it has none. */
    public static Optional<String> withPassword(String url, String password) {
        Matcher parts = URL.matcher(url);
        if (!parts.matches() || parts.group(2) == null || !parts.group(2).contains(":")) {
            return Optional.empty();
        }
        String user = parts.group(2).substring(0, parts.group(2).indexOf(':'));
        return Optional.of(
                url.replaceFirst(Pattern.quote(parts.group(2)), Matcher.quoteReplacement(user + ":" + password + "@")));
    }

    /** URLs that lead elsewhere: to another port, if there is one, and to another last part of the path. */
    public static List<String> elsewhere(String url) {
        List<String> others = new ArrayList<>();
        Matcher parts = URL.matcher(url);
        if (!parts.matches()) {
            return others;
        }
        String before = parts.group(1) + text(parts.group(2)) + parts.group(3);
        String port = text(parts.group(4));
        String path = text(parts.group(5));
        if (!port.isEmpty()) {
            int other = Integer.parseInt(port.substring(1)) == 1 ? 2 : 1;
            others.add(before + ":" + other + path + parts.group(6));
        }
        String last = path.substring(path.lastIndexOf('/') + 1);
        if (!last.isEmpty()) {
            String next = last.matches("[0-9]{1,4}") ? String.valueOf(Integer.parseInt(last) + 1) : last + "x";
            others.add(before + port + path.substring(0, path.length() - last.length()) + next + parts.group(6));
        }
        return others;
    }

    /** Malformed URLs, by what is wrong with them; none for a URL without a host. */
    public static Map<String, String> malformed(String url) {
        Map<String, String> malformed = new LinkedHashMap<>();
        Matcher parts = URL.matcher(url);
        if (parts.matches() && !parts.group(3).isEmpty()) {
            String before = parts.group(1) + text(parts.group(2));
            String after = text(parts.group(5)) + parts.group(6);
            for (String port : List.of("65536", "99999999999", "-1", "x", "")) {
                malformed.put("the port '" + port + "'", before + parts.group(3) + ":" + port + after);
            }
            malformed.put("an open bracket", before + "[::1" + after);
            malformed.put("a host with a blank", before + "no host" + after);
            malformed.put("no host", before + after);
            malformed.put("a percent sign", before + parts.group(3) + text(parts.group(4)) + "/%zz" + parts.group(6));
        }
        return malformed;
    }

    private static String text(@org.jspecify.annotations.Nullable String part) {
        return part == null ? "" : part;
    }
}
