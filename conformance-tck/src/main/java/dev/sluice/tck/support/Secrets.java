package dev.sluice.tck.support;

import dev.sluice.spi.DestinationConfig;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.HexFormat;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Secrets that must not appear in any text. A failure says where one appears, but does not repeat it. */
public final class Secrets {
    private static final Pattern PASSWORD_IN_URL = Pattern.compile("://[^/?#]*?:([^/?#]*)@");
    private static final int SHORTEST = 4;
    private static final int SHORTEST_ENCODED = 8;

    /** What each text is that must not appear. */
    private final Map<String, String> needles = new TreeMap<>();

    public void addAll(FlatSchema schema, DestinationConfig config) {
        for (String property : schema.secrets()) {
            config.value(property)
                    .map(String::valueOf)
                    .ifPresent(value -> add("the secret of the setting " + property, value));
        }
    }

    /** Adds the password in a URL, or a whole value that is no URL. */
    public void add(String value) {
        add("a secret", value);
    }

    private void add(String name, String value) {
        Set<String> plain = new TreeSet<>();
        Matcher matcher = PASSWORD_IN_URL.matcher(value);
        if (matcher.find()) {
            plain.add(matcher.group(1));
            try {
                plain.add(URLDecoder.decode(matcher.group(1).replace("+", "%2B"), StandardCharsets.UTF_8));
            } catch (IllegalArgumentException e) {
                // Not percent-encoded, so the raw text is enough.
            }
        } else if (!value.contains("://")) {
            plain.add(value);
        }
        plain.removeIf(secret -> secret.length() < SHORTEST);
        plain.forEach(secret -> encoded(secret).forEach(form -> needles.put(form, name + ", encoded,")));
        plain.forEach(secret -> needles.put(secret, name));
    }

    /** How a secret may look in a text that is not meant to hold one. */
    private static List<String> encoded(String secret) {
        byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
        List<String> forms = new ArrayList<>();
        forms.add(URLEncoder.encode(secret, StandardCharsets.UTF_8));
        forms.add(HexFormat.of().formatHex(bytes));
        for (int before = 0; before < 3; before++) {
            // Somewhere inside another text: without the characters that its neighbours change.
            byte[] shifted = new byte[before + bytes.length];
            System.arraycopy(bytes, 0, shifted, before, bytes.length);
            String base64 = Base64.getEncoder().withoutPadding().encodeToString(shifted);
            String certain = base64.substring(before == 0 ? 0 : before + 1, base64.length() - 2);
            if (certain.length() >= SHORTEST_ENCODED) {
                forms.add(certain);
                forms.add(certain.replace('+', '-').replace('/', '_'));
            }
        }
        return forms;
    }

    public boolean isEmpty() {
        return needles.isEmpty();
    }

    public void assertNotIn(String where, Object text) {
        String searched = String.valueOf(text);
        needles.forEach((needle, name) -> {
            if (searched.contains(needle)) {
                throw new AssertionError(name + " appears in " + where);
            }
        });
    }

    /** The text with {@code [hidden]} in place of each secret. */
    public String hiddenIn(String text) {
        String hidden = text;
        // Longest first, since one secret may be a part of another.
        for (String needle : needles.keySet().stream()
                .sorted(Comparator.comparingInt(String::length).reversed())
                .toList()) {
            hidden = hidden.replace(needle, "[hidden]");
        }
        return hidden;
    }

    public void assertNotInThrowable(String where, Throwable thrown) {
        Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        Deque<Throwable> todo = new ArrayDeque<>();
        todo.add(thrown);
        while (!todo.isEmpty()) {
            Throwable next = todo.remove();
            if (seen.add(next)) {
                assertNotIn(where + " (" + next.getClass().getSimpleName() + ")", next);
                Throwable cause = next.getCause();
                if (cause != null) {
                    todo.add(cause);
                }
                Collections.addAll(todo, next.getSuppressed());
            }
        }
    }
}
