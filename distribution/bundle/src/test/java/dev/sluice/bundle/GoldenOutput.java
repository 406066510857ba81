package dev.sluice.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * What {@code -o json} of each command printed when somebody last looked at it. What differs from run to run is masked: times, ids, places, sizes and
 * whatever a machine says of itself. Written again with {@code -Dsluice.docs.write=true}.
 */
final class GoldenOutput {
    private static final Path FOLDER = Path.of("src", "test", "resources", "golden");
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    /** Numbers that are another in each run. */
    private static final Set<String> MEASURED = Set.of(
            "durationMs",
            "rowsPerSecond",
            "process",
            "waitedMs",
            "bytes",
            "batch",
            "writers",
            "fraction",
            "usedBytes",
            "addedBytes");

    /** Texts that are another on each machine. */
    private static final Set<String> LOCAL = Set.of("machine", "host");

    private static final Map<Pattern, String> CHANGING = new LinkedHashMap<>();

    static {
        CHANGING.put(Pattern.compile("Java [\\d.+_a-z-]+, \\w+ \\w+"), "Java (version)");
        CHANGING.put(Pattern.compile("time zone [\\w/+-]+, which"), "time zone (zone), which");
        CHANGING.put(Pattern.compile("\\d+ MiB"), "(number) MiB");
        CHANGING.put(Pattern.compile("\\d{4}-\\d\\d-\\d\\d[T ]\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z?"), "(time)");
        CHANGING.put(Pattern.compile("\\b01[0-9A-HJKMNP-TV-Z]{24}\\b"), "(id)");
        CHANGING.put(Pattern.compile("(127\\.0\\.0\\.1|localhost):[1-9]\\d{3,}"), "$1:(port)");
        CHANGING.put(Pattern.compile("\\d+\\.\\d+\\.\\d+-SNAPSHOT"), "(version)");
        CHANGING.put(Pattern.compile("\\d+(\\.\\d+)? (ms|s|GB|MB|KB)\\b"), "(number) $2");
        CHANGING.put(Pattern.compile("\\bprocess \\d+"), "process (number)");
    }

    private final Map<String, Integer> seen = new HashMap<>();

    /**
     * Compares an output with the file of its command.
     *
     * @param scenario which the command belongs to
     * @param directory that the command ran in
     */
    void require(String scenario, List<String> words, JsonNode printed, Path directory) throws IOException {
        List<String> command = new ArrayList<>();
        for (String word : words) {
            if (!word.matches("[a-z]+") || command.size() == 2) {
                break;
            }
            command.add(word);
        }
        if (command.equals(List.of("schema", "output"))) {
            // It is a file of the command as it stands.
            return;
        }
        String name = scenario.replace(' ', '-') + "." + String.join("-", command);
        int number = seen.merge(name, 1, Integer::sum);
        Path file = FOLDER.resolve(name + (number == 1 ? "" : "." + number) + ".json");
        String text = JSON.writeValueAsString(masked("", printed, directory)) + "\n";
        if (Boolean.getBoolean("sluice.docs.write")) {
            Files.createDirectories(FOLDER);
            Files.writeString(file, text);
        }
        // The order of properties means nothing.
        assertThat(JSON.readTree(Files.readString(file)))
                .as(file + " is written anew with -Dsluice.docs.write=true")
                .isEqualTo(JSON.readTree(text));
    }

    private static Object masked(String key, JsonNode node, Path directory) {
        if (node.isObject()) {
            Map<String, Object> object = new TreeMap<>();
            node.properties()
                    .forEach(each -> object.put(each.getKey(), masked(each.getKey(), each.getValue(), directory)));
            return object;
        }
        if (node.isArray()) {
            List<Object> array = new ArrayList<>();
            // How often progress is told is a matter of speed.
            node.values().stream()
                    .filter(element -> !element.path("event").asString("").equals("progress"))
                    .forEach(element -> array.add(masked(key, element, directory)));
            return array;
        }
        if (node.isNumber() && MEASURED.contains(key)) {
            return "(number)";
        }
        if (!node.isString()) {
            return node;
        }
        if (LOCAL.contains(key)) {
            return "(" + key + ")";
        }
        String text = node.asString()
                .replace(directory.toString(), "(directory)")
                .replace(Sluice.BUNDLE.toString(), "(installation)");
        for (Map.Entry<Pattern, String> changing : CHANGING.entrySet()) {
            text = changing.getKey().matcher(text).replaceAll(changing.getValue());
        }
        return text;
    }
}
