package dev.sluice.cli.command;

import dev.sluice.cli.help.ExitCodes;
import dev.sluice.cli.installation.Version;
import dev.sluice.definition.Definitions;
import dev.sluice.definition.Given;
import dev.sluice.definition.SyncEntry;
import dev.sluice.host.definition.Guards;
import dev.sluice.host.definition.SyncDefinition;
import dev.sluice.host.failure.ExitCode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** What the definition file comes to. */
@Command(
        name = "config",
        description = "Shows the syncs of the definition file, or each value of one with where it comes from.",
        exitCodeListHeading = ExitCodes.HEADING,
        exitCodeList = {ExitCodes.DONE, ExitCodes.WRONG},
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        synopsisSubcommandLabel = "[show [SYNC]]")
public final class ConfigCommand implements Callable<Integer> {
    private static final Map<String, Object> DEFAULTS =
            Map.of("mode", "upsert", "sample", SyncDefinition.SAMPLE, "guards.min_rows", Guards.DEFAULT.minRows());

    private final Application application;

    ConfigCommand(Application application) {
        this.application = application;
    }

    @Override
    public Integer call() {
        return show(null);
    }

    @Command(
            name = "show",
            description =
                    "Lists the syncs, or shows each value of one with its origin. Secrets and references are shown as such.",
            exitCodeListHeading = ExitCodes.HEADING,
            exitCodeList = {ExitCodes.DONE, ExitCodes.WRONG},
            mixinStandardHelpOptions = true)
    int show(
            @Parameters(arity = "0..1", paramLabel = "SYNC", description = "The name of a sync.") @Nullable
                    String name) {
        Definitions definitions = application.requireDefinitions();
        if (name == null) {
            return application.end(
                    "config show",
                    ExitCode.DONE,
                    Map.of("file", definitions.file().toString(), "syncs", definitions.syncs()),
                    definitions.syncs().isEmpty()
                            ? List.of("There is no sync in " + definitions.file() + ".")
                            : definitions.syncs());
        }
        SyncEntry entry = application.sync(name).entry();
        Map<String, Given> values = new LinkedHashMap<>(entry.values());
        DEFAULTS.forEach((path, value) -> values.putIfAbsent(path, new Given(value, "default", false)));
        values.putIfAbsent(
                "state_dir",
                new Given(
                        definitions.stateDirectory().toString(),
                        definitions.file().toString(),
                        false));
        List<String> words = new ArrayList<>();
        Map<String, Object> result = new LinkedHashMap<>();
        values.forEach((path, given) -> {
            Object shown = given.secret() ? "****" : given.value();
            words.add(path + " = " + shown + "  (" + given.origin() + ")");
            Map<String, Object> told = new LinkedHashMap<>();
            told.put("value", shown);
            told.put("origin", given.origin());
            result.put(path, told);
        });
        return application.end("config show", ExitCode.DONE, result, words);
    }
}
