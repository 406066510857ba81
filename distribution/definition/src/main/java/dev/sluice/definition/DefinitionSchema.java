package dev.sluice.definition;

import static dev.sluice.definition.SchemaParts.described;
import static dev.sluice.definition.SchemaParts.named;
import static dev.sluice.definition.SchemaParts.object;
import static dev.sluice.definition.SchemaParts.ordered;
import static dev.sluice.definition.SchemaParts.string;
import static dev.sluice.definition.SchemaParts.texts;
import static dev.sluice.definition.SchemaParts.whole;

import dev.sluice.host.json.JsonTree;
import dev.sluice.host.setting.Modes;
import dev.sluice.spi.DestinationSpec;
import dev.sluice.spi.SyncMode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The JSON Schema (2020-12) of a definition file, with the settings of every installed destination in it. The same schema is printed for
 * editors and held against files, except for the settings of a sync below {@code to:}.
 */
public final class DefinitionSchema {
    private static final String DIALECT = "https://json-schema.org/draft/2020-12/schema";
    /** A value that is known only when its reference is resolved. */
    static final Map<String, Object> REFERENCE = ordered("type", "string", "pattern", "\\$\\{");

    /** A time, as everywhere: a whole number and its unit. */
    static final String TIME = "^[0-9]{1,6}[smhd]$";
    /** A time of at least a second. */
    static final String SOME_TIME = "^0{0,5}[1-9][0-9]{0,5}[smhd]$";

    private static final Map<String, Object> EVERY = ordered("type", "string", "pattern", SOME_TIME);

    private DefinitionSchema() {}

    /**
     * The schema for editors, as text. It has the settings below {@code to:} of a sync as well: those of any of the plugins, because a schema
     * cannot follow the name of a destination to its plugin.
     */
    public static String text(List<DestinationSpec> plugins) {
        return JsonTree.text(of(plugins, to(plugins)));
    }

    /** The schema for files. The settings below {@code to:} are held against the one plugin that they are for, once it is known. */
    static Map<String, Object> of(List<DestinationSpec> plugins) {
        return of(plugins, to(List.of()));
    }

    private static Map<String, Object> of(List<DestinationSpec> plugins, Map<String, Object> to) {
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("$schema", DIALECT);
        schema.put("title", "sluice.yaml");
        schema.putAll(object(
                "A definition of syncs: where rows come from, where they go, and how.",
                ordered(
                        "version",
                        described(ordered("const", 1), "The version of this form."),
                        "state_dir",
                        string("Where state, locks and rejected rows are kept. Default: .sluice beside this file."),
                        "retain",
                        described(
                                ordered("type", "string", "pattern", TIME),
                                "How long the files of runs are kept. Default: 90d."),
                        "webhook",
                        webhook(),
                        "every",
                        described(
                                EVERY,
                                "How long after the start of a run `sluice run` starts the next one of a sync that does not say so itself, such as 15m; at least 1s."),
                        "destinations",
                        named("Where rows go, by name.", destination(plugins)),
                        "sources",
                        named("Databases that rows come from, by name.", source()),
                        "syncs",
                        named("What is synced, by name.", sync(to))),
                List.of("version")));
        return schema;
    }

    private static Map<String, Object> webhook() {
        return object(
                "Who is told when a run ends.",
                ordered(
                        "url",
                        string("Where a POST is sent to; a secret, so give a reference to the environment or a file."),
                        "secret",
                        string("What the message is signed with, as Standard Webhooks do. Default: it is not signed."),
                        "on",
                        described(
                                ordered("enum", List.of("failure", "success", "end")),
                                "Of which runs: those that end with another exit code than 0, with 0, or all. Default: failure.")),
                List.of("url"));
    }

    /** A file of {@code sluice.d}, which needs no version, and says nothing of what counts for all files. */
    static Map<String, Object> ofPart(List<DestinationSpec> plugins) {
        Map<String, Object> schema = new LinkedHashMap<>(of(plugins));
        schema.remove("required");
        if (schema.get("properties") instanceof Map<?, ?> properties) {
            properties.keySet().removeAll(List.of("state_dir", "retain", "every", "webhook"));
        }
        return schema;
    }

