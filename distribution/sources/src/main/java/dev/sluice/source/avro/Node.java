package dev.sluice.source.avro;

import dev.sluice.host.value.JsonText;
import dev.sluice.host.value.Unfit;
import dev.sluice.spi.FieldType;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A type of a schema: takes a value from a block, whole even where a row cannot carry it, so that the next one begins at its place.
 *
 * <p>{@code depth} is the number of records, arrays and maps around a value.
 */
sealed interface Node {
    /** How deep a value may go that a row cannot carry for its depth. */
    int MAX_DEPTH = 1_000;

    /** Appends a value as JSON; returns why a row cannot carry it, or null. */
    @Nullable
    Unfit append(StringBuilder json, Block block, int depth) throws IOException;

    /** Passes over a value. */
    void skip(Block block, int depth) throws IOException;

    private static @Nullable Unfit earlier(@Nullable Unfit one, @Nullable Unfit other) {
        return one == null ? other : one;
    }

    private static boolean isTooDeep(int depth) throws IOException {
        if (depth > MAX_DEPTH) {
            throw new IOException("a value is nested more than " + MAX_DEPTH + " levels deep");
        }
        return depth > JsonText.MAX_NESTING;
    }

    /** Takes a value: one of a row, or an {@link Unfit}. */
    interface Reading {
        Object of(Block block) throws IOException;
    }

    /** A null. */
    record Null() implements Node {
        @Override
        public @Nullable Unfit append(StringBuilder json, Block block, int depth) throws IOException {
            block.nothing();
            json.append("null");
            return null;
        }

        @Override
        public void skip(Block block, int depth) throws IOException {
            block.nothing();
        }
    }

    /** A single value. */
    record Scalar(FieldType type, Reading reading) implements Node {
        @Override
        public @Nullable Unfit append(StringBuilder json, Block block, int depth) throws IOException {
            Object value = reading.of(block);
            return value instanceof Unfit unfit ? unfit : JsonText.append(json, type, value);
        }

        @Override
        public void skip(Block block, int depth) throws IOException {
            reading.of(block);
        }
    }

    /** A value of one of several types. */
    record Choice(List<Node> branches) implements Node {
        /** The type of the value that comes next. */
        Node next(Block block) throws IOException {
            return branches.get(block.index(branches.size()));
        }

        @Override
        public @Nullable Unfit append(StringBuilder json, Block block, int depth) throws IOException {
            return next(block).append(json, block, depth);
        }

        @Override
        public void skip(Block block, int depth) throws IOException {
            next(block).skip(block, depth);
        }
    }

    /** A record: an object. */
    record Group(List<String> names, List<Node> fields) implements Node {
        @Override
        public @Nullable Unfit append(StringBuilder json, Block block, int depth) throws IOException {
            if (isTooDeep(depth + 1)) {
                skip(block, depth);
                return Unfit.NESTED;
            }
            if (fields.isEmpty()) {
                block.nothing();
            }
            Unfit unfit = null;
            json.append('{');
            for (int i = 0; i < fields.size(); i++) {
                if (i > 0) {
                    json.append(',');
                }
                JsonText.quote(json, names.get(i));
                json.append(':');
                unfit = Node.earlier(unfit, fields.get(i).append(json, block, depth + 1));
            }
            json.append('}');
            return unfit;
        }

        @Override
        public void skip(Block block, int depth) throws IOException {
            isTooDeep(depth + 1);
            if (fields.isEmpty()) {
                block.nothing();
            }
            for (Node field : fields) {
                field.skip(block, depth + 1);
            }
        }
    }

    /** An array. */
    record Elements(Node element) implements Node {
        @Override
        public @Nullable Unfit append(StringBuilder json, Block block, int depth) throws IOException {
            if (isTooDeep(depth + 1)) {
                skip(block, depth);
                return Unfit.NESTED;
            }
            Unfit unfit = null;
            String before = "";
            json.append('[');
            for (long count = block.some(true); count > 0; count = block.some(false)) {
                for (long i = 0; i < count; i++) {
                    json.append(before);
                    unfit = Node.earlier(unfit, element.append(json, block, depth + 1));
                    before = ",";
                }
            }
            json.append(']');
            return unfit;
        }

        @Override
        public void skip(Block block, int depth) throws IOException {
            isTooDeep(depth + 1);
            for (long count = block.some(true); count > 0; count = block.some(false)) {
                for (long i = 0; i < count; i++) {
                    element.skip(block, depth + 1);
                }
            }
        }
    }

    /** A map: an object. */
    record Entries(Node value) implements Node {
        @Override
        public @Nullable Unfit append(StringBuilder json, Block block, int depth) throws IOException {
            if (isTooDeep(depth + 1)) {
                skip(block, depth);
                return Unfit.NESTED;
            }
            Unfit unfit = null;
            Set<String> met = new HashSet<>();
            String before = "";
            json.append('{');
            for (long count = block.some(true); count > 0; count = block.some(false)) {
                for (long i = 0; i < count; i++) {
                    json.append(before);
                    if (block.text() instanceof String key) {
                        unfit = Node.earlier(unfit, met.add(key) ? null : Unfit.KEY_DUPLICATE);
                        JsonText.quote(json, key);
                    } else {
                        unfit = Node.earlier(unfit, Unfit.ENCODING);
                    }
                    json.append(':');
                    unfit = Node.earlier(unfit, value.append(json, block, depth + 1));
                    before = ",";
                }
            }
            json.append('}');
            return unfit;
        }

        @Override
        public void skip(Block block, int depth) throws IOException {
            isTooDeep(depth + 1);
            for (long count = block.some(true); count > 0; count = block.some(false)) {
                for (long i = 0; i < count; i++) {
                    block.text();
                    value.skip(block, depth + 1);
                }
            }
        }
    }
}
