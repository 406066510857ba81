package dev.sluice.source.parquet.file;

import java.util.ArrayList;
import java.util.List;
import org.apache.parquet.format.ConvertedType;
import org.apache.parquet.format.FieldRepetitionType;
import org.apache.parquet.format.LogicalType;
import org.apache.parquet.format.SchemaElement;

/**
 * A field of a schema with its place.
 *
 * @param definition the definition level from which on the field is there
 * @param repetition the level of the innermost repeated field on the way here, itself included
 * @param firstLeaf the position of its first leaf among all leaves of the schema
 * @param depth how many groups are around it
 */
public record SchemaNode(
        SchemaElement element, int definition, int repetition, int firstLeaf, int depth, List<SchemaNode> children) {
    private static final int MAX_DEPTH = 2_000;

    /** The name of the field. */
    public String name() {
        return element.getName();
    }

    /** Whether it has values, and no fields. */
    public boolean isLeaf() {
        return element.isSetType();
    }

    /** Whether it stands any number of times. */
    public boolean isRepeated() {
        return element.getRepetition_type() == FieldRepetitionType.REPEATED;
    }

    /** Whether it is annotated as a list. */
    public boolean isList() {
        return is(LogicalType._Fields.LIST, ConvertedType.LIST);
    }

    /** Whether it is annotated as a map. */
    public boolean isMap() {
        return is(LogicalType._Fields.MAP, ConvertedType.MAP)
                || (!hasLogicalType() && element.getConverted_type() == ConvertedType.MAP_KEY_VALUE);
    }

    /** Whether it is annotated as a VARIANT. */
    public boolean isVariant() {
        return hasLogicalType() && element.getLogicalType().getSetField() == LogicalType._Fields.VARIANT;
    }

    private boolean is(LogicalType._Fields logical, ConvertedType converted) {
        return hasLogicalType()
                ? element.getLogicalType().getSetField() == logical
                : element.getConverted_type() == converted;
    }

    private boolean hasLogicalType() {
        return element.isSetLogicalType() && element.getLogicalType().getSetField() != null;
    }

    /** Whether its only child is repeated. */
    public boolean wrapsRepetition() {
        return children.size() == 1 && children.get(0).isRepeated();
    }

    /** How many groups are around its deepest field. */
    public int deepest() {
        return children.stream().mapToInt(SchemaNode::deepest).max().orElse(depth);
    }

    /** The root of a schema. */
    static SchemaNode of(List<SchemaElement> elements) {
        if (elements.isEmpty()) {
            throw new Damage("it has no schema");
        }
        Reading reading = new Reading(elements);
        SchemaNode root = reading.next(0, 0, 0, true);
        if (reading.position != elements.size()) {
            throw new Damage("its schema is damaged");
        }
        return root;
    }

    private static final class Reading {
        private final List<SchemaElement> elements;
        private int position;
        private int leaf;

        Reading(List<SchemaElement> elements) {
            this.elements = elements;
        }

        SchemaNode next(int parentDefinition, int parentRepetition, int depth, boolean root) {
            if (position == elements.size() || depth > MAX_DEPTH) {
                throw new Damage("its schema is damaged");
            }
            SchemaElement element = elements.get(position++);
            FieldRepetitionType form = root ? FieldRepetitionType.REQUIRED : element.getRepetition_type();
            int definition = parentDefinition + (form == null || form == FieldRepetitionType.REQUIRED ? 0 : 1);
            int repetition = parentRepetition + (form == FieldRepetitionType.REPEATED ? 1 : 0);
            int firstLeaf = leaf;
            List<SchemaNode> children = new ArrayList<>();
            if (element.isSetType() && element.getType() != null && !root) {
                leaf++;
            } else {
                for (int i = 0; i < element.getNum_children(); i++) {
                    children.add(next(definition, repetition, depth + 1, false));
                }
            }
            return new SchemaNode(element, definition, repetition, firstLeaf, depth, children);
        }
    }
}
