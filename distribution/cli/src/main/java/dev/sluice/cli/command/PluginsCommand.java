package dev.sluice.cli.command;

import dev.sluice.cli.help.ExitCodes;
import dev.sluice.cli.installation.Host;
import dev.sluice.cli.installation.Version;
import dev.sluice.host.failure.ExitCode;
import dev.sluice.host.failure.HostException;
import dev.sluice.host.failure.HostFailure;
import dev.sluice.host.name.NearestName;
import dev.sluice.host.setting.KnownSettings;
import dev.sluice.host.setting.Modes;
import dev.sluice.spi.DestinationSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** What is installed, and the settings of each. */
@Command(
        name = "plugins",
        description = "Lists the destinations that are installed, or describes one.",
        exitCodeListHeading = ExitCodes.HEADING,
        exitCodeList = {ExitCodes.DONE, ExitCodes.WRONG},
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        synopsisSubcommandLabel = "[list | describe ID]")
public final class PluginsCommand implements Callable<Integer> {
    private final Application application;

    PluginsCommand(Application application) {
        this.application = application;
    }

    @Override
    public Integer call() {
        return list();
    }

    @Command(
            name = "list",
            description = "Lists the destinations.",
            exitCodeListHeading = ExitCodes.HEADING,
            exitCodeList = {ExitCodes.DONE, ExitCodes.WRONG},
            mixinStandardHelpOptions = true)
    int list() {
        List<Object> result = new ArrayList<>();
        List<String> words = new ArrayList<>();
        for (Host.Installed installed : application.host().destinations()) {
            DestinationSpec spec = installed.destination().spec();
            words.add(spec.id() + " " + spec.version() + "  " + spec.displayName() + "  modes "
                    + String.join(", ", Modes.names(spec)) + "  " + installed.origin());
            result.add(summary(spec, installed.origin()));
        }
        if (words.isEmpty()) {
            words.add("No destination is installed.");
        }
        return application.end("plugins list", ExitCode.DONE, result, words);
    }

    @Command(
            name = "describe",
            description = "Shows the settings of a destination.",
            exitCodeListHeading = ExitCodes.HEADING,
            exitCodeList = {ExitCodes.DONE, ExitCodes.WRONG},
            mixinStandardHelpOptions = true)
    int describe(@Parameters(paramLabel = "ID", description = "The destination, for example redis.") String id) {
        List<Host.Installed> installed = application.host().destinations();
        Host.Installed wanted = installed.stream()
                .filter(candidate -> candidate.destination().spec().id().equals(id))
                .findFirst()
                .orElseThrow(() -> unknown(id, installed));
        DestinationSpec spec = wanted.destination().spec();
        List<String> words = new ArrayList<>();
        words.add(spec.displayName() + " (" + spec.id() + " " + spec.version() + "), " + wanted.origin());
        words.add("modes: " + String.join(", ", Modes.names(spec)));
        words.add("URL schemes: "
                + String.join(", ", spec.urlSchemes().keySet().stream().sorted().toList()));
        words.add("documentation: " + spec.documentation());
        Map<String, Object> result = summary(spec, wanted.origin());
        result.put("config", settings(KnownSettings.config(spec), "Settings of the connection", words));
        result.put("target", settings(KnownSettings.target(spec), "Settings of one sync", words));
        return application.end("plugins describe", ExitCode.DONE, result, words);
    }

    private static HostException unknown(String id, List<Host.Installed> installed) {
        List<String> ids = installed.stream()
                .map(candidate -> candidate.destination().spec().id())
                .toList();
        return HostFailure.DESTINATION_UNKNOWN.exception(
                "No destination '" + id + "' is installed.",
                NearestName.question(id, ids) + "Installed: " + (ids.isEmpty() ? "none" : String.join(", ", ids))
                        + ".");
    }

    private static Map<String, Object> summary(DestinationSpec spec, String origin) {
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("id", spec.id());
        entry.put("displayName", spec.displayName());
        entry.put("version", spec.version());
        entry.put("origin", origin);
        entry.put("modes", Modes.names(spec));
        entry.put("urlSchemes", spec.urlSchemes().keySet().stream().sorted().toList());
        return entry;
    }

    private static List<Object> settings(KnownSettings schema, String title, List<String> words) {
        List<Object> entries = new ArrayList<>();
        String heading = "";
        for (KnownSettings.Setting setting : schema.settings()) {
            String group = setting.advanced() ? "advanced" : setting.group();
            String wanted = title + (group.isEmpty() ? ":" : ", " + group + ":");
            if (!wanted.equals(heading)) {
                heading = wanted;
                words.add("");
                words.add(heading);
            }
            List<String> marks = new ArrayList<>();
            marks.add(setting.choices().isEmpty() ? setting.type() : String.join(" | ", setting.choices()));
            setting.minimum().ifPresent(least -> marks.add("at least " + least));
            setting.maximum().ifPresent(most -> marks.add("at most " + most));
            if (setting.required()) {
                marks.add("required");
            }
            if (setting.secret()) {
                marks.add("secret");
            }
            if (!setting.standard().isEmpty()) {
                marks.add("default " + setting.standard());
            }
            words.add("  " + setting.name() + " (" + String.join(", ", marks) + ")");
            if (!setting.description().isEmpty()) {
                words.add("      " + setting.description());
            }
            if (!setting.examples().isEmpty()) {
                words.add("      For example: "
                        + setting.examples().stream().map(String::valueOf).collect(Collectors.joining(", ")));
            }
            Map<String, Object> entry = new LinkedHashMap<>();
            entry.put("name", setting.name());
            entry.put("type", setting.type());
            entry.put("required", setting.required());
            entry.put("secret", setting.secret());
            entry.put("default", setting.standard());
            entry.put("choices", setting.choices());
            entry.put("minimum", setting.minimum().orElse(null));
            entry.put("maximum", setting.maximum().orElse(null));
            entry.put("examples", setting.examples());
            entry.put("environment", setting.environment());
            entry.put("group", setting.group());
            entry.put("advanced", setting.advanced());
            entry.put("description", setting.description());
            entries.add(entry);
        }
        return entries;
    }
}
