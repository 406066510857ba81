package dev.sluice.definition;

import dev.sluice.host.failure.HostException;
import dev.sluice.spi.ErrorDetail;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/**
 * A YAML file (YAML 1.2, core schema) as maps, lists, texts, {@code Long}, {@code BigDecimal}, {@code Boolean} and null, and the place of each
 * key and value by its JSON Pointer (RFC 6901). Immutable once read.
 */
final class YamlDocument {
    /** Aliases may multiply what a small file holds. */
    private static final int MOST_NODES = 100_000;

    private static final int DEEPEST = 50;

    private final String file;
    private final List<String> lines;
    private final Map<String, Place> keys = new HashMap<>();
    private final Map<String, Place> values = new LinkedHashMap<>();
    private final List<ErrorDetail> problems = new ArrayList<>();
    private @Nullable Object root = Map.of();
    private int nodes;

    private YamlDocument(String file, String text) {
        this.file = file;
        this.lines = text.lines().toList();
    }

    /** Reads a file's text. What is wrong with it is among {@link #problems}. */
    static YamlDocument read(String file, String text) {
        YamlDocument document = new YamlDocument(file, text);
        LoadSettings settings = LoadSettings.builder()
                .setLabel(file)
                .setSchema(new CoreSchema())
                .build();
        try {
            Optional<Node> node = new Compose(settings).composeString(text);
            document.root = node.isPresent() ? document.value(node.get(), "", 0) : Map.of();
        } catch (MarkedYamlEngineException e) {
            // At the end of the file nothing is wrong: what began earlier has no end.
            Mark mark = e.getProblemMark()
                    .filter(problem -> problem.getLine() < document.lines.size())
                    .or(e::getContextMark)
                    .orElse(null);
            Place place = mark == null ? new Place(file, 1, 1, 1) : place(file, mark, 1);
            document.problems.add(DefinitionProblems.syntax(
                    place, new Excerpt(document.masked(place.line()), 0), String.valueOf(e.getProblem())));
        } catch (YamlEngineException e) {
            boolean aliases = String.valueOf(e.getMessage()).contains("aliases");
            document.problems.add(DefinitionProblems.tooLarge(
                    new Place(file, 1, 1, 1), aliases ? "too many aliases" : "something that cannot be read as YAML"));
        } catch (HostException e) {
            document.problems.addAll(e.each());
        }
        return document;
    }

    private @Nullable Object value(Node node, String pointer, int depth) {
        if (++nodes > MOST_NODES || depth > DEEPEST) {
            throw new HostException(DefinitionProblems.tooLarge(
                    place(node), nodes > MOST_NODES ? "too many values" : "nested too deep"));
        }
        values.put(pointer, place(node));
        if (node instanceof MappingNode mapping) {
            return object(mapping, pointer, depth);
        }
        if (node instanceof SequenceNode sequence) {
            List<@Nullable Object> list = new ArrayList<>();
            for (Node element : sequence.getValue()) {
                list.add(value(element, pointer + "/" + list.size(), depth + 1));
            }
            return list;
        }
        ScalarNode scalar = (ScalarNode) node;
        return scalar(scalar, pointer);
    }

    private Map<String, @Nullable Object> object(MappingNode mapping, String pointer, int depth) {
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        for (NodeTuple entry : mapping.getValue()) {
            if (!(entry.getKeyNode() instanceof ScalarNode key)) {
                problems.add(DefinitionProblems.keyNoText(place(entry.getKeyNode())));
                continue;
            }
            String name = key.getValue();
            String below = pointer + "/" + escaped(name);
            Place there = place(key);
            Place before = keys.putIfAbsent(below, there);
            if (before != null && object.containsKey(name)) {
                problems.add(DefinitionProblems.twice(name, before, there));
                continue;
            }
            object.put(name, value(entry.getValueNode(), below, depth + 1));
        }
        return object;
    }

