package dev.sluice.definition;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the definition file says of one sync, each value under its path, such as {@code guards.max_deletes} or {@code to.ttl_seconds}, with its
 * place. Values of the source and the destination that it names are among them. Immutable.
 */
public final class SyncEntry {
    /** No value at all. */
    public static final SyncEntry EMPTY = new SyncEntry("", Map.of());

    private final String name;
    private final Map<String, Given> values;

    SyncEntry(String name, Map<String, Given> values) {
        this.name = name;
        this.values = new LinkedHashMap<>(values);
    }

    public String name() {
        return name;
    }

    /** Every value in the order of the file. */
    public Map<String, Given> values() {
        return new LinkedHashMap<>(values);
    }

    /** The same with a value that lies over the file's. */
    public SyncEntry with(String path, Given value) {
        Map<String, Given> changed = new LinkedHashMap<>(values);
        changed.put(path, value);
        return new SyncEntry(name, changed);
    }

    /** A value as text. */
    public Optional<String> text(String path) {
        return Optional.ofNullable(values.get(path)).map(given -> given.value().toString());
    }

    /** A whole number. */
    public Optional<Long> number(String path) {
        return Optional.ofNullable(values.get(path))
                .map(Given::value)
                .filter(Long.class::isInstance)
                .map(Long.class::cast);
    }

    /** A text or a list of texts as a list; empty where there is none. */
    public List<String> texts(String path) {
        Given given = values.get(path);
        if (given == null) {
            return List.of();
        }
        List<String> texts = new ArrayList<>();
        if (given.value() instanceof List<?> list) {
            list.forEach(each -> texts.add(each.toString()));
        } else {
            texts.add(given.value().toString());
        }
        return texts;
    }

    /** The values whose path begins with a prefix, by the rest of it. */
    public Map<String, Given> below(String prefix) {
        Map<String, Given> found = new LinkedHashMap<>();
        values.forEach((path, given) -> {
            if (path.startsWith(prefix)) {
                found.put(path.substring(prefix.length()), given);
            }
        });
        return found;
    }
}
