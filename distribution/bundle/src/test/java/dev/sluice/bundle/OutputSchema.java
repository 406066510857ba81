package dev.sluice.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The schema that {@code sluice schema output} prints. It lets later versions add names and values; what this version prints is held against the same
 * schema without that.
 */
final class OutputSchema {
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();
    /** Objects whose names are no names of the schema. */
    private static final Set<String> MAPS = Set.of("at", "skips");

    private static @Nullable OutputSchema ofTheCommand;

    private final Schema published;
    private final Schema closed;

    private OutputSchema(JsonNode schema) {
        published = schema(schema.deepCopy());
        close(schema);
        closed = schema(schema);
    }

    /** Of the bundle. */
    static synchronized OutputSchema get() {
        if (ofTheCommand == null) {
            try {
                Path directory = Files.createTempDirectory("sluice-schema");
                ofTheCommand = new OutputSchema(JSON.readTree(
                        new Sluice(directory).run("schema", "output").out()));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
        return ofTheCommand;
    }

    private static Schema schema(JsonNode schema) {
        return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(schema);
    }

    private static void close(JsonNode node) {
        if (node instanceof ObjectNode object) {
            if (object.path("type").asString("").equals("object")
                    && object.has("properties")
                    && !object.has("additionalProperties")) {
                object.put("additionalProperties", false);
            }
            if (object.path("examples").isArray()) {
                object.set("enum", object.get("examples"));
            }
        }
        node.forEach(OutputSchema::close);
    }

    /** The object that a command printed, once it fits, and would in a later version that prints more. */
    JsonNode requireFits(String output) {
        JsonNode json = JSON.readTree(output);
        assertThat(closed.validate(json)).as("a command printed " + output).isEmpty();
        JsonNode later = json.deepCopy();
        add(later);
        assertThat(published.validate(later))
                .as("a later version prints " + later)
                .isEmpty();
        return json;
    }

    private static void add(JsonNode node) {
        if (node instanceof ObjectNode object) {
            object.properties().stream()
                    .filter(property -> !MAPS.contains(property.getKey()))
                    .forEach(property -> add(property.getValue()));
            object.put("added_later", true);
        } else {
            node.forEach(OutputSchema::add);
        }
    }
}
