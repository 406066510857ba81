package dev.sluice.cli.output;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Takes secrets out of texts that others have written, such as messages. It is the last line, not the only one: nothing is supposed to put a
 * secret into a message. What the program itself says, such as numbers, names and codes, does not go through here, because a secret may look
 * just like it. Safe for use by several threads.
 */
public final class Redactor {
    private static final String MASK = "****";
    /** Not the words that show how a URL is written: a remedy would be none without them. */
    private static final Pattern USER_INFO = Pattern.compile("(?<=://)(?![\\[\\]user]*:password@)[^\\s/]*(?=@)");
    /** Such a line is the same in every file of its kind. */
    private static final String FRAME_OF_PEM = "-----";
    /** A mask for a text of two letters would shred the output and hide nothing. */
    private static final int SHORTEST = 4;

    /** Properties of results that hold such texts. */
    private static final Set<String> TEXTS = Set.of("message", "remedy", "at", "notices", "warnings");

    private final List<String> secrets = new CopyOnWriteArrayList<>();
    private final Set<String> ownWords = ConcurrentHashMap.newKeySet();

    /** Remembers a value that must not be printed, what of it is secret if it is a URL, and each line if it has several, as a key has. */
    public void secret(String value) {
        List<String> found = new ArrayList<>(secrets);
        found.add(value);
        value.lines()
                .map(String::strip)
                .filter(line -> !line.startsWith(FRAME_OF_PEM))
                .forEach(found::add);
        int at = value.lastIndexOf('@');
        if (at > 0) {
            String before = value.substring(0, at);
            String userInfo = before.substring(before.lastIndexOf("//") < 0 ? 0 : before.lastIndexOf("//") + 2);
            String password = userInfo.substring(userInfo.indexOf(':') + 1);
            found.add(userInfo);
            found.add(password);
            found.add(decoded(password));
        }
        secrets.clear();
        found.stream()
                .filter(secret -> secret.length() >= SHORTEST)
                .distinct()
                .sorted(Comparator.comparingInt(String::length).reversed())
                .forEach(secrets::add);
    }

    /** Words that are said whatever the secrets are. A secret that equals one is still masked in a URL. */
    public void ownWords(Collection<String> words) {
        ownWords.addAll(words);
    }

    /** The text without any secret. */
    public String redact(String text) {
        String redacted = text;
        for (String secret : secrets) {
            if (ownWords.contains(secret)) {
                continue;
            }
            redacted = redacted.replace(secret, secret.contains("://") ? address(secret) : MASK);
        }
        return USER_INFO.matcher(redacted).replaceAll(Matcher.quoteReplacement(MASK));
    }

    /** A result whose messages hold no secret; all else in it is as it was. */
    public Object texts(Object result) {
        return texts(result, false);
    }

    private Object texts(Object value, boolean foreign) {
        if (value instanceof Map<?, ?> properties) {
            Map<Object, @Nullable Object> redacted = new LinkedHashMap<>();
            properties.forEach((name, property) -> redacted.put(
                    name, property == null ? null : texts(property, foreign || TEXTS.contains(String.valueOf(name)))));
            return redacted;
        }
        if (value instanceof List<?> values) {
            return values.stream().map(element -> texts(element, foreign)).toList();
        }
        // A number by itself is a place, such as a port.
        return foreign && value instanceof String text && !text.matches("\\d*") ? redact(text) : value;
    }

    /** What of a URL may be shown. */
    public static String address(String url) {
        int start = url.indexOf("://") + 3;
        int at = url.lastIndexOf('@');
        String hidden = at < start ? url : url.substring(0, start) + MASK + url.substring(at);
        int query = hidden.indexOf('?');
        return query < 0 ? hidden : hidden.substring(0, query);
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return text;
        }
    }
}
