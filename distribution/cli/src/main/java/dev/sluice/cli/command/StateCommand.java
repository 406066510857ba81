package dev.sluice.cli.command;

import dev.sluice.cli.help.ExitCodes;
import dev.sluice.cli.installation.Version;
import dev.sluice.cli.option.Connection;
import dev.sluice.cli.option.NamedSync;
import dev.sluice.cli.option.SourceArguments;
import dev.sluice.cli.option.SourceName;
import dev.sluice.cli.option.WorkDirectory;
import dev.sluice.cli.output.StateDescription;
import dev.sluice.cli.settings.Settings;
import dev.sluice.host.failure.ExitCode;
import dev.sluice.host.failure.HostFailure;
import dev.sluice.host.state.SyncRecord;
import dev.sluice.spi.Destination;
import dev.sluice.spi.RowSchema;
import dev.sluice.spi.SyncMode;
import dev.sluice.spi.WriteRequest;
import dev.sluice.state.StoredState;
import dev.sluice.state.StoredStates;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What mirrors remember: shown, begun anew, or told of a new address or of the end of a run. */
@Command(
        name = "state",
        description = "Shows what mirrors remember of the records that they wrote, and takes care of it.",
        exitCodeListHeading = ExitCodes.HEADING,
        exitCodeList = {ExitCodes.DONE, ExitCodes.WRONG},
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        synopsisSubcommandLabel = "[list | show NAME | reset NAME | move NAME | resolve NAME]")
public final class StateCommand implements Callable<Integer> {
    private static final String NAME = "The name of the sync, as `sluice state list` has it.";

    /** What stands behind the kind of destination in a target. */
    private static final Pattern KIND = Pattern.compile("[ :]");
    /** A target as an error names it may begin as one, and has blanks. */
    private static final Pattern URL = Pattern.compile("\\S+://\\S*");

    private final Application application;

    @Mixin
    private WorkDirectory place = new WorkDirectory();

    StateCommand(Application application) {
        this.application = application;
    }

    @Override
    public Integer call() {
        return list(place);
    }

    @Command(
            name = "list",
            description = "Lists the states of all syncs.",
            exitCodeListHeading = ExitCodes.HEADING,
            exitCodeList = {ExitCodes.DONE, ExitCodes.WRONG},
            mixinStandardHelpOptions = true)
    int list(@Mixin WorkDirectory directory) {
        List<StoredState> states = states(directory).list();
        List<String> words = states.stream().map(StateDescription::line).toList();
        return application.end(
                "state list",
                ExitCode.DONE,
                states.stream().map(StateDescription::json).toList(),
                words.isEmpty() ? List.of("There is no state in " + folder(directory) + ".") : words);
    }

    @Command(
            name = "show",
            description = "Shows the state of a sync.",
            exitCodeListHeading = ExitCodes.HEADING,
            exitCodeList = {ExitCodes.DONE, ExitCodes.WRONG},
            mixinStandardHelpOptions = true)
    int show(@Parameters(paramLabel = "NAME", description = NAME) String name, @Mixin WorkDirectory directory) {
        StoredState state = states(directory).find(name);
        return application.end(
                "state show", ExitCode.DONE, StateDescription.json(state), StateDescription.lines(state));
    }

    @Command(
            name = "reset",
            description =
                    "Forgets what a sync wrote. Its records stay at the target, and the next run writes every row again.",
            exitCodeListHeading = ExitCodes.HEADING,
            exitCodeList = {ExitCodes.DONE, ExitCodes.WRONG},
            mixinStandardHelpOptions = true)
    int reset(@Parameters(paramLabel = "NAME", description = NAME) String name, @Mixin WorkDirectory directory) {
        StoredState before = states(directory).reset(name);
        return application.end(
                "state reset", ExitCode.DONE, StateDescription.json(before), StateDescription.afterReset(before));
    }