    private static Map<String, Object> destination(List<DestinationSpec> plugins) {
        Map<String, Object> schema = object(
                "A destination.",
                ordered(
                        "plugin",
                        described(
                                plugins.isEmpty()
                                        ? ordered("type", "string")
                                        : ordered(
                                                "enum",
                                                plugins.stream()
                                                        .map(DestinationSpec::id)
                                                        .toList()),
                                "The kind of destination; `sluice plugins` lists what is installed."),
                        "config",
                        described(ordered("type", "object"), "Its settings.")),
                List.of("plugin"));
        List<Object> cases = new ArrayList<>();
        for (DestinationSpec plugin : plugins) {
            cases.add(ordered(
                    "if",
                    ordered(
                            "properties",
                            ordered("plugin", ordered("const", plugin.id())),
                            "required",
                            List.of("plugin")),
                    "then",
                    ordered(
                            "properties",
                            ordered(
                                    "config",
                                    ordered("properties", settings(plugin), "additionalProperties", false)))));
        }
        if (!cases.isEmpty()) {
            schema.put("allOf", cases);
        }
        return schema;
    }

    /** Settings of the connection and of the sync: a destination may hold both. */
    static Map<String, Object> settings(DestinationSpec plugin) {
        Map<String, Object> settings = new LinkedHashMap<>();
        for (String part : List.of(plugin.targetSchema(), plugin.configSchema())) {
            if (JsonTree.read(part).get("properties") instanceof Map<?, ?> properties) {
                properties.forEach((name, property) -> settings.put(name.toString(), orReference(property)));
            }
        }
        return settings;
    }

    private static Map<String, Object> orReference(Object property) {
        Map<String, Object> plain = new LinkedHashMap<>();
        Map<String, Object> whole = new LinkedHashMap<>();
        ((Map<?, ?>) property).forEach((name, value) -> {
            String keyword = name.toString();
            boolean tells =
                    List.of("title", "description", "default", "writeOnly").contains(keyword);
            if (tells) {
                whole.put(keyword, value);
            } else if (!keyword.startsWith("x-") && !keyword.equals("format")) {
                plain.put(keyword, value);
            }
        });
        whole.put("anyOf", List.of(plain, REFERENCE));
        return whole;
    }

    private static Map<String, Object> source() {
        return object(
                "A database.",
                ordered(
                        "jdbc",
                        string("The JDBC URL, without user and password: jdbc:postgresql://host/database."),
                        "user",
                        string("Who logs in."),
                        "password",
                        described(
                                ordered("type", "string", "writeOnly", true),
                                "A reference: ${env:NAME} or ${file:PATH}."),
                        "properties",
                        described(
                                ordered("type", "object"),
                                "Properties of the connection, of those that the driver's list has.")),
                List.of("jdbc"));
    }

    private static Map<String, Object> to(List<DestinationSpec> plugins) {
        Map<String, Object> name = ordered("destination", string("The name of a destination."));
        Map<String, Object> to = ordered("type", "object", "properties", name, "required", List.of("destination"));
        if (!plugins.isEmpty()) {
            List<Object> each = new ArrayList<>();
            for (DestinationSpec plugin : plugins) {
                Map<String, Object> properties = new LinkedHashMap<>(name);
                properties.putAll(settings(plugin));
                each.add(ordered("title", plugin.id(), "properties", properties, "additionalProperties", false));
            }
            to.put("anyOf", each);
        }
        return described(to, "The destination, and settings of it for this sync.");
    }

