package dev.sluice.cli.option;

import dev.sluice.cli.help.InSection;
import dev.sluice.cli.help.Section;
import dev.sluice.cli.installation.Host;
import dev.sluice.cli.output.Console;
import dev.sluice.definition.References;
import dev.sluice.definition.SyncEntry;
import dev.sluice.host.cursor.Cursor;
import dev.sluice.host.cursor.CursorValue;
import dev.sluice.host.failure.HostException;
import dev.sluice.host.failure.HostFailure;
import dev.sluice.host.name.NearestName;
import dev.sluice.host.source.Source;
import dev.sluice.source.FileFormat;
import dev.sluice.source.SourceOptions;
import dev.sluice.source.Sources;
import dev.sluice.spi.ErrorDetail;
import dev.sluice.spi.FieldType;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The arguments that say where rows come from and how they are read. */
@InSection(Section.FILES)
@SuppressWarnings("unused") // the parser sets the fields
public final class SourceArguments {
    private static final String FIND_TYPES = "auto";
    private static final int MOST_LETTERS = 150;

    @Parameters(
            arity = "0..*",
            paramLabel = "FILE or SYNC",
            description =
                    "Syncs of sluice.yaml by their names, or the rows: files or patterns such as 'data/*.csv', or - for the standard input. .csv, .txt, .tsv, .tab, .ndjson, .jsonl, .json, .avro, also .gz and .zst; .parquet, .xlsx.")
    private List<String> files = new ArrayList<>();

    @Option(names = "--sql", paramLabel = "QUERY", description = "Rows of a query over files, in place of a file.")
    private @Nullable String sql;

