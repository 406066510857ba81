package dev.sluice.cli.option;

import dev.sluice.cli.installation.Host;
import dev.sluice.cli.output.Console;
import dev.sluice.cli.settings.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say where rows go. */
@SuppressWarnings("unused") // the parser sets the fields
public final class Connection {
    @Option(
            names = "--to",
            paramLabel = "URL",
            description = {
                "Where the rows go, for example redis://localhost:6379/0. Without it an embedded Redis server is started.",
                "$${env:NAME} stands for an environment variable, so that no password is on the command line:"
                        + " --to '$${env:REDIS_URL}'."
            })
    private @Nullable String to;

    @Option(
            names = "--set",
            paramLabel = "NAME=VALUE",
            description = "A setting of the destination; `sluice plugins describe redis` lists them. May be repeated.")
    private List<String> assignments = new ArrayList<>();

    private boolean embedded;

    /** Whether no destination is named, so that the embedded server is meant; known once the settings are read. */
    public boolean embedded() {
        return embedded;
    }

    /** The settings of the destination that the options name. */
    public Settings settings(Host host, Console console) {
        Settings settings = Settings.of(host, console, Optional.ofNullable(to), assignments);
        embedded = settings.address().url().isEmpty();
        return settings;
    }
}
