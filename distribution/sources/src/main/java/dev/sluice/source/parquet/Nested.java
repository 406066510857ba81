package dev.sluice.source.parquet;

import dev.sluice.host.value.JsonText;
import dev.sluice.host.value.Unfit;
import dev.sluice.spi.FieldType;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A part of a nested column in one row group: takes the values of one occurrence from its leaves and appends them as JSON. Every leaf is
 * taken from even where a value is unfit, so that the next row begins at its place. For one thread.
 */
sealed interface Nested {
    /** Appends the occurrence at hand; returns why the row cannot carry it, or null. */
    @Nullable
    Unfit append(StringBuilder json);

    /** Passes over an occurrence that is not there. */
    void skip();

    /** The leaf whose levels tell what is there. */
    Leaf first();

    private static @Nullable Unfit earlier(@Nullable Unfit one, @Nullable Unfit other) {
        return one == null ? other : one;
    }

    /** A single value. */
    record Value(Leaf leaf, FieldType type) implements Nested {
        @Override
        public @Nullable Unfit append(StringBuilder json) {
            Object value = leaf.take();
            if (value == null) {
                json.append("null");
                return null;
            }
            return value instanceof Unfit unfit ? unfit : JsonText.append(json, type, value);
        }

        @Override
        public void skip() {
            leaf.skip();
        }

        @Override
        public Leaf first() {
            return leaf;
        }
    }

    /** A group of named fields: an object. */
    record Group(int definition, List<String> names, List<Nested> fields) implements Nested {
        @Override
        public @Nullable Unfit append(StringBuilder json) {
            if (first().definition() < definition) {
                skip();
                json.append("null");
                return null;
            }
            Unfit unfit = null;
            char before = '{';
            for (int i = 0; i < fields.size(); i++) {
                json.append(before);
                JsonText.quote(json, names.get(i));
                json.append(':');
                unfit = Nested.earlier(unfit, fields.get(i).append(json));
                before = ',';
            }
            json.append('}');
            return unfit;
        }

        @Override
        public void skip() {
            fields.forEach(Nested::skip);
        }

        @Override
        public Leaf first() {
            return fields.get(0).first();
        }
    }

    /**
     * Elements: an array.
     *
     * @param definition from which on the list itself is there
     * @param filled from which on it has an element
     * @param repetition the level at which elements repeat
     */
    record Elements(int definition, int filled, int repetition, Nested element) implements Nested {
        @Override
        public @Nullable Unfit append(StringBuilder json) {
            int there = first().definition();
            if (there < filled) {
                skip();
                json.append(there < definition ? "null" : "[]");
                return null;
            }
            Unfit unfit = null;
            char before = '[';
            do {
                json.append(before);
                unfit = Nested.earlier(unfit, element.append(json));
                before = ',';
            } while (first().repetition() == repetition);
            json.append(']');
            return unfit;
        }

        @Override
        public void skip() {
            element.skip();
        }

        @Override
        public Leaf first() {
            return element.first();
        }
    }

    /** Keys and values: an object. Levels as of {@link Elements}; without {@code value} every value is null. */
    record Entries(
            int definition,
            int filled,
            int repetition,
            Leaf key,
            FieldType keyType,
            @Nullable Nested value) implements Nested {
        @Override
        public @Nullable Unfit append(StringBuilder json) {
            int there = key.definition();
            if (there < filled) {
                skip();
                json.append(there < definition ? "null" : "{}");
                return null;
            }
            Unfit unfit = null;
            Set<String> met = new HashSet<>();
            char before = '{';
            do {
                json.append(before);
                Object name = key.take();
                if (name == null) {
                    unfit = Nested.earlier(unfit, Unfit.KEY_NULL);
                } else if (name instanceof Unfit badName) {
                    unfit = Nested.earlier(unfit, badName);
                } else {
                    String text = keyType.format(name);
                    if (!met.add(text)) {
                        unfit = Nested.earlier(unfit, Unfit.KEY_DUPLICATE);
                    }
                    JsonText.quote(json, text);
                }
                json.append(':');
                if (value == null) {
                    json.append("null");
                } else {
                    unfit = Nested.earlier(unfit, value.append(json));
                }
                before = ',';
            } while (key.repetition() == repetition);
            json.append('}');
            return unfit;
        }

        @Override
        public void skip() {
            key.skip();
            if (value != null) {
                value.skip();
            }
        }

        @Override
        public Leaf first() {
            return key;
        }
    }
}
