package dev.sluice.definition;

import dev.sluice.host.failure.HostException;
import dev.sluice.host.failure.HostFailure;
import dev.sluice.host.json.JsonTree;
import dev.sluice.host.name.NearestName;
import dev.sluice.spi.DestinationSpec;
import dev.sluice.spi.ErrorDetail;
import dev.sluice.spi.SyncMode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The syncs, destinations and sources that {@code sluice.yaml} and the files of {@code sluice.d} beside it define. Immutable. Values keep their
 * references: {@link References} resolves them.
 */
public final class Definitions {
    /** The file's name where no other is given. */
    public static final String FILE = "sluice.yaml";

    /** The environment variable that names another file. */
    public static final String VARIABLE = "SLUICE_CONFIG";

    private static final String PARTS = "sluice.d";
    private static final String EVERY = "every";
    private static final int MOST_BYTES = 4 << 20;
    private static final Set<String> SOURCE_SECRETS = Set.of("user", "password", "properties");

    private final Path file;
    private final List<YamlDocument> documents;
    private final Map<String, Map<String, Element>> kinds = new LinkedHashMap<>();
    private final List<ErrorDetail> doubles = new ArrayList<>();

    /** A destination, source or sync, and where it is. */
    private record Element(YamlDocument document, String pointer, Map<String, @Nullable Object> values) {}

    private Definitions(Path file, List<YamlDocument> documents) {
        this.file = file;
        this.documents = documents;
        for (String kind : List.of("destinations", "sources", "syncs")) {
            Map<String, Element> elements = new LinkedHashMap<>();
            for (YamlDocument document : documents) {
                object(object(document.root()).get(kind)).forEach((name, value) -> {
                    String pointer = "/" + kind + "/" + YamlDocument.escaped(name);
                    Element element = new Element(document, pointer, object(value));
                    Element other = elements.putIfAbsent(name, element);
                    if (other != null) {
                        doubles.add(DefinitionProblems.twice(
                                name, other.document.keyPlace(other.pointer), document.keyPlace(pointer)));
                    }
                });
            }
            kinds.put(kind, elements);
        }
    }

    /**
     * The file to read: the one that is given, that of the variable {@value #VARIABLE}, or {@value #FILE} in the working directory, if there is
     * one.
     */
    public static Optional<Path> find(Optional<Path> given, Function<String, Optional<String>> environment) {
        return given.or(() -> environment
                        .apply(VARIABLE)
                        .filter(name -> !name.isBlank())
                        .map(Path::of))
                .or(() -> Optional.of(Path.of(FILE)).filter(Files::exists));
    }

    /**
     * Reads a file and those of {@code sluice.d} beside it.
     *
     * @throws HostException with everything that is wrong with them as YAML; if one cannot be read
     */
    public static Definitions read(Path file) {
        List<YamlDocument> documents = new ArrayList<>();
        documents.add(document(file));
        for (Path part : parts(file)) {
            documents.add(document(part));
        }
        Definitions definitions = new Definitions(file, documents);
        List<ErrorDetail> problems = new ArrayList<>();
        documents.forEach(document -> problems.addAll(document.problems()));
        problems.addAll(definitions.doubles);
        throwIfAny(problems);
        return definitions;
    }

    private static List<Path> parts(Path file) {
        Path folder = file.resolveSibling(PARTS);
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> found = Files.list(folder)) {
            return found.filter(path -> path.toString().endsWith(".yaml"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw unreadable(folder, "cannot be listed");
        }
    }

    private static YamlDocument document(Path file) {
        try {
            if (Files.size(file) > MOST_BYTES) {
                throw unreadable(file, "is larger than 4 MiB");
            }
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(Files.readAllBytes(file)))
                    .toString();
            return YamlDocument.read(file.toString(), text);
        } catch (CharacterCodingException e) {
            throw unreadable(file, "is not UTF-8");
        } catch (IOException e) {
            throw unreadable(file, Files.exists(file) ? "cannot be read" : "does not exist");
        }
    }

    private static HostException unreadable(Path file, String reason) {
        return HostFailure.DEFINITION_UNREADABLE
                .exception("The definition file " + file + " " + reason + ".")
                .at("file", file.toString());
    }

