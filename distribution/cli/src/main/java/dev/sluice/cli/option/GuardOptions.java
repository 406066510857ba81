package dev.sluice.cli.option;

import dev.sluice.cli.help.InSection;
import dev.sluice.cli.help.Section;
import dev.sluice.definition.SyncEntry;
import dev.sluice.host.definition.Guards;
import dev.sluice.host.definition.Guards.OnColumn;
import dev.sluice.host.failure.HostFailure;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say what stops a run. */
@InSection(Section.GUARDS)
@SuppressWarnings("unused") // the parser sets the fields
public final class GuardOptions {
    @Option(
            names = "--min-rows",
            paramLabel = "N",
            description = "A mirror stops if the source has fewer rows. Default: 1.")
    private @Nullable Long minRows;

    @Option(
            names = "--max-deletes",
            paramLabel = "N",
            description = "A mirror stops if it would remove more records. Default: any number.")
    private @Nullable Long maxDeletes;

    @Option(
            names = "--max-delete-percent",
            paramLabel = "P",
            description =
                    "A mirror stops if it would remove more of the known records. Default: 10, and 50 where fewer than 100 are known.")
    private @Nullable Integer maxDeletePercent;

    @Option(
            names = "--max-errors",
            paramLabel = "N",
            description = "The run stops if more rows are rejected. Default: any number.")
    private @Nullable Long maxErrors;

    @Option(
            names = "--max-error-percent",
            paramLabel = "P",
            description = "The run stops if more of the rows are rejected; judged from 1,000 rows on. Default: 100.")
    private @Nullable Integer maxErrorPercent;

    @Option(
            names = "--on-row-error",
            paramLabel = "continue|stop",
            description = "Whether the run goes on when a row is rejected; stop is --max-errors 0. Default: continue.")
    private @Nullable OnRowError onRowError;

    @Option(
            names = "--on-missing-column",
            paramLabel = "refuse|warn",
            description =
                    "What a column does that the last run wrote and the source no longer has. Default: refuse where the key or --map names it, else warn.")
    private @Nullable OnColumn onMissingColumn;

    @Option(
            names = "--on-new-column",
            paramLabel = "refuse|warn",
            description = "What a column does that the last run did not have. Default: warn.")
    private @Nullable OnColumn onNewColumn;

    /** What a rejected row does to its run. */
    enum OnRowError {
        CONTINUE,
        STOP
    }

    /** The guards of a definition; options lie over them. */
    public Guards guards(SyncEntry entry) {
        return new Guards(
                number(minRows, entry, "guards.min_rows").orElse(Guards.DEFAULT.minRows()),
                number(maxDeletes, entry, "guards.max_deletes"),
                maxDeletePercent == null
                        ? percent(entry, "guards.max_delete_percent")
                        : OptionalInt.of(maxDeletePercent),
                maxErrors(entry),
                maxErrorPercent == null ? percent(entry, "guards.max_error_percent") : OptionalInt.of(maxErrorPercent),
                column(onMissingColumn, entry, "on_missing_column"),
                column(onNewColumn, entry, "on_new_column").orElse(Guards.DEFAULT.onNewColumn()));
    }

    private static Optional<OnColumn> column(@Nullable OnColumn given, SyncEntry entry, String name) {
        if (given != null) {
            return Optional.of(given);
        }
        return entry.text("guards." + name).map(text -> switch (text) {
            case "refuse" -> OnColumn.REFUSE;
            case "warn" -> OnColumn.WARN;
            default ->
                throw HostFailure.GUARD_INVALID.exception(
                        name + " is neither refuse nor warn.", "Set it to one of the two.");
        });
    }

    private OptionalLong maxErrors(SyncEntry entry) {
        boolean given = onRowError != null || maxErrors != null;
        boolean stop = given
                ? onRowError == OnRowError.STOP
                : entry.text("guards.on_row_error").map(GuardOptions::stops).orElse(false);
        OptionalLong number = given
                ? maxErrors == null ? OptionalLong.empty() : OptionalLong.of(maxErrors)
                : number(null, entry, "guards.max_errors");
        if (stop && number.orElse(0) != 0) {
            throw HostFailure.GUARD_INVALID.exception(
                    "The run is to stop at the first rejected row (on_row_error), and max_errors allows some.",
                    "Leave one of the two out.");
        }
        return stop ? OptionalLong.of(0) : number;
    }

    private static boolean stops(String text) {
        return switch (text) {
            case "stop" -> true;
            case "continue" -> false;
            default ->
                throw HostFailure.GUARD_INVALID.exception(
                        "on_row_error is neither continue nor stop.", "Set it to one of the two.");
        };
    }

    private static OptionalLong number(@Nullable Long given, SyncEntry entry, String path) {
        return given != null
                ? OptionalLong.of(given)
                : entry.number(path).map(OptionalLong::of).orElse(OptionalLong.empty());
    }

    private static OptionalInt percent(SyncEntry entry, String path) {
        return entry.number(path)
                .map(number -> OptionalInt.of((int) Math.max(-1, Math.min(101, number))))
                .orElse(OptionalInt.empty());
    }
}