    /** That names of files in the query belong to. */
    private Path sqlFolder = Path.of("");

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description = "csv, tsv, ndjson, json, parquet, avro or xlsx, whatever the file's name says.")
    private @Nullable FileFormat format;

    @Option(
            names = "--types",
            paramLabel = "COLUMN=TYPE",
            description =
                    "The type of a column of a text file, such as integer or date. May be repeated. auto finds the types of all others of CSV and TSV.")
    private List<String> types = new ArrayList<>();

    @Option(
            names = "--quotes",
            paramLabel = "on|off",
            description = "Whether quotes enclose a field. Default: on for CSV, off for TSV.")
    private @Nullable OnOff quotes;

    @Mixin
    private DatabaseArguments database = new DatabaseArguments();

    private enum OnOff {
        ON,
        OFF
    }

    /** Whether a file, a sync, a query or a database is named. */
    boolean isNamed() {
        return !files.isEmpty() || sql != null || database.isNamed();
    }

    /** The words that stand by themselves. */
    public List<String> words() {
        return List.copyOf(files);
    }

    /**
     * These, and below them what a definition says of the source; every reference is resolved. Paths of a definition are relative to its file.
     *
     * @param entry the sync, without a name if options alone describe it
     * @throws HostException with everything that cannot be resolved
     */
    public SourceArguments with(SyncEntry entry, Path base, Console console) {
        References references = console.references(base);
        References ofOptions = console.references(Path.of(""));
        SourceArguments merged = new SourceArguments();
        boolean replaced = sql != null || database.isNamed();
        merged.files = files;
        merged.sql = sql;
        if (!entry.name().isEmpty()) {
            merged.files = replaced
                    ? List.of()
                    : entry.texts("from.file").stream()
                            .map(references::expand)
                            .map(name -> within(base, name))
                            .toList();
            merged.sql = replaced
                    ? sql
                    : entry.text("from.sql").map(references::expand).orElse(null);
            merged.sqlFolder = replaced ? sqlFolder : base;
        }
        merged.database = database.with(sql == null ? entry : SyncEntry.EMPTY, base, ofOptions, references);
        merged.format = format != null
                ? format
                : entry.text("from.format")
                        .map(name -> FileFormat.valueOf(name.toUpperCase(Locale.ROOT)))
                        .orElse(null);
        merged.types = types.isEmpty() ? entry.texts("from.types") : types;
        merged.quotes = quotes != null
                ? quotes
                : entry.text("from.quotes")
                        .map(on -> on.equals("true") ? OnOff.ON : OnOff.OFF)
                        .orElse(null);
        List<ErrorDetail> problems = new ArrayList<>(ofOptions.problems());
        problems.addAll(references.problems());
        HostException.throwIfAny(problems);
        return merged;
    }

    /** As it is, where the file is in the working directory: names in reports are shorter then. */
    private static String within(Path base, String name) {
        if (name.equals(Sources.STANDARD_INPUT)
                || base.equals(Path.of("").toAbsolutePath().normalize())) {
            return name;
        }
        return base.resolve(name).toString();
    }

    /** Tells unless there is exactly one source, and it can be read as the others say. */
    public void require(Console console, Problems problems) {
        problems.collect("from", () -> {
            requireOne();
            return true;
        });
        database.require(console, problems);
        problems.collect("from.types", this::columnTypes);
    }

    private void requireOne() {
        long sources = Stream.of(!files.isEmpty(), sql != null, database.isNamed())
                .filter(named -> named)
                .count();
        if (sources != 1) {
            throw HostFailure.SOURCE_AMBIGUOUS.exception(
                    sources == 0 ? "No source is given." : "Two of a file, --sql and a database are given.");
        }
        if (files.isEmpty() && (format != null || quotes != null || !types.isEmpty())) {
            throw HostFailure.SOURCE_AMBIGUOUS.exception(
                    "--format, --types and --quotes are for files, and a query is given.",
                    "Say in the query how its files are read, such as read_csv('a.csv', delim = ';').");
        }
    }

    /**
     * Opens the source.
     *
     * @param twice whether it is read more than once
     * @param from where rows are read from, of a source with a cursor
     */
    public Source open(Host host, boolean twice, Optional<CursorValue> from) {
        if (sql != null) {
            return host.sql(sql, sqlFolder);
        }
        if (database.isNamed()) {
            return database.open(host, twice, from);
        }
        SourceOptions options = SourceOptions.DEFAULT.withKeepStreams(twice);
        if (format != null) {
            options = options.withFormat(format);
        }
        if (quotes != null) {
            options = options.withQuotes(quotes == OnOff.ON);
        }
        options = options.withTypes(columnTypes()).withFindTypes(types.contains(FIND_TYPES));
        return host.files(files, options);
    }

    private Map<String, FieldType> columnTypes() {
        Map<String, FieldType> byColumn = new LinkedHashMap<>();
        for (String entry : types) {
            if (entry.equals(FIND_TYPES)) {
                continue;
            }
            int split = entry.lastIndexOf('=');
            if (split < 1) {
                throw HostFailure.ARGUMENT_INVALID.exception(
                        "'" + entry + "' names no column and its type.", "Write --types COLUMN=TYPE, or --types auto.");
            }
            byColumn.put(entry.substring(0, split), type(entry.substring(split + 1)));
        }
        return byColumn;
    }

    private static FieldType type(String name) {
        Map<String, FieldType> types = new LinkedHashMap<>();
        Arrays.stream(FieldType.values()).forEach(type -> types.put(type.name().toLowerCase(Locale.ROOT), type));
        FieldType type = types.get(name.toLowerCase(Locale.ROOT));
        if (type == null) {
            throw HostFailure.ARGUMENT_INVALID.exception(
                    "There is no type '" + name + "'.",
                    NearestName.question(name, types.keySet()) + "Types: " + String.join(", ", types.keySet()) + ".");
        }
        return type;
    }

    /** What a sync is named after if it has no name of its own; empty if nothing tells one such source from another. */
    public Optional<String> name() {
        if (files.size() != 1 || !Sources.isFile(files.get(0))) {
            return Optional.empty();
        }
        String file = files.get(0);
        return Optional.of(FileFormat.withoutEnding(file.substring(file.lastIndexOf('/') + 1)));
    }

    /** What a state calls the source: the same from whatever directory it is run. */
    public String stateName() {
        if (database.isNamed()) {
            return database.stateName();
        }
        return files.isEmpty() ? SourceName.QUERY : SourceName.of(files);
    }

    /** The column by whose values only new rows are read. */
    public Optional<Cursor> cursor() {
        return database.cursor();
    }

    /** The query, if that is the source. */
    @Nullable
    public String query() {
        return database.isNamed() ? database.query() : sql;
    }

    /** What a sync is called that has no name and needs none of its own. */
    public String label() {
        if (files.isEmpty()) {
            return database.isNamed() ? shortened("query of " + database.label()) : "query";
        }
        String first = files.get(0).equals(Sources.STANDARD_INPUT) ? "standard input" : files.get(0);
        return shortened(first) + (files.size() == 1 ? "" : " and " + (files.size() - 1) + " more");
    }

    private static String shortened(String label) {
        return label.substring(0, Math.min(label.length(), MOST_LETTERS));
    }
}