    private static Map<String, Object> sync(Map<String, Object> to) {
        Map<String, Object> properties = new LinkedHashMap<>();
        properties.put("from", from());
        properties.put("to", to);
        properties.put(
                "mode",
                described(
                        ordered(
                                "enum",
                                Stream.of(SyncMode.values()).map(Modes::name).toList()),
                        "What becomes of rows and records. Default: upsert."));
        properties.put("key", described(texts(), "The fields that name a row, in the names after mapping."));
        properties.put(
                "map",
                described(
                        ordered("type", "object", "additionalProperties", ordered("type", List.of("string", "null"))),
                        "Column: its new name, or null to leave it out. '*': '*' takes all the others."));
        properties.put("guards", guards());
        properties.put(
                "every",
                described(
                        EVERY,
                        "How long after the start of a run `sluice run` starts the next one, such as 15m; at least 1s."));
        properties.put(
                "changes",
                described(
                        ordered("enum", List.of("all", "changed")),
                        "Whether every row is sent, or only those that differ from what the sync wrote. Default: all; a mirror sends changed rows."));
        properties.put(
                "max_rows_per_second",
                described(
                        ordered("type", "integer", "minimum", 1),
                        "Sends at most so many rows and removals a second, for the sake of who reads meanwhile. Default: as many as go."));
        properties.put(
                "dead_letters",
                described(
                        ordered("enum", List.of("none", "key", "row")),
                        "What is kept of a row that was not written, for 30 days: nothing, its key, or all of it. Default: row."));
        properties.put(
                "sample",
                described(
                        ordered("anyOf", List.of(ordered("type", "integer", "minimum", 0), ordered("const", "all"))),
                        "How many unchanged records a mirror looks at. Default: 64."));
        return object("A sync.", properties, List.of("from", "to"));
    }

    private static Map<String, Object> from() {
        return object(
                "Where the rows come from: file, sql, or source with query.",
                ordered(
                        "file",
                        described(
                                texts(), "A file or a pattern such as data/*.csv, or several. Relative to this file."),
                        "sql",
                        string("A query over files."),
                        "source",
                        string("The name of a source."),
                        "query",
                        string("The query to that source."),
                        "query_timeout",
                        string("How long the database may take until the first rows, such as 10m."),
                        "spool",
                        described(
                                ordered("enum", List.of("always", "mirror", "never")),
                                "When the rows of a database go into a temporary file, from which they are read. Default: mirror."),
                        "cursor",
                        cursor(),
                        "format",
                        described(
                                ordered("enum", List.of("csv", "tsv", "ndjson", "json", "parquet", "xlsx", "avro")),
                                "The format, whatever the file's name says."),
                        "types",
                        described(
                                ordered(
                                        "anyOf",
                                        List.of(
                                                ordered(
                                                        "type",
                                                        "object",
                                                        "additionalProperties",
                                                        ordered("type", "string")),
                                                ordered("const", "auto"))),
                                "Types of columns of a text file, or auto."),
                        "quotes",
                        described(
                                ordered("type", "boolean"),
                                "Whether quotes enclose a field. Default: true for CSV, false for TSV.")),
                List.of());
    }

    private static Map<String, Object> cursor() {
        return described(
                ordered(
                        "anyOf",
                        List.of(
                                object(
                                        "A column, and how far back of it to read.",
                                        ordered(
                                                "column",
                                                string("The column of the query's result."),
                                                "lookback",
                                                ordered("type", List.of("string", "integer", "number"))),
                                        List.of("column")),
                                ordered("type", "string", "minLength", 1))),
                "A column that grows with each change, such as updated_at: a run reads only the rows that are new since the last one. With lookback (5m, 1d, 1000) it is { column: NAME, lookback: TIME }.");
    }

    private static Map<String, Object> guards() {
        return object(
                "What stops a run; a mirror before its first write.",
                ordered(
                        "max_errors",
                        described(whole(Long.MAX_VALUE), "At most so many rows are rejected."),
                        "max_error_percent",
                        described(whole(100), "At most this share of the rows is rejected; judged from 1,000 rows on."),
                        "on_row_error",
                        described(
                                ordered("enum", List.of("continue", "stop")),
                                "Whether a run goes on when a row is rejected; stop is max_errors: 0. Default: continue."),
                        "on_missing_column",
                        described(
                                ordered("enum", List.of("refuse", "warn")),
                                "What a column does that the last run wrote and the source no longer has. Default: refuse where key or map name it, else warn."),
                        "on_new_column",
                        described(
                                ordered("enum", List.of("refuse", "warn")),
                                "What a column does that the last run did not have. Default: warn."),
                        "min_rows",
                        described(whole(Long.MAX_VALUE), "The source has at least so many rows. Default: 1."),
                        "max_deletes",
                        described(whole(Long.MAX_VALUE), "A run removes at most so many records."),
                        "max_delete_percent",
                        described(
                                whole(100),
                                "A run removes at most this share of the known records. Default: 10, and 50 below 100 records.")),
                List.of());
    }
}
