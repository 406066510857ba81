package dev.sluice.cli.option;

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
            defaultValue = "1",
            description = "A mirror stops if the source has fewer rows. Default: ${DEFAULT-VALUE}.")
    private long minRows = 1;

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

    public Guards guards() {
        return new Guards(
                minRows,
                maxDeletes == null ? OptionalLong.empty() : OptionalLong.of(maxDeletes),
                maxDeletePercent == null ? OptionalInt.empty() : OptionalInt.of(maxDeletePercent));
    }
}
