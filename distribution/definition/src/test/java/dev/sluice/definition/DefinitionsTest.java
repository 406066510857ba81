package dev.sluice.definition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.host.failure.HostException;
import dev.sluice.spi.DestinationSpec;
import dev.sluice.spi.ErrorDetail;
import dev.sluice.spi.SyncMode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DefinitionsTest {
    private static final List<DestinationSpec> PLUGINS = List.of(DestinationSpec.builder("fake", "Fake")
            .version("1")
            .documentation(java.net.URI.create("https://example.com"))
            .configSchema("""
                    {"$schema":"https://json-schema.org/draft/2020-12/schema","type":"object","additionalProperties":false,
                     "properties":{"url":{"type":"string"},"token":{"type":"string","writeOnly":true,"format":"password"},
                     "size":{"type":"integer","minimum":1,"maximum":9},"strict":{"type":"boolean"},
                     "format":{"enum":["packed","plain"],"default":"plain"}},"required":["url"]}""")
            .targetSchema("""
                    {"$schema":"https://json-schema.org/draft/2020-12/schema","type":"object","additionalProperties":false,
                     "properties":{"table":{"type":"string"}}}""")
            .modes(SyncMode.UPSERT, SyncMode.MIRROR)
            .urlScheme("fake", "url")
            .build());

    private static final String GOOD = """
            version: 1
            destinations:
              cache:
                plugin: fake
                config: { url: "${env:URL}", token: canary-s3cret, size: 3 }
            sources:
              shop: { jdbc: "jdbc:postgresql://db/shop", user: me, password: "${file:pw}" }
            syncs:
              profiles:
                from: { source: shop, query: "select id from profiles" }
                to: { destination: cache, table: people }
                mode: mirror
                key: [id, part]
                map: { name: full_name, note: null, "*": "*" }
                guards: { max_deletes: 7 }
              files:
                from: { file: "data/*.csv", types: { age: integer } }
                to: { destination: cache }
                key: id
            """;

    @TempDir
    private Path folder;

    private Definitions read(String text) throws IOException {
        return Definitions.read(Files.writeString(folder.resolve("sluice.yaml"), text));
    }

    private List<ErrorDetail> problems(String text) throws IOException {
        try {
            return read(text).problems(PLUGINS);
        } catch (HostException e) {
            return e.each();
        }
    }

    @Test
    void aSyncHasTheValuesOfItsSourceAndItsDestinationToo() throws IOException {
        Definitions definitions = read(GOOD);
        assertThat(definitions.problems(PLUGINS)).isEmpty();
        assertThat(definitions.syncs()).containsExactly("profiles", "files");
        SyncEntry sync = definitions.sync("profiles", PLUGINS);
        assertThat(sync.texts("key")).containsExactly("id", "part");
        assertThat(sync.texts("map")).containsExactly("name=full_name", "note=", "*");
        assertThat(sync.number("guards.max_deletes")).contains(7L);
        assertThat(sync.text("source.jdbc")).contains("jdbc:postgresql://db/shop");
        assertThat(sync.text("to.plugin")).contains("fake");
        assertThat(sync.below("to.").keySet())
                .containsExactlyInAnyOrder("destination", "table", "plugin", "url", "token", "size");
        assertThat(sync.values())
                .hasEntrySatisfying(
                        "to.token",
                        token -> assertThat(token.toString())
                                .doesNotContain("canary")
                                .contains("****"));
        assertThat(sync.values())
                .hasEntrySatisfying("mode", mode -> assertThat(mode.origin()).endsWith("sluice.yaml:12:11"));
        assertThat(definitions.sync("files", PLUGINS).texts("from.file")).containsExactly("data/*.csv");
    }

    @Test
    void whatTheSyncSaysOfTheDestinationLiesOverWhatTheDestinationSays() throws IOException {
        SyncEntry sync =
                read(GOOD.replace("table: people", "table: people, size: 4")).sync("profiles", PLUGINS);
        assertThat(sync.text("to.size")).contains("4");
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(delimiter = '|', textBlock = """
            guards:             | gaurds:            | 15:5  | There is no key 'gaurds'        | Did you mean 'guards'
            destination: cache, | destination: cahce, | 11:24 | There is no destination 'cahce'  | Did you mean 'cache'
            source: shop        | source: shpo       | 10:21 | There is no source 'shpo'       | Did you mean 'shop'
            plugin: fake        | plugin: fke        | 4:13  | 'plugin' is not one of fake     | Set it
            size: 3             | size: 30           | 5:62  | whole number from 1 to 9        | Set it
            size: 3             | size: x            | 5:62  | whole number from 1 to 9        | Set it
            size: 3             | sise: 3            | 5:56  | There is no key 'sise'          | Did you mean 'size'
            table: people       | tabel: people      | 11:31 | no setting 'tabel'              | Did you mean 'table'
            max_deletes: 7      | max_deletes: -1    | 15:28 | a whole number from 0           | Set it
            max_deletes: 7      | max_deletes: x     | 15:28 | a whole number from 0           | Set it
            version: 1          | version: 2         | 1:10  | 'version' is not '1'            | Set it
            key: [id, part]     | key: {}            | 13:10 | 'key' is not a text             | Set it
            key: [id, part]     | mode: upsert       | 13:5  | there already, at               | Remove
            key: id             | key: "id           | 19:10 | not YAML                        | quotes
            """)
    void aProblemNamesItsPlaceAndTheRemedy(String right, String wrong, String place, String message, String remedy)
            throws IOException {
        List<ErrorDetail> problems = problems(GOOD.replace(right, wrong));
        assertThat(problems)
                .as(problems.stream().map(ErrorDetail::message).collect(Collectors.joining("\n")))
                .hasSize(1);
        assertThat(problems.get(0).message())
                .contains("sluice.yaml:" + place + ":")
                .contains(message);
        assertThat(problems.get(0).remedy()).contains(remedy);
        assertThat(problems.get(0).at()).containsKeys("file", "line", "column");
        assertThat(problems.get(0).message() + problems.get(0).remedy()).doesNotContain("canary");
    }

    @Test
    void theLineIsShownWithAMarkUnderWhatIsMeant() throws IOException {
        assertThat(problems(GOOD.replace("guards:", "gaurds:")).get(0).message())
                .endsWith("\n15 |     gaurds: { max_deletes: 7 }\n   |     ^^^^^^");
    }

    @Test
    void secretsOfALineThatIsShownAreMasked() throws IOException {
        ErrorDetail problem = problems(GOOD.replace("size: 3", "size: 30")).get(0);
        assertThat(problem.message())
                .contains("token: ****, size: 30 }\n  |                                                     ^^")
                .doesNotContain("canary");
        assertThat(problems(GOOD.replace("token: canary", "tokn: canary"))
                        .get(0)
                        .message())
                .contains("tokn: ****")
                .doesNotContain("canary");
        assertThat(problems(GOOD.replace("jdbc: \"jdbc:postgresql://db", "jdbx: \"jdbc:postgresql://me:canary@db")))
                .allSatisfy(each -> assertThat(each.message()).doesNotContain("canary"));
    }

    @Test
    void allProblemsAreToldAtOnce() throws IOException {
        assertThat(problems(GOOD.replace("guards:", "gaurds:")
                        .replace("size: 3", "size: 30")
                        .replace("source: shop", "source: x")))
                .hasSize(3);
        assertThatExceptionOfType(HostException.class)
                .isThrownBy(() -> read(GOOD.replace("guards:", "gaurds:").replace("size: 3", "size: 30"))
                        .requireValid(PLUGINS))
                .satisfies(failure -> assertThat(failure.problems()).hasSize(2))
                .withMessageContaining("2 problems");
    }

    @Test
    void furtherFilesAreReadAndANameTwiceNamesBothPlaces() throws IOException {
        Path part = Files.createDirectory(folder.resolve("sluice.d")).resolve("more.yaml");
        Files.writeString(part, "syncs:\n  other: { from: { file: a.csv }, to: { destination: cache }, key: id }\n");
        assertThat(read(GOOD).syncs()).containsExactly("profiles", "files", "other");
        assertThat(read(GOOD).problems(PLUGINS)).isEmpty();
        Files.writeString(part, "syncs:\n  files: { from: { file: a.csv }, to: { destination: cache }, key: id }\n");
        assertThat(catchThrowableOfType(HostException.class, () -> read(GOOD))
                        .detail()
                        .message())
                .contains("more.yaml:2:3", "sluice.yaml:16:3");
    }

    @Test
    void whatIsNoTextIsRefused() throws IOException {
        Files.write(folder.resolve("sluice.yaml"), new byte[] {(byte) 0xff, 'a'});
        assertThatExceptionOfType(HostException.class)
                .isThrownBy(() -> Definitions.read(folder.resolve("sluice.yaml")))
                .withMessageContaining("UTF-8");
        assertThatExceptionOfType(HostException.class)
                .isThrownBy(() -> Definitions.read(folder.resolve("absent.yaml")))
                .withMessageContaining("does not exist");
    }

    @Test
    void aliasesThatMultiplyEndInAnError() throws IOException {
        StringBuilder bomb = new StringBuilder("version: 1\nx0: &x0 [1,1,1,1,1,1,1,1,1,1]\n");
        for (int i = 1; i < 9; i++) {
            bomb.append("x")
                    .append(i)
                    .append(": &x")
                    .append(i)
                    .append(" [")
                    .append(("*x" + (i - 1) + ",").repeat(9))
                    .append("*x")
                    .append(i - 1)
                    .append("]\n");
        }
        assertThat(problems(bomb.toString()).get(0).message()).contains("too many");
    }

    @Test
    void aKindOfTextStaysWhatItIs() throws IOException {
        String text = GOOD.replace("key: id", "key: \"no\"").replace("mode: mirror", "mode: no");
        assertThat(read(text).sync("files", PLUGINS).texts("key")).containsExactly("no");
        assertThat(read(text).sync("profiles", PLUGINS).text("mode")).contains("no");
    }

    @Test
    void aMirrorThatIsToSendEveryRowIsRefusedInItsPlace() throws IOException {
        List<ErrorDetail> problems = problems(GOOD.replace("mode: mirror", "mode: mirror\n    changes: all"));
        assertThat(problems).singleElement().satisfies(problem -> {
            assertThat(problem.message()).contains("changes: all");
            assertThat(problem.at()).containsEntry("line", "13").containsEntry("column", "5");
        });
        assertThat(problems(GOOD.replace("mode: mirror", "mode: upsert\n    changes: all")))
                .isEmpty();
        assertThat(problems(GOOD.replace("mode: mirror", "mode: mirror\n    changes: changed")))
                .isEmpty();
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(delimiter = '|', textBlock = """
            mode: mirror                     | mode: mirorr                             | 12:11: 'mode' is not one of upsert    | Did you mean 'mirror'?
            to: { destination: cache }       | to: { destination: cache, size: x }      | 18:37: 'size' is not a whole number   | from 1 to 9
            to: { destination: cache }       | to: { destination: cache, format: plane } | 18:39: 'format' is not one of packed | Did you mean 'plain'?
            key: [id, part]                  | key: [id, id]                            | 13:5: The field 'id' is named twice.  | once
            note: null                       | note: full_name                          | 14:5: The field 'full_name' is named  | once
            "select id from profiles" }      | "select 1", cursor: { colum: x } }       | There is no key 'colum' here.         | Did you mean 'column'?
            mode: mirror                     | every: 0s                                | 12:12: 'every' is not a whole number from 1 on and s, m, h or d | such as 15m
            mode: mirror                     | every: 15                                | 12:12: 'every' is not a whole number from 1 on | such as 15m
            mode: mirror                     | evry: 15m                                | There is no key 'evry' here.          | Did you mean 'every'?
            files:                           | "":                                      | 16:3: A name of syncs is empty.       | name
            """)
    void whatIsWrongIsToldInItsPlace(String right, String wrong, String message, String remedy) throws IOException {
        assertThat(problems(GOOD.replace(right, wrong))).anySatisfy(problem -> {
            assertThat(problem.message()).contains(message);
            assertThat(problem.remedy()).contains(remedy);
        });
    }

    @Test
    void aSyncRunsAsOftenAsItSaysElseAsTheFileSays() throws IOException {
        Definitions definitions =
                read(GOOD.replace("version: 1", "version: 1\nevery: 1h").replace("mode: mirror", "every: 15m"));
        assertThat(definitions.problems(PLUGINS)).isEmpty();
        assertThat(definitions.sync("profiles", PLUGINS).text("every")).contains("15m");
        assertThat(definitions.sync("files", PLUGINS).values()).hasEntrySatisfying("every", every -> {
            assertThat(every.value()).isEqualTo("1h");
            assertThat(every.origin()).endsWith("sluice.yaml:2:8");
        });
        assertThat(read(GOOD).sync("files", PLUGINS).text("every")).isEmpty();
    }

    @Test
    void whatCountsForAllFilesIsRefusedInAPart() throws IOException {
        Path parts = Files.createDirectory(folder.resolve("sluice.d"));
        Files.writeString(parts.resolve("more.yaml"), "every: 1h\n");
        assertThat(problems(GOOD))
                .singleElement()
                .satisfies(problem -> assertThat(problem.message()).contains("There is no key 'every' here."));
    }

    @Test
    void aSyncThatIsNotThereIsAnsweredWithTheNearestName() throws IOException {
        Definitions definitions = read(GOOD);
        assertThat(catchThrowableOfType(HostException.class, () -> definitions.sync("profile", PLUGINS))
                        .detail()
                        .remedy())
                .contains("Did you mean 'profiles'");
    }

    @Test
    void theSchemaIsOneThatEditorsTake() {
        assertThat(DefinitionSchema.text(PLUGINS))
                .startsWith("{")
                .contains(
                        "\"$schema\":\"https://json-schema.org/draft/2020-12/schema\"",
                        "\"size\"",
                        "max_delete_percent")
                .as("the same each time")
                .containsSubsequence(
                        "\"version\"",
                        "\"state_dir\"",
                        "\"destinations\"",
                        "\"sources\"",
                        "\"jdbc\"",
                        "\"user\"",
                        "\"password\"",
                        "\"properties\"",
                        "\"syncs\"",
                        "\"file\"",
                        "\"sql\"",
                        "\"source\"",
                        "\"query\"",
                        "\"cursor\"",
                        "\"max_errors\"",
                        "\"min_rows\"");
    }
}
