package dev.sluice.cli.option;

import dev.sluice.cli.help.InSection;
import dev.sluice.cli.help.Section;
import dev.sluice.cli.installation.Host;
import dev.sluice.cli.output.Console;
import dev.sluice.cli.settings.Assignment;
import dev.sluice.cli.settings.Settings;
import dev.sluice.definition.SyncEntry;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say where rows go. */
@InSection(Section.DESTINATION)
@SuppressWarnings("unused") // the parser sets the fields
public final class Connection {
    /** What a definition says of a destination besides its settings. */
    private static final Set<String> NO_SETTINGS = Set.of("destination", "plugin");

    @Option(
            names = "--to",
            paramLabel = "URL",
            description = {
                "Where the rows go, for example redis://localhost:6379/0. Without it an embedded Redis server is started.",
                "$${env:NAME} stands for an environment variable and $${file:PATH} for the text of a file, so that no password is on"
                        + " the command line: --to '$${env:REDIS_URL}'."
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
        return settings(host, console, SyncEntry.EMPTY, Path.of(""));
    }

    /**
     * The settings of the destination that a definition names; options lie over them.
     *
     * @param base the directory that paths in the definition are relative to
     */
    public Settings settings(Host host, Console console, SyncEntry entry, Path base) {
        List<Assignment> given = Assignment.parse(assignments, console.references(Path.of("")));
        List<Assignment> all = new ArrayList<>();
        entry.below("to.").forEach((name, value) -> {
            boolean replaced =
                    given.stream().anyMatch(each -> each.name().equals(name)) || (to != null && isAddress(host, name));
            if (!NO_SETTINGS.contains(name) && !replaced) {
                all.add(new Assignment(name, value.value().toString(), console.references(base)));
            }
        });
        all.addAll(given);
        Settings settings = Settings.of(host, console, Optional.ofNullable(to), entry.text("to.plugin"), all);
        embedded = settings.address().url().isEmpty() && entry.text("to.plugin").isEmpty();
        return settings;
    }

    private static boolean isAddress(Host host, String setting) {
        return host.destinations().stream()
                .anyMatch(
                        installed -> installed.destination().spec().urlSchemes().containsValue(setting));
    }
}
