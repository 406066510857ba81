package dev.sluice.redis.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sluice.spi.DestinationConfig;
import dev.sluice.spi.DestinationException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Tries every setting that the published schemas name at the edges of what they say of it. */
final class SettingsSchemasTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** The hints that the SPI names. */
    private static final Set<String> HINTS =
            Set.of("x-group", "x-order", "x-advanced", "x-visible-when", "x-multiline", "x-env");

    /** What some settings make sense with alone. */
    private static final Map<String, Map<String, Object>> COMPANIONS = Map.of(
            "username", Map.of("connection_url", "redis://h", "password", "canary-s3cret"),
            "password", Map.of("connection_url", "redis://h"),
            "nodes", Map.of("topology", "cluster"),
            "sentinel_master", Map.of("topology", "sentinel"),
            "sentinel_username",
                    Map.of("topology", "sentinel", "sentinel_master", "m", "sentinel_password", "canary-s3cret"),
            "sentinel_password", Map.of("topology", "sentinel", "sentinel_master", "m"),
            "tls_ca_certificate", Map.of("connection_url", "rediss://h"),
            "tls_client_certificate", Map.of("connection_url", "rediss://h", "tls_client_key", "key.pem"),
            "tls_client_key", Map.of("connection_url", "rediss://h", "tls_client_certificate", "me.pem"),
            "tls_verify", Map.of("connection_url", "rediss://h"));

    /**
     * A published setting.
     *
     * @param place {@code config} or {@code target}
     */
    private record Setting(String place, String name, JsonNode schema) {
        boolean isInteger() {
            return schema.path("type").asString().equals("integer");
        }

        boolean isChoice() {
            return schema.has("enum");
        }

        @Override
        public String toString() {
            return place + "/" + name;
        }
    }

    static Stream<String> schemas() {
        return Stream.of(SettingsSchemas.CONFIG, SettingsSchemas.TARGET);
    }

    static Stream<Setting> settings() {
        return Stream.concat(
                settings("config", SettingsSchemas.CONFIG).stream(),
                settings("target", SettingsSchemas.TARGET).stream());
    }

    private static List<Setting> settings(String place, String schema) {
        List<Setting> settings = new ArrayList<>();
        JSON.readTree(schema)
                .path("properties")
                .propertyStream()
                .forEach(entry -> settings.add(new Setting(place, entry.getKey(), entry.getValue())));
        return settings;
    }

    @ParameterizedTest
    @MethodSource("settings")
    void aFormCanDrawIt(Setting setting) {
        assertThat(setting.schema().path("title").asString("")).isNotBlank();
        assertThat(setting.schema().path("description").asString("")).isNotBlank();
        assertThat(setting.schema().path("type").asString("")).isIn("string", "integer");
        if (setting.isInteger()) {
            assertThat(setting.schema().has("minimum") && setting.schema().has("maximum"))
                    .as("has a range")
                    .isTrue();
        }
    }

    @ParameterizedTest
    @MethodSource("settings")
    void itsHintsForFormsAreSound(Setting setting) {
        JsonNode schema = setting.schema();
        assertThat(schema.propertyNames().stream().filter(name -> name.startsWith("x-")))
                .contains("x-group", "x-order")
                .isSubsetOf(HINTS);
        assertThat(schema.path("x-order").isIntegralNumber()).isTrue();
        assertThat(schema.path("x-group").asString()).isNotBlank();
        if (schema.has("x-advanced")) {
            assertThat(schema.path("x-advanced").isBoolean()).isTrue();
        }
        if (schema.has("x-multiline")) {
            assertThat(schema.path("x-multiline").isBoolean() && !setting.isInteger())
                    .isTrue();
        }
        if (schema.has("x-env")) {
            assertThat(schema.path("x-env").asString()).matches("[A-Z][A-Z_]*");
        }
        schema.path("x-visible-when").propertyStream().forEach(condition -> {
            Setting other = settings()
                    .filter(candidate -> candidate.toString().equals(setting.place() + "/" + condition.getKey()))
                    .findFirst()
                    .orElseThrow();
            assertThat(other.schema().path("enum").valueStream()).contains(condition.getValue());
        });
        schema.path("examples")
                .forEach(example -> accepted(setting, example.isNumber() ? example.asLong() : example.asString()));
    }

    @ParameterizedTest
    @MethodSource("schemas")
    void aFormShowsGroupsOneAfterAnotherAndNothingRequiredAsAdvanced(String text) {
        JsonNode schema = JSON.readTree(text);
        List<JsonNode> inOrder = schema.path("properties")
                .valueStream()
                .sorted(Comparator.comparingInt(
                        property -> property.path("x-order").asInt()))
                .toList();
        assertThat(inOrder)
                .extracting(property -> property.path("x-order").asInt())
                .doesNotHaveDuplicates();
        List<String> groups = new ArrayList<>();
        for (JsonNode property : inOrder) {
            String group = property.path("x-group").asString();
            if (groups.isEmpty() || !groups.get(groups.size() - 1).equals(group)) {
                groups.add(group);
            }
        }
        assertThat(groups).doesNotHaveDuplicates();
        schema.path("required")
                .forEach(name -> assertThat(
                                schema.path("properties").path(name.asString()).has("x-advanced"))
                        .isFalse());
    }

    @ParameterizedTest
    @MethodSource("settings")
    void whatItsSchemaAdmitsIsTaken(Setting setting) {
        if (setting.isInteger()) {
            accepted(setting, setting.schema().path("minimum").asLong());
            accepted(setting, setting.schema().path("maximum").asLong());
            accepted(setting, new BigDecimal(setting.schema().path("maximum").asString() + ".0"));
        }
        setting.schema().path("enum").forEach(choice -> accepted(setting, choice.asString()));
        JsonNode standard = setting.schema().path("default");
        if (standard.isString()) {
            accepted(setting, standard.asString());
        } else if (standard.isNumber()) {
            accepted(setting, standard.asLong());
        }
    }

    @ParameterizedTest
    @MethodSource("settings")
    void anythingElseIsOneProblemThatPointsToIt(Setting setting) {
        refused(setting, true);
        if (setting.isInteger()) {
            refused(setting, setting.schema().path("minimum").asLong() - 1);
            refused(setting, setting.schema().path("maximum").asLong() + 1);
            refused(setting, new BigDecimal("2000.5"));
            refused(setting, "5");
        } else {
            refused(setting, 5L);
        }
        if (setting.isChoice()) {
            setting.schema().path("enum").forEach(choice -> refused(setting, choice.asString() + " "));
            refused(setting, "");
        }
        if (setting.schema().path("minLength").asInt(0) > 0) {
            refused(setting, "");
        }
    }

    private static void accepted(Setting setting, Object value) {
        assertThatCode(() -> read(setting, value)).as("%s", value).doesNotThrowAnyException();
    }

    private static void refused(Setting setting, Object value) {
        assertThatExceptionOfType(DestinationException.class)
                .isThrownBy(() -> read(setting, value))
                .satisfies(e -> assertThat(e.problems())
                        .singleElement()
                        .extracting(problem -> problem.pointer().orElseThrow())
                        .isEqualTo("/" + setting));
    }

    private static void read(Setting setting, Object value) {
        Map<String, Object> config = new TreeMap<>(COMPANIONS.getOrDefault(setting.name(), Map.of()));
        config.putIfAbsent("connection_url", "redis://h");
        Map<String, Object> target = new TreeMap<>();
        if (value.equals("sentinel")) {
            config.put("sentinel_master", "m");
        }
        (setting.place().equals("config") ? config : target).put(setting.name(), value);
        SettingsReader.read(DestinationConfig.of(config), DestinationConfig.of(target));
    }
}
