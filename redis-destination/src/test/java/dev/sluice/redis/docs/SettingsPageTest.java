package dev.sluice.redis.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.redis.RedisDestination;
import dev.sluice.redis.check.RightsOfSettings;
import dev.sluice.redis.config.RedisSettings;
import dev.sluice.redis.config.SettingsReader;
import dev.sluice.spi.DestinationConfig;
import dev.sluice.spi.DestinationSpec;
import dev.sluice.spi.SyncMode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

final class SettingsPageTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Map<String, Object> HASH = Map.of("data_format", "hash", "null_fields", "omit");

    @Test
    void thePageListsEverySetting() throws IOException {
        DestinationSpec spec = new RedisDestination().spec();
        new Page("settings.md", "Settings of the Redis destination")
                .paragraph(
                        "An unknown setting is an error that names the nearest one. All problems are reported at once, each with a JSON Pointer such as `/config/ttl_seconds`.")
                .heading("Connection and storage (`config`)")
                .table(header(), rows(spec.configSchema()))
                .heading("One sync (`target`)")
                .table(header(), rows(spec.targetSchema()))
                .heading("Rights in Redis")
                .paragraph(
                        "What the user of the connection must be allowed to run (`ACL SETUSER`), on keys that begin with `key_prefix`. A check tries these commands on a key of its own, and beside them `DEL` and `EXPIRE` so that this key does not stay.")
                .table(List.of("Settings", "Rights"), rights())
                .paragraph(
                        "Besides, `SELECT` for a database above 0; `CLUSTER SLOTS` (`+cluster|slots`) and `ASKING` for a cluster; `SENTINEL` for the user of the sentinels; `PING` and, if it is granted, `INFO` for a check; `GET` or `HGETALL`, and `PTTL`, to read records back. A sync that keeps state needs `SET` for its marker, also for hashes, with a key pattern that may be read and written (`~` rather than `%W~`); `GET` to look at the marker without a run; and `INFO` to prove after a reconnect that the server process is the same. Without these rights it runs, and warns or is less sure: see [reliability.md](reliability.md#the-marker-is-this-still-the-target-that-was-left).")
                .check();
    }

    @Test
    void plainSyncsNeedTheDocumentedRightsAndNoOther() {
        Set<String> plain = Set.of("SET", "HSET", "DEL", "EXPIRE");
        for (SyncMode mode : List.of(SyncMode.UPSERT, SyncMode.INSERT, SyncMode.MIRROR)) {
            assertThat(plain)
                    .containsAll(rights(Map.of(), mode))
                    .containsAll(rights(with(HASH, "ttl_seconds", 60L), mode));
        }
    }

    private static List<String> header() {
        return List.of("Setting", "Type", "Required", "Default", "Range", "Secret", "Meaning");
    }

    private static List<List<String>> rows(String schemaText) {
        JsonNode schema = JSON.readTree(schemaText);
        Set<String> required =
                schema.path("required").valueStream().map(JsonNode::asString).collect(Collectors.toSet());
        List<List<String>> rows = new ArrayList<>();
        schema.path("properties")
                .propertyStream()
                .forEach(entry -> rows.add(List.of(
                        code(entry.getKey()),
                        type(entry.getValue()),
                        required.contains(entry.getKey()) ? "yes" : "no",
                        standard(entry.getValue()),
                        range(entry.getValue()),
                        entry.getValue().path("writeOnly").asBoolean(false) ? "yes" : "no",
                        entry.getValue().path("description").asString())));
        return rows;
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
        Set<String> string = rights(Map.of(), SyncMode.UPSERT);
        Set<String> hash = rights(HASH, SyncMode.UPSERT);
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("`data_format` `string`", names(string)));
        rows.add(List.of("`data_format` `hash`", names(hash)));
        rows.add(more("mode MIRROR", rights(Map.of(), SyncMode.MIRROR), string));
        rows.add(more("mode UPDATE, for hashes", rights(HASH, SyncMode.UPDATE), hash));
        rows.add(more(
                "mode INSERT with `insert_existing` `skip`, for hashes",
                rights(with(HASH, "insert_existing", "skip"), SyncMode.INSERT),
                hash));
        rows.add(more(
                "`ttl_seconds` above 0, for hashes", rights(with(HASH, "ttl_seconds", 60L), SyncMode.UPSERT), hash));
        rows.add(more("`ttl_seconds` 0, for hashes", rights(with(HASH, "ttl_seconds", 0L), SyncMode.UPSERT), hash));
        rows.add(more(
                "`null_fields` `delete`, for hashes with nulls",
                rights(with(HASH, "null_fields", "delete"), SyncMode.UPSERT),
                hash));
        rows.add(more("`wait_replicas` above 0", rights(Map.of("wait_replicas", 1L), SyncMode.UPSERT), string));
        rows.add(more("`hash_write` `replace`", rights(with(HASH, "hash_write", "replace"), SyncMode.UPSERT), hash));
        return rows;
    }

    private static List<String> more(String settings, Set<String> rights, Set<String> than) {
        Set<String> added = new TreeSet<>(rights);
        added.removeAll(than);
        return List.of(settings, added.isEmpty() ? "no more" : "also " + names(added));
    }

    private static String names(Set<String> rights) {
        return rights.stream().map(SettingsPageTest::code).collect(Collectors.joining(", "));
    }

    private static Set<String> rights(Map<String, Object> values, SyncMode mode) {
        RedisSettings settings = SettingsReader.read(
                DestinationConfig.of(with(values, "connection_url", "redis://h")), DestinationConfig.EMPTY);
        return RightsOfSettings.of(settings, mode);
    }

    private static Map<String, Object> with(Map<String, Object> values, String name, Object value) {
        Map<String, Object> more = new TreeMap<>(values);
        more.put(name, value);
        return more;
    }

    private static String code(String text) {
        return "`" + text + "`";
    }
}
