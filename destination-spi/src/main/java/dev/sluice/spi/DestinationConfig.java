package dev.sluice.spi;

import java.math.BigDecimal;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Settings by name. A value is a {@link String}, {@link Boolean}, {@link Long} or {@link BigDecimal}; a setting that is not set is absent.
 */
public final class DestinationConfig {
    /** No setting at all. */
    public static final DestinationConfig EMPTY = new DestinationConfig(Map.of());

    private final Map<String, Object> values;

    private DestinationConfig(Map<String, ?> values) {
        TreeMap<String, Object> copy = new TreeMap<>(values);
        copy.forEach((name, value) -> {
            if (!(value instanceof String
                    || value instanceof Boolean
                    || value instanceof Long
                    || value instanceof BigDecimal)) {
                throw new IllegalArgumentException("setting '" + name + "' is no String, Boolean, Long or BigDecimal");
            }
        });
        this.values = Collections.unmodifiableMap(copy);
    }

    /** @throws IllegalArgumentException if a value is of another type; the message names the setting, not its value */
    public static DestinationConfig of(Map<String, ?> values) {
        return new DestinationConfig(values);
    }

    /** The settings, unmodifiable, ordered by name. Secrets are among them. */
    public Map<String, Object> values() {
        return values;
    }

    /** The value of a setting, if it is set. */
    public Optional<Object> value(String name) {
        return Optional.ofNullable(values.get(name));
    }

    /** This configuration with one setting added or replaced. */
    public DestinationConfig with(String name, Object value) {
        TreeMap<String, Object> copy = new TreeMap<>(values);
        copy.put(name, value);
        return new DestinationConfig(copy);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof DestinationConfig config && values.equals(config.values);
    }

    @Override
    public int hashCode() {
        return values.hashCode();
    }

    /** Names the settings; values may be secret. */
    @Override
    public String toString() {
        return "DestinationConfig(" + String.join(", ", values.keySet()) + ")";
    }
}
