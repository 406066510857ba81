package dev.sluice.redis.it;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.spi.DestinationConfig;
import dev.sluice.spi.Identity;
import java.net.URLDecoder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** How the settings of a sync shape its keys and expiries. */
enum Shape {
    /** The key is the primary key, and no row says when it expires. */
    PLAIN(false, false),
    /** The key is a template with a hash tag. */
    TEMPLATE(true, false),
    /** Rows say when they expire. */
    EXPIRING(false, true),
    /** Both. */
    TEMPLATE_EXPIRING(true, true);

    private static final String END = ":r";

    private final boolean template;
    private final boolean expiring;

    Shape(boolean template, boolean expiring) {
        this.template = template;
        this.expiring = expiring;
    }

    /** The settings of a sync of rows with this key. */
    DestinationConfig target(List<String> key) {
        Map<String, Object> settings = new HashMap<>();
        if (template && !key.isEmpty()) {
            settings.put(
                    "key_template",
                    "{{{" + key.get(0) + "}}}"
                            + key.stream()
                                    .skip(1)
                                    .map(name -> ":{" + name + "}")
                                    .collect(Collectors.joining())
                            + END);
        }
        if (expiring) {
            settings.put("ttl_field", "expires");
        }
        return DestinationConfig.of(settings);
    }

    /** The key of a record, after the prefix. */
    String key(List<String> identity) {
        if (!template) {
            return identity.size() == 1
                    ? identity.get(0)
                    : identity.stream().map(part -> encoded(part, "%:")).collect(Collectors.joining(":"));
        }
        List<String> parts =
                identity.stream().map(part -> encoded(part, "%:{}")).toList();
        return "{" + parts.get(0) + "}"
                + parts.stream().skip(1).map(part -> ":" + part).collect(Collectors.joining()) + END;
    }

    /** The name of a record as {@link Identity#text()} has it. */
    String name(String key) {
        if (!template || !key.startsWith("{") || !key.endsWith(END)) {
            return key;
        }
        String inner = key.substring(1, key.length() - END.length());
        int end = inner.indexOf('}');
        List<String> parts = new ArrayList<>(List.of(inner.substring(0, end)));
        if (inner.length() > end + 1) {
            parts.addAll(List.of(inner.substring(end + 2).split(":", -1)));
        }
        return PLAIN.key(parts.stream().map(Shape::decoded).toList());
    }

    private static String encoded(String part, String characters) {
        return part.chars()
                .mapToObj(c -> characters.indexOf(c) < 0 ? String.valueOf((char) c) : String.format("%%%02X", c))
                .collect(Collectors.joining());
    }

    private static String decoded(String part) {
        return URLDecoder.decode(part.replace("+", "%2B"), UTF_8);
    }
}
