package dev.sluice.definition;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.sluice.spi.DestinationSpec;
import dev.sluice.spi.SyncMode;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

/** What an editor tells of the settings of a sync's destination, by the schema that it is given. */
class EditorSchemaTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private static final DestinationSpec TABLES = plugin("tables", """
            {"url":{"type":"string"},"size":{"type":"integer","minimum":1,"maximum":9}}""", """
            {"table":{"type":"string"}}""");
    private static final DestinationSpec QUEUES = plugin("queues", """
            {"url":{"type":"string"}}""", """
            {"queue":{"type":"string"},"order":{"enum":["any","kept"]}}""");

    private static DestinationSpec plugin(String id, String config, String target) {
        String schema = "{\"$schema\":\"https://json-schema.org/draft/2020-12/schema\",\"type\":\"object\","
                + "\"additionalProperties\":false,\"properties\":%s}";
        return DestinationSpec.builder(id, id)
                .version("1")
                .documentation(URI.create("https://example.com"))
                .configSchema(schema.formatted(config))
                .targetSchema(schema.formatted(target))
                .modes(SyncMode.UPSERT)
                .urlScheme(id, "url")
                .build();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "\"table\":\"people\"                  | true",
                "\"table\":\"people\",\"size\":3         | true",
                "\"table\":\"people\",\"size\":\"${env:N}\" | true",
                "\"queue\":\"people\",\"order\":\"kept\"   | true",
                "\"tabel\":\"people\"                  | false",
                "\"table\":7                         | false",
                "\"table\":\"people\",\"size\":10        | false",
                "\"order\":\"some\"                    | false",
                "\"table\":\"people\",\"order\":\"kept\"   | false"
            })
    void theSettingsBelowToAreThoseOfOnePlugin(String settings, boolean fits) {
        Schema schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(JSON.readTree(DefinitionSchema.text(List.of(TABLES, QUEUES))));
        String definition = "{\"version\":1,\"syncs\":{\"a\":{\"from\":{\"file\":\"a.csv\"},"
                + "\"to\":{\"destination\":\"there\"," + settings + "}}}}";
        assertThat(schema.validate(JSON.readTree(definition)).isEmpty()).isEqualTo(fits);
    }

    @ParameterizedTest
    @CsvSource({"table, tables", "order, queues"})
    void theSchemaThatFilesAreHeldAgainstLeavesThemToThePlugin(String setting, String plugin) {
        List<DestinationSpec> plugins = List.of(TABLES, QUEUES);
        assertThat(DefinitionSchema.of(plugins).get("properties"))
                .extracting("syncs")
                .asString()
                .doesNotContain(setting + "=", plugin);
        assertThat(DefinitionSchema.text(plugins)).contains("\"" + setting + "\"", plugin);
    }
}
