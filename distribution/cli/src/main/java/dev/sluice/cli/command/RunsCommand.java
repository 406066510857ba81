package dev.sluice.cli.command;

import dev.sluice.cli.help.ExitCodes;
import dev.sluice.cli.installation.Version;
import dev.sluice.cli.option.WorkDirectory;
import dev.sluice.cli.output.EventText;
import dev.sluice.cli.output.RunLog;
import dev.sluice.cli.output.RunText;
import dev.sluice.definition.Definitions;
import dev.sluice.host.failure.ExitCode;
import dev.sluice.host.failure.HostFailure;
import dev.sluice.host.runfile.RunEvents;
import dev.sluice.host.runfile.RunFiles;
import dev.sluice.host.runfile.StoredRun;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What ran, what runs, and how it ended. */
@Command(
        name = "runs",
        description = {
            "Lists the runs of all syncs, or of one, the last one first. A run whose process is gone without a word has died.",
            "The state directory keeps them for 90 days (--retain of `sluice sync`)."
        },
        exitCodeListHeading = ExitCodes.HEADING,
        exitCodeList = {ExitCodes.DONE, ExitCodes.WRONG},
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        synopsisSubcommandLabel = "[show RUN | tail [RUN]]")
@SuppressWarnings("unused") // the parser sets the fields
public final class RunsCommand implements Callable<Integer> {
    private static final String RUN =
            "The id of a run or its first letters, the name of a sync for its last run, or last.";
    private static final long POLL_MILLIS = 200;

    private final Application application;
    private final Clock clock = Clock.systemUTC();

    @Parameters(paramLabel = "SYNC", arity = "0..1", description = "The name of a sync.")
    private @Nullable String sync;

    @Option(names = "--limit", paramLabel = "N", description = "At most so many runs. Default: 20.")
    private int limit = 20;

    @Mixin
    private WorkDirectory place = new WorkDirectory();

    RunsCommand(Application application) {
        this.application = application;
    }

    @Override
    public Integer call() {
        if (limit < 1) {
            throw HostFailure.ARGUMENT_INVALID.exception("--limit is " + limit + ".", "Give a number from 1 on.");
        }
        List<StoredRun> runs = files(place).list(Optional.ofNullable(sync), limit);
        return application.end(
                "runs",
                ExitCode.DONE,
                runs.stream().map(StoredRun::json).toList(),
                runs.isEmpty() ? List.of(none()) : RunText.table(runs, clock.instant()));
    }

    private String none() {
        return "There is no run" + (sync == null ? "" : " of '" + sync + "'") + " in " + folder(place) + ".";
    }

    @Command(
            name = "show",
            description = "Shows what a run came to.",
            exitCodeListHeading = ExitCodes.HEADING,
            exitCodeList = {ExitCodes.DONE, ExitCodes.WRONG},
            mixinStandardHelpOptions = true)
    int show(@Parameters(paramLabel = "RUN", description = RUN) String name, @Mixin WorkDirectory directory) {
        StoredRun run = files(directory).find(name);
        return application.end("runs show", ExitCode.DONE, run.json(), RunText.lines(run, clock.instant()));
    }

    @Command(
            name = "tail",
            description = "Tells the events of a run, those to come too until it ends. Ctrl-C leaves the run alone.",
            exitCodeListHeading = ExitCodes.HEADING,
            exitCodeList = {ExitCodes.DONE, ExitCodes.WRONG},
            mixinStandardHelpOptions = true)
    int tail(
            @Parameters(paramLabel = "RUN", arity = "0..1", defaultValue = RunFiles.LAST, description = RUN)
                    String name,
            @Mixin WorkDirectory directory) {
        RunFiles files = files(directory);
        StoredRun run = files.find(name);
        RunEvents events = files.events(run.id());
        List<Object> told = new ArrayList<>();
        boolean over;
        do {
            // Looked at before the events are read: what comes after the end is nothing.
            over = run.status() != StoredRun.Status.RUNNING;
            for (Map<String, Object> event : events.next()) {
                told.add(event);
                application.show(RunLog.time(Instant.parse(String.valueOf(event.get("at")))) + " "
                        + application.console().redactor().redact(EventText.of(event)));
            }
            if (!over && !application.interruption().await(POLL_MILLIS)) {
                run = files.find(run.id());
            }
        } while (!over && !application.interruption().requested());
        List<String> last = run.status() == StoredRun.Status.DIED
                ? List.of("The run has died: its process is gone and did not say how it ended.")
                : List.of();
        return application.end("runs tail", ExitCode.DONE, told, last);
    }

    private RunFiles files(WorkDirectory directory) {
        return new RunFiles(folder(directory));
    }

    /** Beside the definition file, if there is one, as the runs of its syncs have it. */
    private Path folder(WorkDirectory directory) {
        WorkDirectory named = directory.or(place);
        return application
                .definitions()
                .map(Definitions::stateDirectory)
                .map(named::otherwise)
                .orElse(named)
                .runs(application.console());
    }
}
