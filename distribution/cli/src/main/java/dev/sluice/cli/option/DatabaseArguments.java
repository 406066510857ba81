package dev.sluice.cli.option;

import dev.sluice.cli.help.InSection;
import dev.sluice.cli.help.Section;
import dev.sluice.cli.installation.Host;
import dev.sluice.cli.output.Console;
import dev.sluice.definition.Given;
import dev.sluice.definition.References;
import dev.sluice.definition.SyncEntry;
import dev.sluice.host.cursor.Cursor;
import dev.sluice.host.cursor.CursorRange;
import dev.sluice.host.cursor.CursorValue;
import dev.sluice.host.failure.HostException;
import dev.sluice.host.failure.HostFailure;
import dev.sluice.host.source.Source;
import dev.sluice.source.SourceOptions;
import dev.sluice.source.jdbc.JdbcConnection;
import dev.sluice.source.jdbc.JdbcQuery;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** The arguments that say which database rows come from, and how it is asked. */
@InSection(Section.DATABASE)
@SuppressWarnings("unused") // the parser sets the fields
public final class DatabaseArguments {
    private static final String FILE = "jdbc:sqlite:";

    @Option(
            names = "--jdbc",
            paramLabel = "URL",
            description = "The database that the rows come from, such as jdbc:postgresql://HOST/DATABASE.")
    private @Nullable String url;

    @Option(names = "--query", paramLabel = "QUERY", description = "What to read of the database: one SELECT.")
    private @Nullable String query;

    @Option(names = "--user", paramLabel = "NAME", description = "The user of the database.")
    private @Nullable String user;

    @Option(
            names = "--password",
            paramLabel = "REFERENCE",
            description = "The password of the database: '$${env:NAME}' or '$${file:PATH}'.")
    private @Nullable String password;

    @Option(
            names = "--property",
            paramLabel = "NAME=VALUE",
            description = "A property of the database's driver, such as sslmode=verify-full. May be repeated.")
    private List<String> properties = new ArrayList<>();

    @Option(
            names = "--query-timeout",
            paramLabel = "TIME",
            converter = DurationOption.class,
            description =
                    "How long the database may take until the first rows, such as 10m. Default: as long as it takes.")
    private @Nullable Duration queryTimeout;

    @Option(
            names = "--spool",
            paramLabel = "WHEN",
            description =
                    "always, mirror or never: when the rows of a database go into a temporary file, from which they are read. Default: mirror.")
    private @Nullable Spool spool;

    @Option(
            names = "--cursor",
            paramLabel = "COLUMN",
            description =
                    "A column of the query's result that grows with each change, such as updated_at: a run reads only rows with the highest value of the last one, or a higher one, or none.")
    private @Nullable String cursorColumn;

    @Option(
            names = "--lookback",
            paramLabel = "TIME or NUMBER",
            description =
                    "How far before that value a run begins to read, for rows that come late: such as 5m or 1d, or 1000 for a column of numbers. Default: 5m for times, 1d for dates, none for numbers.")
    private @Nullable String lookback;

    private String name = "";
    private Map<String, String> resolved = Map.of();

    private enum Spool {
        ALWAYS,
        MIRROR,
        NEVER
    }

    /** Whether options alone name a database or a query of one. */
    boolean isNamed() {
        return url != null || query != null;
    }

    private boolean isGiven() {
        return isNamed()
                || user != null
                || password != null
                || queryTimeout != null
                || spool != null
                || cursorColumn != null
                || lookback != null
                || !properties.isEmpty()
                || !resolved.isEmpty();
    }

    /**
     * These, and below them what a definition says; every reference is resolved.
     *
     * @param base the directory that paths of the definition are relative to
     * @param given resolves what the options refer to
     * @param defined resolves what the definition refers to
     */
    DatabaseArguments with(SyncEntry entry, Path base, References given, References defined) {
        DatabaseArguments merged = new DatabaseArguments();
        merged.url = url != null
                ? given.expand(url)
                : entry.text("source.jdbc")
                        .map(defined::expand)
                        .map(text -> within(base, text))
                        .orElse(null);
        merged.name = url != null ? "" : entry.text("from.source").orElse("");
        merged.query = query != null
                ? query
                : entry.text("from.query").map(defined::expandQuery).orElse(null);
        merged.user = value(user, "source.user", entry, given, defined);
        merged.password = value(password, "source.password", entry, given, defined);
        merged.resolved = new LinkedHashMap<>();
        entry.below("source.properties.")
                .forEach((property, value) -> merged.resolved.put(
                        property, defined.expand(value.value().toString())));
        for (String property : properties) {
            int equals = property.indexOf('=');
            if (equals < 1) {
                throw HostFailure.ARGUMENT_INVALID.exception(
                        "A --property has no '=' after a name.", "Write it as --property name=value.");
            }
            merged.resolved.put(property.substring(0, equals), given.expand(property.substring(equals + 1)));
        }
        merged.queryTimeout = queryTimeout != null ? queryTimeout : time(entry).orElse(null);
        merged.spool = spool != null
                ? spool
                : entry.text("from.spool")
                        .map(text -> Spool.valueOf(text.toUpperCase(Locale.ROOT)))
                        .orElse(null);
        // With a query or a database by options, the column of the definition is another query's.
        boolean ofDefinition = query == null && url == null;
        merged.cursorColumn = cursorColumn != null || !ofDefinition
                ? cursorColumn
                : entry.text("from.cursor")
                        .or(() -> entry.text("from.cursor.column"))
                        .orElse(null);
        merged.lookback = lookback != null || cursorColumn != null || !ofDefinition
                ? lookback
                : entry.text("from.cursor.lookback").orElse(null);
        return merged;
    }

