package dev.sluice.redis.docs;

import dev.sluice.redis.RedisDestination;
import dev.sluice.redis.rights.RequiredRights;
import dev.sluice.spi.DestinationSpec;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

final class SettingsPageTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    @Test
    void thePageListsEverySetting() throws IOException {
        DestinationSpec spec = new RedisDestination().spec();
        Page page = new Page("settings.md", "Settings of the Redis destination")
                .paragraph(
                        "An unknown setting is an error that names the nearest one. All problems are reported at once, each with a JSON Pointer such as `/config/ttl_seconds`.")
                .heading("Connection and storage (`config`)");
        addGroups(page, spec.configSchema());
        page.heading("One sync (`target`)");
        addGroups(page, spec.targetSchema());
        page.heading("Rights in Redis")
                .paragraph(
                        "What the user of the connection needs (`ACL SETUSER`), on keys that begin with `key_prefix`: one line for each right and each reason to need it.")
                .table(List.of("Right", "Settings and modes", "What it is for", "Needed"), rights())
                .paragraph(
                        "When a run begins and when a check runs, the rights are tried on a key of their own in the shape of those of the records. For hashes that takes `+expire` or `+del` as well, so that this key does not stay. A run does not begin if a right is missing that every row needs. A row that needs a missing right is rejected. Without the optional rights a sync that keeps state runs as well, and warns or is less sure: see [reliability.md](reliability.md#the-marker-is-this-still-the-target-that-was-left).")
                .check();
    }

    private static List<String> header() {
        return List.of("Setting", "Type", "Required", "Default", "Range", "Secret", "Meaning");
    }

    /** A table for each group of settings, as a form shows them. */
    private static void addGroups(Page page, String schemaText) {
        JsonNode schema = JSON.readTree(schemaText);
        Set<String> required =
                schema.path("required").valueStream().map(JsonNode::asString).collect(Collectors.toSet());
        Map<String, List<List<String>>> rows = new LinkedHashMap<>();
        schema.path("properties")
                .propertyStream()
                .sorted(Comparator.comparingInt(
                        entry -> entry.getValue().path("x-order").asInt()))
                .forEach(entry -> rows.computeIfAbsent(
                                entry.getValue().path("x-group").asString(), group -> new ArrayList<>())
                        .add(List.of(
                                code(entry.getKey()),
                                type(entry.getValue()),
                                required.contains(entry.getKey()) ? "yes" : "no",
                                standard(entry.getValue()),
                                range(entry.getValue()),
                                entry.getValue().path("writeOnly").asBoolean(false) ? "yes" : "no",
                                meaning(entry.getValue()))));
        rows.forEach((group, table) -> {
            page.subheading(group);
            page.table(header(), table);
        });
    }

    private static String meaning(JsonNode property) {
        StringBuilder text = new StringBuilder();
        if (property.path("x-advanced").asBoolean(false)) {
            text.append("*Advanced.* ");
        }
        text.append(property.path("description").asString());
        property.path("x-visible-when")
                .propertyStream()
                .forEach(condition -> text.append(" Only with ")
                        .append(code(condition.getKey()))
                        .append(' ')
                        .append(code(condition.getValue().asString()))
                        .append('.'));
        if (property.has("examples")) {
            text.append(property.path("examples")
                    .valueStream()
                    .map(example -> code(example.asString()))
                    .collect(Collectors.joining(", ", " For example ", ".")));
        }
        if (property.has("x-env")) {
            text.append(" Often kept in the environment as ")
                    .append(code(property.path("x-env").asString()))
                    .append('.');
        }
        return text.toString();
    }

    private static String type(JsonNode property) {
        if (property.has("enum")) {
            return "choice";
        }
        return property.path("type").asString().equals("integer") ? "whole number" : "text";
    }

    private static String standard(JsonNode property) {
        JsonNode value = property.path("default");
        if (value.isMissingNode()) {
            return "unset";
        }
        return value.asString().isEmpty() ? "empty" : code(value.asString());
    }

    private static String range(JsonNode property) {
        if (property.has("enum")) {
            return property.path("enum")
                    .valueStream()
                    .map(choice -> code(choice.asString()))
                    .collect(Collectors.joining(", "));
        }
        if (property.has("minimum")) {
            return property.path("minimum").asString() + " to "
                    + property.path("maximum").asString();
        }
        return property.path("minLength").asInt(0) > 0 ? "not empty" : "";
    }

    private static List<List<String>> rights() {
        return RequiredRights.table().stream()
                .map(right -> List.of(
                        code(right.grant()),
                        right.settings(),
                        right.why(),
                        switch (right.need()) {
                            case ALL -> "for every row";
                            case SOME -> "for some rows";
                            case OPTIONAL -> "optional";
                            case NONE -> throw new IllegalStateException("a row of the table that nothing needs");
                        }))
                .toList();
    }

    private static String code(String text) {
        return "`" + text + "`";
    }
}