    /**
     * Everything that is wrong: with the form of the files, and with names that refer to nothing.
     *
     * @param plugins what is installed
     */
    public List<ErrorDetail> problems(List<DestinationSpec> plugins) {
        List<ErrorDetail> problems = new ArrayList<>();
        SchemaCheck whole = new SchemaCheck(DefinitionSchema.of(plugins));
        SchemaCheck part = new SchemaCheck(DefinitionSchema.ofPart(plugins));
        for (YamlDocument document : documents) {
            SchemaCheck check = document == documents.get(0) ? whole : part;
            problems.addAll(check.problems(document, pointer -> isSecret(pointer, plugins)));
        }
        kinds.forEach((kind, elements) -> Optional.ofNullable(elements.get(""))
                .ifPresent(element -> problems.add(problem(
                        element, element.pointer, plugins, "A name of " + kind + " is empty.", "Give it a name."))));
        elements("syncs").forEach((name, sync) -> problems.addAll(problems(sync, plugins)));
        return problems;
    }

    /** @throws HostException with all {@link #problems} */
    public void requireValid(List<DestinationSpec> plugins) {
        throwIfAny(problems(plugins));
    }

    private static void throwIfAny(List<ErrorDetail> problems) {
        if (problems.size() == 1) {
            throw new HostException(problems.get(0));
        }
        if (!problems.isEmpty()) {
            throw new HostException(
                    HostFailure.DEFINITION_INVALID.detail("The definition has " + problems.size() + " problems."),
                    problems);
        }
    }

    private List<ErrorDetail> problems(Element sync, List<DestinationSpec> plugins) {
        List<ErrorDetail> problems = new ArrayList<>();
        Map<String, @Nullable Object> from = object(sync.values.get("from"));
        long ways = Stream.of("file", "sql", "source").filter(from::containsKey).count();
        String place = sync.pointer + "/from";
        if (sync.values.containsKey("from") && ways != 1) {
            problems.add(problem(
                    sync,
                    place,
                    plugins,
                    ways == 0 ? "It is not said where the rows come from." : "Rows come from one place only.",
                    "Name one of file, sql, or source with query."));
        }
        if (from.containsKey("source") != from.containsKey("query") && ways == 1) {
            problems.add(problem(
                    sync,
                    place,
                    plugins,
                    "source and query go together.",
                    "Name a source of 'sources:' and a query to it."));
        }
        if ("all".equals(sync.values.get("changes")) && isCompared(sync.values.get("mode"))) {
            problems.add(problem(
                    sync,
                    sync.pointer + "/changes",
                    plugins,
                    "The mode " + sync.values.get("mode")
                            + " sends what changed, and every row is to be sent (changes: all).",
                    "Leave it out. To write every row again once: --full."));
        }
        cursorProblems(sync, from, place + "/cursor", plugins, problems);
        namedTwice(sync, "key", sync.values.get("key") instanceof List<?> names ? names : List.of(), plugins)
                .ifPresent(problems::add);
        namedTwice(
                        sync,
                        "map",
                        object(sync.values.get("map")).entrySet().stream()
                                .filter(entry -> !entry.getKey().equals("*") && entry.getValue() != null)
                                .map(Map.Entry::getValue)
                                .toList(),
                        plugins)
                .ifPresent(problems::add);
        reference(sync, from.get("source"), place + "/source", "source", plugins)
                .ifPresent(problems::add);
        Map<String, @Nullable Object> to = object(sync.values.get("to"));
        reference(sync, to.get("destination"), sync.pointer + "/to/destination", "destination", plugins)
                .ifPresent(problems::add);
        Element destination = elements("destinations").get(String.valueOf(to.get("destination")));
        if (destination != null) {
            plugin(destination, plugins).ifPresent(plugin -> {
                Map<String, Object> schema = DefinitionSchema.settings(plugin);
                Set<String> settings = schema.keySet();
                problems.addAll(new SchemaCheck(SchemaParts.ordered("properties", schema))
                        .problems(sync.document, to, sync.pointer + "/to", pointer -> isSecret(pointer, plugins)));
                to.keySet().stream()
                        .filter(name -> !name.equals("destination") && !settings.contains(name))
                        .forEach(name -> {
                            String pointer = sync.pointer + "/to/" + YamlDocument.escaped(name);
                            Place there = sync.document.keyPlace(pointer);
                            problems.add(DefinitionProblems.invalid(
                                    there,
                                    excerpt(sync.document, there, plugins),
                                    "The destination " + plugin.id() + " has no setting '" + name + "'.",
                                    NearestName.question(name, settings) + "`sluice plugins describe " + plugin.id()
                                            + "` lists the settings."));
                        });
            });
        }
        return problems;
    }

    private Optional<ErrorDetail> namedTwice(Element sync, String key, List<?> names, List<DestinationSpec> plugins) {
        Set<Object> seen = new HashSet<>();
        return names.stream()
                .filter(name -> !seen.add(name))
                .findFirst()
                .map(name -> problem(
                        sync,
                        sync.pointer + "/" + key,
                        plugins,
                        "The field '" + name + "' is named twice.",
                        "Name each field once."));
    }