    private static @Nullable String value(
            @Nullable String option, String path, SyncEntry entry, References given, References defined) {
        return option != null
                ? given.expand(option)
                : entry.text(path).map(defined::expand).orElse(null);
    }

    private static Optional<Duration> time(SyncEntry entry) {
        Given given = entry.values().get("from.query_timeout");
        if (given == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(new DurationOption().convert(given.value().toString()));
        } catch (TypeConversionException e) {
            throw HostFailure.ARGUMENT_INVALID.exception(
                    "query_timeout is no time, at " + given.origin() + ".",
                    "Write a whole number and s, m or h, such as 10m.");
        }
    }

    /** The file of a database is relative to the definition, as any file is. */
    private static String within(Path base, String url) {
        String file = url.startsWith(FILE) ? url.substring(FILE.length()) : "";
        if (file.isEmpty() || file.startsWith(":") || file.startsWith("file:")) {
            return url;
        }
        try {
            return FILE + base.resolve(file);
        } catch (InvalidPathException e) {
            return url;
        }
    }

    /** Tells unless they name a database, and a query of it that may be asked so, or nothing at all. */
    void require(Console console, Problems problems) {
        if (!isGiven()) {
            return;
        }
        if (password != null) {
            console.redactor().secret(password);
        }
        problems.collect("from.source", () -> {
            requireWhole();
            return true;
        });
        problems.collect("from.cursor.lookback", () -> {
            cursor().flatMap(Cursor::problem).ifPresent(problem -> {
                throw new HostException(problem);
            });
            return true;
        });
        if (url != null) {
            problems.collect("source.jdbc", () -> {
                connection(Path.of("")).requireAllowed();
                return true;
            });
        }
    }

    private void requireWhole() {
        if (url == null || query == null) {
            throw HostFailure.SOURCE_AMBIGUOUS.exception(
                    url == null
                            ? "Options for a database are given, and no database."
                            : "--jdbc is given without a query.",
                    "Name the database by --jdbc URL and what to read of it by --query QUERY.");
        }
        if (lookback != null && cursorColumn == null) {
            throw HostFailure.CURSOR_INVALID.exception(
                    "A lookback is given, and no cursor.", "Name the column: --cursor COLUMN.");
        }
    }

    /**
     * Connects, and starts the query.
     *
     * @param twice whether the rows are read more than once
     * @param from where rows are read from, of a query with a cursor
     */
    Source open(Host host, boolean twice, Optional<CursorValue> from) {
        if (twice && spool == Spool.NEVER) {
            throw HostFailure.SOURCE_READ_ONCE.exception(
                    "A mirror reads its rows twice, and a database is asked once.",
                    "Leave out --spool never, or spool: never in sluice.yaml.");
        }
        return host.jdbc(
                connection(host.drivers()),
                new JdbcQuery(query(), cursor().map(cursor -> new CursorRange(cursor.column(), from))),
                SourceOptions.DEFAULT.withKeepStreams(twice || spool == Spool.ALWAYS));
    }

    private JdbcConnection connection(Path drivers) {
        return new JdbcConnection(
                url == null ? "" : url,
                Optional.ofNullable(user),
                Optional.ofNullable(password),
                resolved,
                drivers,
                Optional.ofNullable(queryTimeout));
    }

    Optional<Cursor> cursor() {
        return Optional.ofNullable(cursorColumn).map(column -> new Cursor(column, Optional.ofNullable(lookback)));
    }

    String query() {
        return query == null ? "" : query;
    }

    /** What a state calls the database: as the definition does, else by its address. */
    String stateName() {
        return SourceName.ofDatabase(name.isEmpty() ? label() : name);
    }

    /** The database for people. */
    String label() {
        return JdbcConnection.address(url == null ? "" : url);
    }
}
