package dev.sluice.source;

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
 * The schemas of JSON rows, one instance for rows of one shape: a tree in which each step is a field. Bounded; for one thread.
 */
final class JsonShapes {
    private static final int MAX_NODES = 50_000;

    private Node root = new Node(null, null);
    private int nodes;

    /** The shape without a field, where each row begins. */
    Node start() {
        if (nodes > MAX_NODES) {
            root = new Node(null, null);
            nodes = 0;
        }
        return root;
    }

    /** A sequence of fields. */
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

        /** This shape and a field more; null if it has one of that name. */
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
