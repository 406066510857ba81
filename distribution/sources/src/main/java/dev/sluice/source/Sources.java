package dev.sluice.source;

import dev.sluice.host.failure.HostException;
import dev.sluice.host.source.Source;
import dev.sluice.source.avro.AvroSource;
import dev.sluice.source.excel.ExcelSource;
import dev.sluice.source.input.FileInput;
import dev.sluice.source.input.Input;
import dev.sluice.source.input.StreamInput;
import dev.sluice.source.jdbc.JdbcConnection;
import dev.sluice.source.jdbc.JdbcQuery;
import dev.sluice.source.jdbc.JdbcSource;
import dev.sluice.source.parquet.ParquetSource;
import dev.sluice.source.query.DuckDbSource;
import dev.sluice.source.text.ColumnTypes;
import dev.sluice.source.text.CsvFormat;
import dev.sluice.source.text.TextErrors;
import dev.sluice.source.text.TextSource;
import dev.sluice.spi.FieldType;
import dev.sluice.spi.RowSchema;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/** Opens sources. */
public final class Sources {
    /** The name of the standard input among files. */
    public static final String STANDARD_INPUT = "-";

    private static final Pattern URL = Pattern.compile("(?i)([a-z][a-z0-9+.-]+)://.*", Pattern.DOTALL);

    private Sources() {}

    /**
     * The rows of a file, in the format that its name says.
     *
     * @throws HostException if there is no such file, its format is unknown, or it cannot be read
     */
    public static Source file(Path file) {
        return file(file, SourceOptions.DEFAULT);
    }

    /**
     * The rows of a file, or of a stream such as a named pipe.
     *
     * @throws HostException if there is no such file, its format is unknown, or it cannot be read
     */
    public static Source file(Path file, SourceOptions options) {
        String name = file.toString();
        boolean stream = Files.exists(file) && !Files.isDirectory(file) && !Files.isRegularFile(file);
        if (!stream) {
            SourceFile regular = SourceFile.of(file);
            FileFormat format = format(file, options);
            return format.isSequential()
                    ? sequential(new FileInput(file), format, options)
                    : binary(regular, format, options);
        }
        FileFormat format = format(file, options);
        if (!format.isSequential()) {
            throw SourceErrors.binaryStream(name, format);
        }
        return sequential(new StreamInput(name, () -> Files.newInputStream(file), keep(options)), format, options);
    }

    /**
     * The rows of files: paths, patterns such as {@code data/*.csv}, or {@value #STANDARD_INPUT} alone for the standard input. Rows of several
     * files have the columns of all of them.
     *
     * @throws HostException as {@link #file} does; if a pattern matches nothing; if columns of one name have different types
     */
    public static Source files(List<String> names, SourceOptions options) {
        if (names.contains(STANDARD_INPUT)) {
            if (names.size() > 1) {
                throw SourceErrors.standardInputAmongFiles();
            }
            return standardInput(options);
        }
        names.forEach(Sources::requireLocal);
        if (names.size() == 1 && !isPattern(names.get(0))) {
            return file(path(names.get(0)), options);
        }
        Supplier<List<Path>> listing = () -> list(names);
        List<Path> files = listing.get();
        Set<FileFormat> formats = new HashSet<>();
        for (Path file : files) {
            SourceFile.of(file);
            FileFormat format = format(file, options);
            formats.add(format == FileFormat.TSV ? FileFormat.CSV : format);
            if (formats.size() > 1) {
                throw SourceErrors.formatsDiffer(files.get(0), file);
            }
        }
        String name = names.size() == 1 ? names.get(0) : names.get(0) + " and " + (names.size() - 1) + " more";
        SourceOptions each = options.findTypes() && formats.contains(FileFormat.CSV)
                ? options.withFindTypes(false).withTypes(commonTypes(files, options))
                : options;
        FileSet set = new FileSet(name, files, listing, file -> file(file, ofItsColumns(file, each)));
        List<String> columns = set.schema().map(RowSchema::names).orElse(List.of());
        if (set.schema().isPresent()) {
            for (String column : options.types().keySet()) {
                if (!columns.contains(column)) {
                    throw TextErrors.typeUnknownColumn(name, column, columns);
                }
            }
        }
        return set;
    }

    /** Whether a name is that of a file, which can be read again and knows its rows from those of others. */
    public static boolean isFile(String name) {
        return exists(name)
                ? Files.isRegularFile(Path.of(name))
                : !name.equals(STANDARD_INPUT)
                        && !isPattern(name)
                        && !URL.matcher(name).matches();
    }

    private static boolean isPattern(String name) {
        return Listing.isPattern(name) && !exists(name);
    }

    private static FileFormat format(Path file, SourceOptions options) {
        return options.format()
                .or(() -> FileFormat.of(String.valueOf(file.getFileName())))
                .orElseThrow(() -> SourceErrors.formatUnknown(file.toString()));
    }

    private static SourceOptions ofItsColumns(Path file, SourceOptions options) {
        if (options.types().isEmpty()) {
            return options;
        }
        try (Source plain = file(file, options.withTypes(Map.of()))) {
            if (plain.schema().isEmpty()) {
                return options;
            }
            Map<String, FieldType> types = new HashMap<>(options.types());
            types.keySet().retainAll(new HashSet<>(plain.schema().get().names()));
            return options.withTypes(types);
        }
    }

