package dev.sluice.cli.command;

import dev.sluice.cli.embedded.EmbeddedServer;
import dev.sluice.cli.embedded.EpochMarker;
import dev.sluice.cli.installation.Host;
import dev.sluice.cli.installation.Version;
import dev.sluice.cli.option.Connection;
import dev.sluice.cli.option.DurationOption;
import dev.sluice.cli.option.GuardOptions;
import dev.sluice.cli.option.SampleOption;
import dev.sluice.cli.option.SourceArguments;
import dev.sluice.cli.option.WorkDirectory;
import dev.sluice.cli.output.Envelope;
import dev.sluice.cli.output.Modes;
import dev.sluice.cli.output.ProgressDisplay;
import dev.sluice.cli.output.ReportText;
import dev.sluice.cli.output.RunLog;
import dev.sluice.cli.settings.Settings;
import dev.sluice.definition.SyncEntry;
import dev.sluice.host.definition.SyncDefinition;
import dev.sluice.host.failure.ExitCode;
import dev.sluice.host.failure.HostException;
import dev.sluice.host.failure.HostFailure;
import dev.sluice.host.progress.SyncListener;
import dev.sluice.host.report.SyncReport;
import dev.sluice.host.source.Source;
import dev.sluice.spi.SyncMode;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Syncs the rows of a file or a query into a destination. */
@Command(
        name = "sync",
        description =
                "Runs syncs of sluice.yaml, or syncs the rows of files (Parquet, CSV, NDJSON, JSON), of a query over files or of a database into a destination.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
@SuppressWarnings("unused") // the parser sets the fields
public final class SyncCommand implements Callable<Integer> {
    private final Application application;
    private final RootCommand root;

    @Mixin
    private SourceArguments sourceArguments = new SourceArguments();

    @Mixin
    private Connection connection = new Connection();

    @Option(names = "--mode", paramLabel = "MODE", description = "upsert, insert, update or mirror. Default: upsert.")
    private @Nullable String mode;

    @Option(names = "--key", paramLabel = "COLUMN", description = "What names a row. May be repeated.")
    private List<String> key = new ArrayList<>();

    @Option(
            names = "--map",
            paramLabel = "FROM=TO",
            description =
                    "Renames a column; NAME= leaves it out, NAME takes it. Only the columns that are named are sent, unless '*' is"
                            + " given too, which takes all the others. May be repeated.")
    private List<String> map = new ArrayList<>();

    @Option(names = "--limit", paramLabel = "N", description = "At most this many rows.")
    private @Nullable Long limit;

    @Option(names = "--full", description = "A mirror writes every row again, whatever it remembers.")
    private boolean full;

    @Option(
            names = "--sample",
            paramLabel = "N|all",
            converter = SampleOption.class,
            description = "A mirror looks whether so many unchanged records are still at the destination. Default: 64.")
    private @Nullable Long sample;

    @Option(
            names = "--remove-forgotten",
            description =
                    "A mirror removes what it wrote to a target that was emptied since, where the source no longer has it: keys that may belong to another application by now.")
    private boolean removeForgotten;

    @Option(
            names = "--wait",
            paramLabel = "TIME",
            converter = DurationOption.class,
            description =
                    "Waits so long for another run of this sync to end, for example 90s, 10m or 2h. Default: not.")
    private Duration wait = Duration.ZERO;

    @Mixin
    private WorkDirectory directory = new WorkDirectory();

    @Mixin
    private GuardOptions guards = new GuardOptions();

    @Option(
            names = "--name",
            paramLabel = "NAME",
            description = "Names the sync: what a mirror remembers belongs to it. Default: the file's name.")
    private @Nullable String name;

    @Option(names = "--all", description = "Every sync of sluice.yaml, one after another.")
    private boolean all;

    @Option(names = "--keep", description = "Leave the embedded server running until Ctrl-C.")
    private boolean keep;

    SyncCommand(Application application, RootCommand root) {
        this.application = application;
        this.root = root;
    }

    @Override
    public Integer call() {
        List<String> names = application.syncs(sourceArguments.words(), all);
        if (names.size() <= 1) {
            Outcome outcome = run(names.isEmpty() ? application.unnamed() : application.sync(names.get(0)));
            return outcome.failure()
                    .map(failure -> application.fail("sync", failure, outcome.result(), outcome.words()))
                    .orElseGet(() -> application.end("sync", outcome.exit(), outcome.result(), outcome.words()));
        }
        requireForOne(names);
        return each(names);
    }

    /** One after another; what goes wrong in one does not keep the others from running. */
    private int each(List<String> names) {
        int worst = ExitCode.DONE;
        List<Object> results = new ArrayList<>();
        for (String each : names) {
            if (application.interruption().requested()) {
                break;
            }
            Outcome outcome;
            try {
                outcome = run(application.sync(each));
            } catch (HostException e) {
                outcome = Outcome.of(e);
            }
            outcome.words().forEach(application::show);
            outcome.failure().ifPresent(failure -> {
                application.tell(failure);
            });
            worst = ExitCode.worse(worst, outcome.exit());
            Map<String, @Nullable Object> result = new LinkedHashMap<>();
            result.put("sync", each);
            result.put("exit", outcome.exit());
            result.put("result", outcome.result());
            result.put("error", outcome.failure().map(Envelope::error).orElse(null));
            results.add(result);
        }
        return application.end("sync", worst, results, List.of());
    }

    /** What a run came to. */
    private record Outcome(int exit, @Nullable Object result, List<String> words, Optional<HostException> failure) {
        static Outcome of(HostException failure) {
            return new Outcome(ExitCode.of(failure.detail().category()), null, List.of(), Optional.of(failure));
        }
    }

    private void requireForOne(List<String> names) {
        if (name != null || keep || !key.isEmpty() || !map.isEmpty()) {
            throw HostFailure.ARGUMENT_INVALID.exception(
                    "--name, --keep, --key and --map are for one sync, and " + names.size() + " are named.",
                    "Leave them out, or run the syncs one by one.");
        }
    }

    private Outcome run(NamedSync named) {
        SyncEntry entry = named.entry();
        Problems problems = new Problems();
        Optional<Settings> to = problems.collect(
                () -> connection.settings(application.host(), application.console(), entry, named.base()));
        Optional<SourceArguments> from =
                problems.collect(() -> sourceArguments.with(entry, named.base(), application.console()));
        Settings settings = problems.require(to);
        SourceArguments arguments = problems.require(from);
        WorkDirectory place = directory.otherwise(named.stateDirectory());
        SyncMode wanted = Modes.parse(
                mode == null ? entry.text("mode").orElse("upsert") : mode,
                settings.destination().spec());
        requireUsable(named, arguments, wanted);
        SyncDefinition definition =
                definition(named, arguments, place, connection.embedded() ? nominal(settings) : settings, wanted);
        try (Source source = source(arguments, isCompared(wanted))) {
            String target = application.host().profile(definition, source).target();
            if (!connection.embedded()) {
                return run(settings, definition, source);
            }
            place.prepare(application.console());
            return embedded(place, settings, definition, target, source);
        }
    }

    /** To read a header may take as long as a pipe makes it wait. From the run on, that has a way of its own to be stopped. */
    private Source source(SourceArguments arguments, boolean twice) {
        application.interruption().onRequest(Thread.currentThread()::interrupt);
        try {
            return arguments.open(application.host(), twice);
        } finally {
            application.interruption().onRequest(() -> {});
        }
    }

    private Outcome embedded(
            WorkDirectory place, Settings settings, SyncDefinition nominal, String target, Source source) {
        try (EmbeddedServer server = EmbeddedServer.start(place.embedded(application.console()))) {
            application.console().redactor().secret(server.url());
            say("Embedded Redis " + server.name().substring("redis-".length()) + " listens on " + server.address()
                    + ", data in " + server.directory() + ", password in " + server.passwordFile());
            Settings located = settings.at(server.url());
            String epoch =
                    // What the marker is written with does not depend on the sync.
                    EpochMarker.read(located.bare(), server.directory().resolve("epoch"));
            SyncDefinition definition = nominal.toBuilder()
                    .config(located.config())
                    .target(located.target())
                    // The port differs at every start, and what the state remembers holds for all of them.
                    .stateTarget(server.name() + " " + target)
                    .epoch(epoch)
                    .build();
            Outcome outcome = run(located, definition, source);
            if (keep && !application.interruption().requested()) {
                say("The server stays until Ctrl-C: REDISCLI_AUTH=$(cat " + server.passwordFile() + ") redis-cli -u "
                        + server.address());
                application.interruption().await();
            }
            return outcome;
        }
    }

    private Outcome run(Settings settings, SyncDefinition definition, Source source) {
        SyncReport report;
        try (ProgressDisplay display =
                new ProgressDisplay(application.console(), definition.name(), root.quiet, Clock.systemUTC())) {
            report = application
                    .host()
                    .run(definition, source, listener(display, definition, source), application.interruption());
        }
        if (root.verbose) {
            report.cause().ifPresent(thrown -> RunLog.trace(application.console(), thrown));
        }
        List<String> words =
                new ArrayList<>(ReportText.of(report, application.console().redactor()));
        if (connection.embedded()) {
            words.addAll(Samples.of(settings, definition, report));
        }
        Map<String, Object> result = Envelope.sync(report);
        Optional<HostException> failure = failure(report);
        int exit =
                failure.map(thrown -> ExitCode.of(thrown.detail().category())).orElseGet(report::exitCode);
        return new Outcome(exit, result, words, failure);
    }

    private SyncListener listener(SyncListener display, SyncDefinition definition, Source source) {
        if (!root.verbose) {
            return display;
        }
        RunLog log = new RunLog(application.console(), display, Clock.systemUTC());
        String id = definition.destination().spec().id();
        String origin = application.host().destinations().stream()
                .filter(installed -> installed.destination().spec().id().equals(id))
                .map(Host.Installed::origin)
                .collect(Collectors.joining());
        log.begin(definition, source, application.host().profile(definition, source), origin);
        return log;
    }

    /** A run that the user stopped reports that, not the error of a call that stopping cut off. */
    static Optional<HostException> failure(SyncReport report) {
        return report.ended() == SyncReport.Ended.CANCELLED
                ? Optional.of(HostFailure.RUN_STOPPED.exception(ReportText.stopped(report)))
                : report.failure().map(HostException::new);
    }

    private SyncDefinition definition(
            NamedSync named, SourceArguments arguments, WorkDirectory place, Settings settings, SyncMode wanted) {
        SyncEntry entry = named.entry();
        return SyncDefinition.builder(syncName(named, arguments), settings.destination())
                .config(settings.config())
                .target(settings.target())
                .mode(wanted)
                .primaryKey(key.isEmpty() ? entry.texts("key") : key)
                .mapping(map.isEmpty() ? entry.texts("map") : map)
                .limit(limit == null ? OptionalLong.empty() : OptionalLong.of(limit))
                .full(full)
                .sample(sample != null ? sample : sample(entry))
                .removeForgotten(removeForgotten)
                .lockWait(wait)
                .guards(guards.guards(entry))
                .stateDirectory(place.state(application.console()))
                .deadLetters(place.deadLetters(application.console()))
                .stateSource(arguments.stateName())
                .query(arguments.query())
                .build();
    }

    private static long sample(SyncEntry entry) {
        return entry.text("sample")
                .map(text -> new SampleOption().convert(text))
                .orElse(SyncDefinition.SAMPLE);
    }

    /** The embedded server before it has a port. */
    private static Settings nominal(Settings settings) {
        return settings.at("redis://127.0.0.1:6379");
    }

    private void requireUsable(NamedSync named, SourceArguments arguments, SyncMode wanted) {
        arguments.require(application.console());
        if (name == null
                && !named.isDefined()
                && isCompared(wanted)
                && arguments.name().isEmpty()) {
            throw HostFailure.NAME_MISSING.exception();
        }
        if (keep && !connection.embedded()) {
            throw HostFailure.KEEP_WITHOUT_EMBEDDED.exception();
        }
    }

    /** Whether rows are compared with what was written, which takes two passes and a memory that is the sync's own. */
    private static boolean isCompared(SyncMode mode) {
        return mode.removes() || mode.isAudience();
    }

    private String syncName(NamedSync named, SourceArguments arguments) {
        if (name != null) {
            return name;
        }
        return named.isDefined() ? named.entry().name() : arguments.name().orElseGet(arguments::label);
    }

    private void say(String line) {
        if (!root.quiet) {
            application.console().say(line);
        }
    }
}
