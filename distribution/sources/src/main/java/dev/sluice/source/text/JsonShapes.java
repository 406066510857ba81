package dev.sluice.source.text;

import dev.sluice.spi.Field;
import dev.sluice.spi.FieldType;
import dev.sluice.spi.RowSchema;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The schemas of JSON rows. Rows with the same fields in the same order share one schema, found in a tree whose edges are fields. Bounded in
 * size. For one thread.
 */
final class JsonShapes {
    private static final int MAX_NODES = 50_000;

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
        private @Nullable Node usual;
        private @Nullable RowSchema schema;

        private Node(@Nullable Node parent, @Nullable Field field) {
            this.parent = parent;
            this.field = field;
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