    @Command(
            name = "move",
            description = {
                "Tells the state of a sync that the same rows or the same records have another address now.",
                "Without --source and --target: that of the sync in sluice.yaml."
            },
            exitCodeListHeading = ExitCodes.HEADING,
            exitCodeList = {ExitCodes.DONE, ExitCodes.WRONG},
            mixinStandardHelpOptions = true)
    int move(
            @Parameters(paramLabel = "NAME", description = NAME) String name,
            @Option(
                            names = "--source",
                            paramLabel = "FILE",
                            description =
                                    "Where the same rows come from now, as `sluice sync` is given it, or as an error names it. May be repeated. The text '"
                                            + SourceName.QUERY + "' stands for any query over files.")
                    @Nullable
                    List<String> source,
            @Option(
                            names = "--target",
                            paramLabel = "TARGET",
                            description =
                                    "Where the same records are now: the target as the error of a run names it, or a URL with the settings of the sync.")
                    @Nullable
                    String target,
            @Option(names = "--set", paramLabel = "NAME=VALUE", description = "A setting of the destination, to a URL.")
                    @Nullable
                    List<String> assignments,
            @Mixin WorkDirectory directory) {
        boolean defined = source == null && target == null && isDefined(name);
        if (source == null && target == null && !defined) {
            throw HostFailure.STATE_MOVE_EMPTY.exception();
        }
        StoredStates states = states(directory);
        List<String> key = states.find(name).record().map(SyncRecord::key).orElse(List.of());
        Optional<String> from = defined
                ? Optional.of(definedSource(name))
                : Optional.ofNullable(source).map(SourceName::given);
        Optional<String> to = defined
                ? Optional.of(definedTarget(name, key))
                : Optional.ofNullable(target)
                        .map(text -> URL.matcher(text).matches()
                                ? target(text, assignments == null ? List.of() : assignments, key)
                                : text);
        StoredState moved = states.move(name, record -> {
            SyncRecord next = from.map(record::withSource).orElse(record);
            to.ifPresent(text -> sameDestination(record, text));
            return to.map(next::withTarget).orElse(next);
        });
        List<String> words = new ArrayList<>(List.of("The state of '" + moved.sync() + "' has moved."));
        words.addAll(StateDescription.lines(moved));
        return application.end("state move", ExitCode.DONE, StateDescription.json(moved), words);
    }

    @Command(
            name = "resolve",
            description = "Says that a run whose end the host did not see is over: somebody has looked at the target.",
            exitCodeListHeading = ExitCodes.HEADING,
            exitCodeList = {ExitCodes.DONE, ExitCodes.WRONG},
            mixinStandardHelpOptions = true)
    int resolve(@Parameters(paramLabel = "NAME", description = NAME) String name, @Mixin WorkDirectory directory) {
        StoredState before = states(directory).resolve(name);
        return application.end(
                "state resolve",
                ExitCode.DONE,
                StateDescription.json(before),
                List.of(StateDescription.afterResolve(before)));
    }

    /** A target begins with the kind of destination that it is one of, and a state stays with its own. */
    private static void sameDestination(SyncRecord record, String target) {
        String destination = KIND.split(record.target().orElse(target), 2)[0];
        if (!KIND.split(target, 2)[0].equals(destination)) {
            throw HostFailure.ARGUMENT_INVALID.exception(
                    "'" + target + "' is no target of the destination '" + destination + "'.",
                    "Give the target as the error of a run names it, or a URL with the settings of the sync.");
        }
    }

    private boolean isDefined(String name) {
        return application
                .definitions()
                .filter(file -> file.syncs().contains(name))
                .isPresent();
    }

    private String definedSource(String name) {
        NamedSync sync = application.sync(name);
        return new SourceArguments()
                .with(sync.entry(), sync.base(), application.console())
                .stateName();
    }

    private String definedTarget(String name, List<String> key) {
        NamedSync sync = application.sync(name);
        return target(
                new Connection().settings(application.host(), application.console(), sync.entry(), sync.base()), key);
    }

    /** The target of a URL as a state has it. */
    private String target(String url, List<String> assignments, List<String> key) {
        return target(Settings.of(application.host(), application.console(), Optional.of(url), assignments), key);
    }

    private static String target(Settings settings, List<String> key) {
        Destination destination = settings.destination();
        SyncMode mode = destination.supports(SyncMode.MIRROR) ? SyncMode.MIRROR : SyncMode.UPSERT;
        return destination
                .profile(new WriteRequest(settings.config(), settings.target(), mode, RowSchema.of(), key))
                .target();
    }

    private StoredStates states(WorkDirectory directory) {
        return new StoredStates(folder(directory), Clock.systemUTC());
    }

    /** Beside the definition file, if there is one, as the runs of its syncs have it. */
    private Path folder(WorkDirectory directory) {
        WorkDirectory named = directory.or(place);
        return application
                .definitions()
                .map(definitions -> named.otherwise(definitions.stateDirectory()))
                .orElse(named)
                .state(application.console());
    }
}
