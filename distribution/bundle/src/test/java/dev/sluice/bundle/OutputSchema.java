package dev.sluice.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The schema that {@code sluice schema output} prints, which what {@code -o json} prints has to fit. */
final class OutputSchema {
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final Schema schema;

    private OutputSchema(Schema schema) {
        this.schema = schema;
    }

    static OutputSchema ofTheCommand() throws IOException, InterruptedException {
        Path directory = Files.createTempDirectory("sluice-schema");
        String text = new Sluice(directory).run("schema", "output").out();
        return new OutputSchema(SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(JSON.readTree(text)));
    }

    /** The object that a command printed, once it fits. */
    JsonNode requireFits(String output, String command) {
        JsonNode json = JSON.readTree(output);
        assertThat(schema.validate(json)).as(command + " printed " + output).isEmpty();
        return json;
    }
}
