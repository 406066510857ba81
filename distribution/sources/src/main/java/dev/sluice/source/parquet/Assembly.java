package dev.sluice.source.parquet;

import dev.sluice.host.value.JsonText;
import dev.sluice.source.parquet.file.Damage;
import dev.sluice.source.parquet.file.SchemaNode;
import dev.sluice.spi.FieldType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/** What a field of a schema means: which groups are lists, maps and objects, by the format's rules for new files and old ones. */
final class Assembly {
    private final Function<SchemaNode, Leaf> leaves;

    /** @param leaves the leaf of a node that is one; null to see only whether the schema can be carried */
    Assembly(Function<SchemaNode, Leaf> leaves) {
        this.leaves = leaves;
    }

    /** Whether a top-level field is a single value. */
    static boolean isSingle(SchemaNode node) {
        return node.isLeaf() && !node.isRepeated();
    }

    /** @throws Damage if the field cannot be carried */
    static FieldType check(SchemaNode column) {
        if (column.deepest() > 2 * JsonText.MAX_NESTING) {
            throw new Damage("it is nested more than " + JsonText.MAX_NESTING + " levels deep");
        }
        if (isSingle(column)) {
            return LeafTypes.of(column.element()).type();
        }
        checkNested(column);
        return FieldType.JSON;
    }

    private static void checkNested(SchemaNode node) {
        if (node.isLeaf()) {
            LeafTypes.of(node.element());
            return;
        }
        if (node.isVariant()) {
            throw new Damage("it is a VARIANT, which is not read yet");
        }
        if (node.children().isEmpty()) {
            throw new Damage("it has a group without fields");
        }
        if (node.isMap() && !isMap(node)) {
            throw new Damage("it has a map whose keys are not single values");
        }
        if (isMap(node)) {
            // The group of an entry may bear the annotation of old maps, and is none.
            node.children().get(0).children().forEach(Assembly::checkNested);
            if (LeafTypes.of(key(node).element()).type() == FieldType.JSON) {
                throw new Damage("it has a map whose keys are not single values");
            }
            return;
        }
        if (!isList(node)) {
            Set<String> names = new HashSet<>();
            for (SchemaNode child : node.children()) {
                if (!names.add(child.name())) {
                    throw new Damage("two fields of a group in it are named '" + child.name() + "'");
                }
            }
        }
        node.children().forEach(Assembly::checkNested);
    }

    Nested of(SchemaNode node) {
        if (node.isRepeated()) {
            return new Nested.Elements(node.definition() - 1, node.definition(), node.repetition(), occurrence(node));
        }
        return occurrence(node);
    }

    /** A field without its own repetition. */
    private Nested occurrence(SchemaNode node) {
        if (node.isLeaf()) {
            return new Nested.Value(
                    leaves.apply(node), LeafTypes.of(node.element()).type());
        }
        if (isMap(node)) {
            SchemaNode entry = node.children().get(0);
            return new Nested.Entries(
                    node.definition(),
                    entry.definition(),
                    entry.repetition(),
                    leaves.apply(key(node)),
                    LeafTypes.of(key(node).element()).type(),
                    entry.children().size() == 2 ? of(entry.children().get(1)) : null);
        }
        if (isList(node)) {
            SchemaNode repeated = node.children().get(0);
            return new Nested.Elements(
                    node.definition(),
                    repeated.definition(),
                    repeated.repetition(),
                    isElement(node, repeated)
                            ? occurrence(repeated)
                            : of(repeated.children().get(0)));
        }
        List<Nested> fields = new ArrayList<>();
        node.children().forEach(child -> fields.add(of(child)));
        return new Nested.Group(
                node.definition(),
                node.children().stream().map(SchemaNode::name).toList(),
                fields);
    }

    private static boolean isList(SchemaNode node) {
        return node.isList() && node.wrapsRepetition();
    }

    /** Whether a repeated field is the element of its list, and not a level around it. */
    private static boolean isElement(SchemaNode list, SchemaNode repeated) {
        return repeated.isLeaf()
                || repeated.children().size() != 1
                || repeated.children().get(0).isRepeated()
                || repeated.isList()
                || repeated.isMap()
                || repeated.name().equals("array")
                || repeated.name().equals(list.name() + "_tuple");
    }

    private static boolean isMap(SchemaNode node) {
        if (!node.isMap() || !node.wrapsRepetition()) {
            return false;
        }
        List<SchemaNode> entry = node.children().get(0).children();
        return (entry.size() == 1 || entry.size() == 2)
                && entry.get(0).isLeaf()
                && !entry.get(0).isRepeated();
    }

    private static SchemaNode key(SchemaNode map) {
        return map.children().get(0).children().get(0);
    }
}
