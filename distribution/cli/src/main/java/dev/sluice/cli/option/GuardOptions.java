package dev.sluice.cli.option;

import dev.sluice.definition.SyncEntry;
import dev.sluice.host.definition.Guards;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say how much a mirror may remove. */
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

    /** The guards of a definition; options lie over them. */
    public Guards guards(SyncEntry entry) {
        return new Guards(
                number(minRows, entry, "guards.min_rows").orElse(Guards.DEFAULT.minRows()),
                number(maxDeletes, entry, "guards.max_deletes"),
                maxDeletePercent == null ? percent(entry) : OptionalInt.of(maxDeletePercent));
    }

    private static OptionalLong number(@Nullable Long given, SyncEntry entry, String path) {
        return given != null
                ? OptionalLong.of(given)
                : entry.number(path).map(OptionalLong::of).orElse(OptionalLong.empty());
    }

    private static OptionalInt percent(SyncEntry entry) {
        return entry.number("guards.max_delete_percent")
                .map(number -> OptionalInt.of((int) Math.max(-1, Math.min(101, number))))
                .orElse(OptionalInt.empty());
    }
}