    private void cursorProblems(
            Element sync,
            Map<String, @Nullable Object> from,
            String place,
            List<DestinationSpec> plugins,
            List<ErrorDetail> problems) {
        if (!from.containsKey("cursor")) {
            return;
        }
        if (!from.containsKey("source")) {
            problems.add(problem(
                    sync,
                    place,
                    plugins,
                    "A cursor is for the query of a database (source with query).",
                    "Leave it out. To send only rows that changed: changes: changed."));
        }
        if (isCompared(sync.values.get("mode"))) {
            problems.add(problem(
                    sync,
                    place,
                    plugins,
                    "The mode " + sync.values.get("mode")
                            + " has to see every row, and a cursor reads only new ones: it does not show which rows are gone.",
                    "Leave the cursor out, or take the mode upsert, insert or update, which remove nothing."));
        }
        Object kept = sync.values.get("dead_letters");
        if (kept != null && !kept.equals("row")) {
            problems.add(problem(
                    sync,
                    place,
                    plugins,
                    "With a cursor a rejected row is not read again, and it is not kept whole (dead_letters: " + kept
                            + ").",
                    "Leave dead_letters out, or set it to row."));
        }
    }

    /** Whether rows of this mode are always compared with what was written. */
    private static boolean isCompared(@Nullable Object mode) {
        String name = String.valueOf(mode).replace('-', '_');
        return Stream.of(SyncMode.values())
                .filter(each -> each.name().equalsIgnoreCase(name))
                .anyMatch(each -> each.removes() || each.isAudience());
    }

    private Optional<ErrorDetail> reference(
            Element sync, @Nullable Object name, String pointer, String kind, List<DestinationSpec> plugins) {
        Map<String, Element> elements = elements(kind + "s");
        if (!(name instanceof String text) || elements.containsKey(text)) {
            return Optional.empty();
        }
        Place place = sync.document.place(pointer);
        return Optional.of(DefinitionProblems.nameUnknown(
                place, excerpt(sync.document, place, plugins), kind, text, elements.keySet()));
    }

    private ErrorDetail problem(
            Element element, String pointer, List<DestinationSpec> plugins, String message, String remedy) {
        Place place = element.document.keyPlace(pointer);
        return DefinitionProblems.invalid(place, excerpt(element.document, place, plugins), message, remedy);
    }

    private Excerpt excerpt(YamlDocument document, Place place, List<DestinationSpec> plugins) {
        return document.excerpt(place, pointer -> isSecret(pointer, plugins));
    }

    private static Optional<DestinationSpec> plugin(Element destination, List<DestinationSpec> plugins) {
        return plugins.stream()
                .filter(plugin -> plugin.id().equals(destination.values.get("plugin")))
                .findFirst();
    }

    /** Secret settings, and whatever has a name that is not known: it may be a secret whose name is misspelt. */
    private boolean isSecret(String pointer, List<DestinationSpec> plugins) {
        String[] steps = pointer.split("/", -1);
        if (steps.length > 2 && steps[1].equals("webhook")) {
            return !steps[2].equals("on");
        }
        if (steps.length < 4) {
            return false;
        }
        String name = YamlDocument.unescaped(steps[steps.length - 1]);
        if (steps[1].equals("sources")) {
            return SOURCE_SECRETS.contains(steps[3]) || !List.of("jdbc").contains(steps[3]);
        }
        boolean settings = (steps[1].equals("destinations") && steps.length > 4 && steps[3].equals("config"))
                || (steps[1].equals("syncs")
                        && steps.length > 4
                        && steps[3].equals("to")
                        && !name.equals("destination"));
        if (steps[1].equals("destinations") && !settings) {
            return !List.of("plugin", "config").contains(steps[3]);
        }
        return settings && !isShown(name, plugins);
    }

    private static boolean isShown(String setting, List<DestinationSpec> plugins) {
        boolean known = false;
        for (DestinationSpec plugin : plugins) {
            for (String schema : List.of(plugin.configSchema(), plugin.targetSchema())) {
                Map<String, @Nullable Object> properties =
                        object(JsonTree.read(schema).get("properties"));
                if (properties.containsKey(setting)) {
                    known = true;
                    if (Boolean.TRUE.equals(object(properties.get(setting)).get("writeOnly"))) {
                        return false;
                    }
                }
            }
        }
        return known;
    }

    /** The names of the syncs, in the order of the files. */
    public List<String> syncs() {
        return List.copyOf(elements("syncs").keySet());
    }

