package dev.sluice.source.text;

import dev.sluice.spi.Field;
import dev.sluice.spi.FieldType;
import dev.sluice.spi.RowSchema;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The schemas of JSON rows. Rows with the same fields in the same order share one schema, found in a tree whose edges are fields. Bounded in
 * size. For one thread.
 */
final class JsonShapes {
    private static final int MAX_NODES = 50_000;
    /** Rows with more fields have a schema of their own. */
    private static final int MAX_SHARED_FIELDS = 500;

    private Node root = new Node(null, null);
    private int nodes;

    /** The root of the tree, where each row starts. */
    Node start() {
        if (nodes > MAX_NODES) {
            root = new Node(null, null);
            nodes = 0;
        }
        return root;
    }

    /** A sequence of fields, from the root to here. */
    final class Node {
        private final @Nullable Node parent;
        private final @Nullable Field field;
        private final Map<String, Map<FieldType, Node>> children = new HashMap<>(2);
        private final int depth;
        /** The names up to here, where the node is of one row alone. */
        private @Nullable Set<String> seen;

        private @Nullable Node usual;
        private @Nullable RowSchema schema;

        private Node(@Nullable Node parent, @Nullable Field field) {
            this.parent = parent;
            this.field = field;
            this.depth = parent == null ? 0 : parent.depth + 1;
        }

        /** This sequence followed by a field; null if it has a field of that name already. */
        @Nullable
        Node with(String name, FieldType type) {
            Node likely = usual;
            if (likely != null
                    && likely.field != null
                    && likely.field.type() == type
                    && likely.field.name().equals(name)) {
                return likely;
            }
            if (depth >= MAX_SHARED_FIELDS) {
                return ofOneRow(name, type);
            }
            Map<FieldType, Node> ofName = children.get(name);
            if (ofName == null) {
                if (has(name)) {
                    return null;
                }
                ofName = new EnumMap<>(FieldType.class);
                children.put(name, ofName);
            }
            Node child = ofName.get(type);
            if (child == null) {
                child = new Node(this, new Field(name, type));
                ofName.put(type, child);
                nodes++;
            }
            usual = child;
            return child;
        }

        private @Nullable Node ofOneRow(String name, FieldType type) {
            Set<String> names = seen;
            if (names == null) {
                names = new HashSet<>();
                for (Node node = this; node != null && node.field != null; node = node.parent) {
                    names.add(node.field.name());
                }
            }
            if (!names.add(name)) {
                return null;
            }
            Node child = new Node(this, new Field(name, type));
            child.seen = names;
            return child;
        }

        private boolean has(String name) {
            for (Node node = this; node != null && node.field != null; node = node.parent) {
                if (node.field.name().equals(name)) {
                    return true;
                }
            }
            return false;
        }

        RowSchema schema() {
            RowSchema known = schema;
            if (known == null) {
                List<Field> fields = new ArrayList<>();
                for (Node node = this; node != null && node.field != null; node = node.parent) {
                    fields.add(node.field);
                }
                Collections.reverse(fields);
                known = RowSchema.of(fields);
                schema = known;
            }
            return known;
        }
    }
}