    private static Map<String, FieldType> commonTypes(List<Path> files, SourceOptions options) {
        ColumnTypes found = new ColumnTypes();
        for (Path file : files) {
            try (Source source = file(file, options.withFindTypes(false).withTypes(Map.of()))) {
                found.add((TextSource) source);
            }
        }
        Map<String, FieldType> types = found.types();
        types.putAll(options.types());
        return types;
    }

    private static void requireLocal(String name) {
        var url = URL.matcher(name);
        if (url.matches() && !exists(name)) {
            throw SourceErrors.remote(url.group(1), name);
        }
    }

    private static boolean exists(String name) {
        try {
            return Files.exists(Path.of(name));
        } catch (InvalidPathException e) {
            return false;
        }
    }

    private static Path path(String name) {
        try {
            return Path.of(name);
        } catch (InvalidPathException e) {
            throw SourceErrors.pattern(name);
        }
    }

    private static List<Path> list(List<String> names) {
        List<Path> files = new ArrayList<>();
        for (String name : names) {
            if (!isPattern(name)) {
                files.add(path(name));
                continue;
            }
            List<Path> matching = Listing.of(name);
            if (matching.isEmpty()) {
                throw SourceErrors.nothingMatches(name);
            }
            files.addAll(matching);
        }
        return files.stream().distinct().toList();
    }

    private static Source standardInput(SourceOptions options) {
        FileFormat format = options.format().orElseThrow(() -> SourceErrors.formatUnknown("The standard input"));
        if (!format.isSequential()) {
            throw SourceErrors.binaryStream("The standard input", format);
        }
        // A channel, because a thread that waits for a channel can be interrupted.
        StreamInput input = new StreamInput(
                "standard input",
                () -> Channels.newInputStream(new FileInputStream(FileDescriptor.in).getChannel()),
                keep(options));
        return sequential(input, format, options);
    }

    private static boolean keep(SourceOptions options) {
        return options.keepStreams() || options.findTypes();
    }

    private static Source binary(SourceFile file, FileFormat format, SourceOptions options) {
        requireNoTypes(file.path().toString(), format, options);
        return format == FileFormat.XLSX
                ? new ExcelSource(file.path(), () -> file.fingerprint("xlsx"))
                : new ParquetSource(file.path(), () -> file.fingerprint("parquet"));
    }

    private static void requireNoTypes(String name, FileFormat format, SourceOptions options) {
        if (!options.types().isEmpty() || options.findTypes()) {
            throw SourceErrors.typesOfBinary(name, format);
        }
    }

    private static Source sequential(Input input, FileFormat format, SourceOptions options) {
        int most = options.maxRowBytes();
        return switch (format) {
            case NDJSON -> TextSource.ndjson(input, options.types(), most);
            case JSON -> TextSource.json(input, options.types(), most);
            case CSV, TSV -> csv(input, format, options);
            case AVRO -> {
                requireNoTypes(input.name(), format, options);
                yield new AvroSource(input);
            }
            case PARQUET, XLSX -> throw new IllegalArgumentException("read from its end");
        };
    }

    private static Source csv(Input input, FileFormat format, SourceOptions options) {
        boolean tabs = format == FileFormat.TSV;
        char delimiter = tabs ? '\t' : 0;
        boolean quotes = options.quotes().orElse(!tabs);
        CsvFormat csv = new CsvFormat(delimiter, quotes, options.types(), options.maxRowBytes());
        TextSource source = TextSource.csv(input, csv);
        if (!options.findTypes()) {
            return source;
        }
        ColumnTypes found = new ColumnTypes();
        found.add(source);
        Map<String, FieldType> types = found.types();
        types.putAll(options.types());
        return TextSource.csv(input, new CsvFormat(delimiter, quotes, types, options.maxRowBytes()));
    }

    /**
     * The rows of a query over files, in DuckDB's SQL. The query runs once; its rows stay in a temporary file until the source is closed.
     *
     * @throws HostException if the query is not one statement that reads, or fails
     */
    public static Source sql(String query) {
        return sql(query, Path.of(""));
    }

    /**
     * The rows of a query over files, whose relative names are those of a folder.
     *
     * @throws HostException as {@link #sql(String)} does; if a relative name in the query is that of a file in the working directory, and the
     *     folder is another
     */
    public static Source sql(String query, Path folder) {
        return DuckDbSource.query(query, folder);
    }

    /** The rows of a query of a database without a cursor. */
    public static Source jdbc(JdbcConnection connection, String query, SourceOptions options) {
        return jdbc(connection, JdbcQuery.of(query), options);
    }

    /**
     * The rows of a query of a database. The query runs once, from now on. It is read once, unless the options keep streams: its rows then go
     * into a temporary file at the first pass.
     *
     * @throws HostException if the database cannot be reached, its driver is missing, a setting is not allowed, or the query is not one that
     *     reads columns of types with an exact form
     */
    public static Source jdbc(JdbcConnection connection, JdbcQuery query, SourceOptions options) {
        return JdbcSource.open(connection, query, options.keepStreams());
    }
}
