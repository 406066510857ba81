package dev.sluice.cli.command;

import dev.sluice.cli.command.EachSync.Outcome;
import dev.sluice.cli.help.ExitCodes;
import dev.sluice.cli.installation.Interruption;
import dev.sluice.cli.installation.Version;
import dev.sluice.cli.option.DurationOption;
import dev.sluice.cli.option.RunOptions;
import dev.sluice.cli.option.SyncOptions;
import dev.sluice.cli.option.WorkDirectory;
import dev.sluice.cli.service.HangUp;
import dev.sluice.cli.service.LastRuns;
import dev.sluice.cli.service.PageServer;
import dev.sluice.cli.summary.NoticeQueue;
import dev.sluice.definition.Definitions;
import dev.sluice.host.failure.ExitCode;
import dev.sluice.host.failure.HostException;
import dev.sluice.host.failure.HostFailure;
import dev.sluice.host.runfile.RunFiles;
import dev.sluice.host.schedule.Schedule;
import dev.sluice.host.schedule.Scheduler;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Runs syncs again and again, each after its own time. */
@Command(
        name = "run",
        description = {
            "Runs the syncs of sluice.yaml that have `every`, again and again, until Ctrl-C or SIGTERM. A sync never overlaps itself; of the times that pass meanwhile one is made up for. SIGHUP reads the file again."
        },
        exitCodeListHeading = ExitCodes.HEADING,
        exitCodeList = {ExitCodes.WRONG},
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
@SuppressWarnings("unused") // the parser sets the fields
public final class RunCommand implements Callable<Integer> {
    /** A loop that looks at its clock every ten seconds is stuck after this time. */
    private static final Duration STUCK = Duration.ofMinutes(1);

    /** Of the eight seconds in which the service ends. */
    private static final Duration END = Duration.ofSeconds(6);

    private static final String LOOPBACK = "127.0.0.1";

    private final Application application;
    private final RootCommand root;
    private final Clock clock = Clock.systemUTC();
    private final LastRuns last = new LastRuns(clock);

    @Parameters(paramLabel = "SYNC", arity = "0..*", description = "These syncs alone.")
    private List<String> names = new ArrayList<>();

    @Option(names = "--jobs", paramLabel = "N", description = "Runs so many syncs at once. Default: 1.")
    private int jobs = 1;

    @Option(
            names = "--port",
            paramLabel = "PORT",
            description = "Answers GET /healthz and /metrics there; 0 takes any that is free. Default: none.")
    private @Nullable Integer port;

    @Option(names = "--bind", paramLabel = "ADDRESS", description = "The address of that port. Default: 127.0.0.1.")
    private @Nullable String bind;

    @Mixin
    private RunOptions runs = new RunOptions();

    @Mixin
    private WorkDirectory place = new WorkDirectory();

    RunCommand(Application application, RootCommand root) {
        this.application = application;
        this.root = root;
    }

    @Override
    public Integer call() throws InterruptedException {
        if (jobs < 1) {
            throw HostFailure.ARGUMENT_INVALID.exception("--jobs is " + jobs + ".", "Give a number from 1 on.");
        }
        if (bind != null && port == null) {
            throw HostFailure.ARGUMENT_INVALID.exception("--bind is given without --port.", "Give both, or neither.");
        }
        Definitions definitions = application.requireDefinitions();
        new Validation(application, definitions).failure(true).ifPresent(failure -> {
            throw failure;
        });
        if (port != null) {
            runs.serve(application.console());
        }
        Map<String, Duration> every = every(definitions);
        Scheduler scheduler = new Scheduler(new Schedule(new Random()), clock, jobs, this::elsewhere, this::run);
        scheduler.replace(every, begun(definitions, every));
        application.say("Runs " + text(every) + ".");
        if (!HangUp.on(() -> reload(scheduler))) {
            application.say(
                    "warning: There is no SIGHUP here: to have sluice.yaml read again, start the service again.");
        }
        NoticeQueue notices = new NoticeQueue();
        runs.tellBy(notices);
        AtomicReference<Instant> stopped = new AtomicReference<>(Instant.MAX);
        try (Interruption.Stoppable stop = application.interruption().onRequest(() -> {
                    stopped.compareAndSet(Instant.MAX, clock.instant());
                    scheduler.stop();
                });
                Listening listening = new Listening(scheduler)) {
            scheduler.run();
        } finally {
            tellTheRest(notices, Objects.requireNonNull(stopped.get()));
        }
        return application.end("run", ExitCode.DONE, null, List.of());
    }

    /** Webhooks that wait are told in what the runs have left of the time in which the service ends. */
    private void tellTheRest(NoticeQueue notices, Instant stopped) throws InterruptedException {
        Instant now = clock.instant();
        Duration passed = stopped.isAfter(now) ? Duration.ZERO : Duration.between(stopped, now);
        Duration left = END.minus(passed);
        int untold = notices.close(left.isNegative() ? Duration.ZERO : left);
        if (untold > 0) {
            application
                    .console()
                    .say("warning: The webhook was not told of " + untold + " runs, because the service ended.");
        }
    }

    /** The port, if one is wanted. */
    private final class Listening implements AutoCloseable {
        private final @Nullable PageServer server;

        Listening(Scheduler scheduler) {
            String address = bind == null ? LOOPBACK : bind;
            server = port == null
                    ? null
                    : PageServer.start(
                            address,
                            port,
                            "--",
                            Map.of(
                                    "/healthz",
                                    () -> health(scheduler),
                                    "/metrics",
                                    () -> PageServer.Page.of(runs.serve(application.console()))));
            if (server != null) {
                application.say("Answers " + server.url() + "/healthz and /metrics.");
            }
        }

        @Override
        public void close() {
            if (server != null) {
                server.close();
            }
        }
    }

    /** Each sync with its time; the names on the command line, else all that have one. */
    private Map<String, Duration> every(Definitions definitions) {
        Map<String, Duration> every = new LinkedHashMap<>();
        for (String name : names.isEmpty() ? definitions.syncs() : names) {
            Optional<String> time = application.sync(definitions, name).entry().text("every");
            time.ifPresent(text -> every.put(name, new DurationOption().convert(text)));
            if (time.isEmpty() && !names.isEmpty()) {
                throw HostFailure.ARGUMENT_INVALID.exception(
                        "The sync '" + name + "' has no 'every' in " + definitions.file() + ".",
                        "Say how often it runs, such as every: 15m.");
            }
        }
        if (every.isEmpty()) {
            throw HostFailure.ARGUMENT_INVALID.exception(
                    "No sync of " + definitions.file() + " says how often it runs.",
                    "Give a sync, or the whole file, a time such as every: 15m.");
        }
        return every;
    }

    private static String text(Map<String, Duration> every) {
        return every.entrySet().stream()
                .map(sync -> sync.getKey() + " every " + sync.getValue().toSeconds() + " s")
                .collect(Collectors.joining(", "));
    }

    /** When the last run of each began, whoever began it. The metrics tell of these syncs from now on, and of no others. */
    private Map<String, Instant> begun(Definitions definitions, Map<String, Duration> every) {
        RunFiles files = files(definitions);
        runs.metrics(application.console()).ifPresent(metrics -> {
            metrics.keep(every.keySet());
            every.keySet().forEach(sync -> metrics.expect(sync, files));
        });
        return last.begun(every.keySet(), files);
    }

    private RunFiles files(Definitions definitions) {
        return new RunFiles(place.otherwise(definitions.stateDirectory()).runs(application.console()));
    }

    /** Another service may run the same syncs, and so may anybody. */
    private Optional<Instant> elsewhere(String sync) {
        try {
            Optional<Instant> start = last.elsewhere(sync, files(application.requireDefinitions()));
            start.ifPresent(at -> application.say(sync + " was begun by another process at "
                    + at.truncatedTo(ChronoUnit.SECONDS) + ", so its next run is counted from there."));
            return start;
        } catch (HostException e) {
            // The run tells that its files cannot be read.
            return Optional.empty();
        }
    }

    private void run(String sync) {
        Instant started = clock.instant();
        Outcome outcome = new SyncCommand(application, root, SyncOptions.of(place, jobs), runs).outcome(sync);
        last.ended(
                sync,
                started,
                outcome.exit(),
                outcome.failure().map(failure -> failure.detail().code()));
        // The words of a sync stand together.
        synchronized (last) {
            outcome.words().forEach(application::show);
            outcome.failure().map(failure -> failure.at("sync", sync)).ifPresent(application::tell);
        }
    }

    /** What is wrong with the file is told, and what ran before goes on. */
    private void reload(Scheduler scheduler) {
        try {
            Definitions next = Definitions.read(application.requireDefinitions().file());
            new Validation(application, next).failure(true).ifPresent(failure -> {
                throw failure;
            });
            Map<String, Duration> every = every(next);
            application.use(next);
            scheduler.replace(every, begun(next, every));
            application.say("The definition was read again. Runs " + text(every) + ".");
        } catch (HostException e) {
            application.tell(e);
            application.say("warning: The definition is wrong, so what was read before stays in use.");
        }
    }

    private PageServer.Page health(Scheduler scheduler) {
        boolean well = scheduler.looked().plus(STUCK).isAfter(clock.instant());
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("status", well ? "ok" : "stuck");
        details.put("syncs", last.over());
        return PageServer.Page.health(well, details);
    }
}