    private @Nullable Object scalar(ScalarNode scalar, String pointer) {
        String text = scalar.getValue();
        Tag tag = scalar.getTag();
        if (tag.equals(Tag.NULL)) {
            return null;
        }
        if (tag.equals(Tag.BOOL)) {
            return Boolean.valueOf(text);
        }
        if (tag.equals(Tag.INT)) {
            BigInteger whole = text.startsWith("0x")
                    ? new BigInteger(text.substring(2), 16)
                    : text.startsWith("0o") ? new BigInteger(text.substring(2), 8) : new BigInteger(text);
            return whole.bitLength() < Long.SIZE ? (Object) whole.longValue() : new BigDecimal(whole);
        }
        if (tag.equals(Tag.FLOAT)) {
            try {
                return new BigDecimal(text);
            } catch (NumberFormatException e) {
                return text;
            }
        }
        if (!tag.equals(Tag.STR)) {
            problems.add(DefinitionProblems.tagUnknown(
                    values.getOrDefault(pointer, new Place(file, 1, 1, 1)), tag.getValue()));
        }
        return text;
    }

    static String escaped(String name) {
        return name.replace("~", "~0").replace("/", "~1");
    }

    static String unescaped(String name) {
        return name.replace("~1", "/").replace("~0", "~");
    }

    private Place place(Node node) {
        Mark start = node.getStartMark().orElse(null);
        if (start == null) {
            return new Place(file, 1, 1, 1);
        }
        Mark end = node.getEndMark().orElse(start);
        int length = end.getLine() == start.getLine() ? end.getColumn() - start.getColumn() : Integer.MAX_VALUE;
        return place(file, start, Math.max(1, length));
    }

    private static Place place(String file, Mark mark, int length) {
        return new Place(file, mark.getLine() + 1, mark.getColumn() + 1, length);
    }

    String file() {
        return file;
    }

    @Nullable
    Object root() {
        return root;
    }

    /** What is wrong with the file as YAML. */
    List<ErrorDetail> problems() {
        return problems;
    }

    /** Where a value begins; where the nearest one above it does, if there is none at this pointer. */
    Place place(String pointer) {
        String at = pointer;
        while (!at.isEmpty() && !values.containsKey(at)) {
            at = at.substring(0, at.lastIndexOf('/'));
        }
        return values.getOrDefault(at, new Place(file, 1, 1, 1));
    }

    /** Where the key of a value is; where the value is, if it has none. */
    Place keyPlace(String pointer) {
        Place key = keys.get(pointer);
        return key == null ? place(pointer) : key;
    }

    /**
     * The line of a place as it may be shown, with a mark below it. What may be a secret is masked.
     *
     * @param secret whether the value at a pointer may be one
     */
    Excerpt excerpt(Place place, Predicate<String> secret) {
        if (place.line() > lines.size()) {
            return Excerpt.NONE;
        }
        String line = lines.get(place.line() - 1);
        StringBuilder shown = new StringBuilder();
        int column = place.column();
        int copied = 0;
        List<Place> masked = values.entrySet().stream()
                .filter(entry -> entry.getValue().line() == place.line() && secret.test(entry.getKey()))
                .map(Map.Entry::getValue)
                .sorted(Comparator.comparingInt(Place::column))
                .toList();
        for (Place value : masked) {
            int start = value.column() - 1;
            if (start < copied) {
                continue;
            }
            shown.append(line, copied, start).append(SecretText.MASK);
            copied = (int) Math.min(line.length(), (long) start + value.length());
            if (place.column() > copied) {
                column += SecretText.MASK.length() - (copied - start);
            }
        }
        shown.append(line, copied, line.length());
        String text = shown.toString();
        // A mask in front of the mark would move what it points to.
        String safe = SecretText.withoutUserInfo(text);
        return safe.equals(text) ? new Excerpt(text, column) : new Excerpt(safe, 0);
    }

    /** A line of a file that could not be taken apart: nothing but the beginning up to its first colon is sure to be no secret. */
    private String masked(int number) {
        if (number < 1 || number > lines.size()) {
            return "";
        }
        String line = lines.get(number - 1);
        int colon = line.indexOf(':');
        return colon < 0 ? "" : line.substring(0, colon + 1) + (line.length() > colon + 1 ? " " + SecretText.MASK : "");
    }
}