    /** Where the files are: paths in them are relative to it. */
    public Path base() {
        Path parent = file.toAbsolutePath().normalize().getParent();
        return parent == null ? file.toAbsolutePath() : parent;
    }

    /** The file that was read first. */
    public Path file() {
        return file;
    }

    /** Where state and locks are: as the file says, else {@code .sluice} beside it. */
    public Path stateDirectory() {
        return base().resolve(
                        object(documents.get(0).root()).get("state_dir") instanceof String named ? named : ".sluice");
    }

    /** How long the files of runs are kept, such as {@code 90d}, if the file says so. */
    public Optional<String> retain() {
        return Optional.ofNullable(object(documents.get(0).root()).get("retain"))
                .map(Object::toString);
    }

    /** What is said of the webhook: {@code url}, {@code secret} and {@code on}, with their references. */
    public Map<String, String> webhook() {
        Map<String, String> texts = new LinkedHashMap<>();
        object(object(documents.get(0).root()).get("webhook"))
                .forEach((name, value) -> texts.put(name, String.valueOf(value)));
        return texts;
    }

    /**
     * What is said of a sync.
     *
     * @throws HostException if there is none of this name
     */
    public SyncEntry sync(String name, List<DestinationSpec> plugins) {
        Element sync = elements("syncs").get(name);
        if (sync == null) {
            throw HostFailure.SYNC_UNKNOWN.exception(
                    "There is no sync '" + name + "' in " + file + ".",
                    NearestName.question(name, syncs())
                            + (syncs().isEmpty()
                                    ? "It defines none."
                                    : "There are: " + String.join(", ", syncs()) + "."));
        }
        Map<String, Given> values = new LinkedHashMap<>();
        sync.values.forEach((key, value) -> add(values, sync, key, key, value, plugins));
        Element all = new Element(documents.get(0), "", object(documents.get(0).root()));
        if (!values.containsKey(EVERY) && all.values.get(EVERY) instanceof String time) {
            add(values, all, EVERY, EVERY, time, plugins);
        }
        Element source = elements("sources")
                .get(String.valueOf(object(sync.values.get("from")).get("source")));
        if (source != null) {
            source.values.forEach((key, value) -> add(values, source, "source." + key, key, value, plugins));
        }
        Element destination = elements("destinations")
                .get(String.valueOf(object(sync.values.get("to")).get("destination")));
        if (destination != null) {
            destination.values.forEach((key, value) -> {
                if (key.equals("config")) {
                    object(value).forEach((setting, given) -> {
                        if (!values.containsKey("to." + setting)) {
                            add(
                                    values,
                                    destination,
                                    "to." + setting,
                                    "config/" + YamlDocument.escaped(setting),
                                    given,
                                    plugins);
                        }
                    });
                } else {
                    add(values, destination, "to." + key, key, value, plugins);
                }
            });
        }
        return new SyncEntry(name, values);
    }

    private void add(
            Map<String, Given> values,
            Element element,
            String path,
            String below,
            @Nullable Object value,
            List<DestinationSpec> plugins) {
        String pointer = element.pointer + "/" + below;
        if (value instanceof Map<?, ?> group && !path.equals("map") && !path.equals("from.types")) {
            group.forEach((key, inner) -> add(
                    values,
                    element,
                    path + "." + key,
                    below + "/" + YamlDocument.escaped(key.toString()),
                    inner,
                    plugins));
            return;
        }
        Object kept = value instanceof Map<?, ?> entries ? entries(path, entries) : value;
        if (kept != null) {
            boolean secret = isSecret(pointer, plugins) && !path.equals("source.user");
            Place place = element.document.place(pointer);
            values.put(
                    path,
                    new Given(
                            kept,
                            place.toString(),
                            secret,
                            Optional.of(new Mark(place, excerpt(element.document, place, plugins)))));
        }
    }

    /** A mapping or types as the options of the command have them. */
    private static List<String> entries(String path, Map<?, ?> entries) {
        List<String> texts = new ArrayList<>();
        entries.forEach((name, value) -> {
            if (path.equals("map") && name.equals("*")) {
                texts.add("*");
            } else {
                texts.add(name + "=" + (value == null ? "" : value));
            }
        });
        return texts;
    }

    private Map<String, Element> elements(String kind) {
        Map<String, Element> elements = kinds.get(kind);
        return elements == null ? Map.of() : elements;
    }

    @SuppressWarnings("unchecked") // YamlDocument makes no other maps
    private static Map<String, @Nullable Object> object(@Nullable Object value) {
        return value instanceof Map<?, ?> ? (Map<String, @Nullable Object>) value : Map.of();
    }
}
