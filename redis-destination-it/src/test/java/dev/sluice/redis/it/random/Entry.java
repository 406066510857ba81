package dev.sluice.redis.it.random;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a key holds.
 *
 * @param type as Redis names it; {@code none} if there is no such key
 * @param content the fields of a hash, or a text under the empty name
 * @param expires whether it has an expiry
 */
record Entry(String type, Map<String, String> content, boolean expires) {
    static final Entry NONE = new Entry("none", Map.of(), false);

    static Entry text(String text, boolean expires) {
        return new Entry("string", Map.of("", text), expires);
    }

    boolean isAbsent() {
        return equals(NONE);
    }

    boolean isHash() {
        return type.equals("hash");
    }

    /** As JSON, which every field of a row takes part in. */
    static String json(Map<String, Optional<String>> fields) {
        StringBuilder json = new StringBuilder();
        fields.forEach((name, value) -> json.append(json.isEmpty() ? "{" : ",")
                .append('"')
                .append(name)
                .append("\":")
                .append(
                        name.equals("id")
                                ? value.orElse("null")
                                : value.map(v -> '"' + v + '"').orElse("null")));
        return json.append('}').toString();
    }

    Entry with(Map<String, String> fields) {
        Map<String, String> all = new TreeMap<>(content);
        all.putAll(fields);
        return new Entry("hash", all, expires);
    }

    Entry without(Iterable<String> fields) {
        Map<String, String> all = new TreeMap<>(content);
        fields.forEach(all::remove);
        return new Entry("hash", all, expires);
    }

    Entry expiring(long ttl) {
        return ttl < 0 ? this : new Entry(type, content, ttl > 0);
    }

    /** Tells types and names, not values. */
    @Override
    public String toString() {
        return type + " " + content.keySet() + " #" + Integer.toHexString(content.hashCode())
                + (expires ? " expires" : "");
    }
}
