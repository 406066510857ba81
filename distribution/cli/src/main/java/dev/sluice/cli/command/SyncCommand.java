package dev.sluice.cli.command;

import dev.sluice.cli.embedded.EmbeddedServer;
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
import dev.sluice.host.definition.SyncDefinition;
import dev.sluice.host.failure.HostException;
import dev.sluice.host.failure.HostFailure;
import dev.sluice.host.progress.SyncListener;
import dev.sluice.host.report.SyncReport;
import dev.sluice.host.source.Source;
import dev.sluice.spi.SyncMode;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
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
                "Syncs the rows of files (Parquet, CSV, NDJSON, JSON), of a query over files or of a database into a destination.",
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

    @Option(
            names = "--mode",
            paramLabel = "MODE",
            defaultValue = "upsert",
            description = "upsert, insert, update or mirror. Default: ${DEFAULT-VALUE}.")
    private String mode = "upsert";

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
    private long sample = SyncDefinition.SAMPLE;

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

    @Option(names = "--keep", description = "Leave the embedded server running until Ctrl-C.")
    private boolean keep;

    SyncCommand(Application application, RootCommand root) {
        this.application = application;
        this.root = root;
    }

    @Override
    public Integer call() {
        Settings settings = connection.settings(application.host(), application.console());
        SyncMode wanted = Modes.parse(mode, settings.destination().spec());
        requireUsable(wanted);
        SyncDefinition definition = definition(connection.embedded() ? nominal(settings) : settings, wanted);
        try (Source source = source(isCompared(wanted))) {
            String target = application.host().profile(definition, source).target();
            if (!connection.embedded()) {
                return run(settings, definition, source);
            }
            directory.prepare(application.console());
            return embedded(settings, definition, target, source);
        }
    }

    /** To read a header may take as long as a pipe makes it wait. From the run on, that has a way of its own to be stopped. */
    private Source source(boolean twice) {
        application.interruption().onRequest(Thread.currentThread()::interrupt);
        try {
            return sourceArguments.open(application.host(), application.console(), twice);
        } finally {
            application.interruption().onRequest(() -> {});
        }
    }

    private int embedded(Settings settings, SyncDefinition nominal, String target, Source source) {
        try (EmbeddedServer server = EmbeddedServer.start(directory.embedded(application.console()))) {
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
            int exit = run(located, definition, source);
            if (keep && !application.interruption().requested()) {
                say("The server stays until Ctrl-C: REDISCLI_AUTH=$(cat " + server.passwordFile() + ") redis-cli -u "
                        + server.address());
                application.interruption().await();
            }
            return exit;
        }
    }

    private int run(Settings settings, SyncDefinition definition, Source source) {
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
        return failure(report)
                .map(failure -> application.fail("sync", failure, result, words))
                .orElseGet(() -> application.end("sync", report.exitCode(), result, words));
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

    private SyncDefinition definition(Settings settings, SyncMode wanted) {
        return SyncDefinition.builder(syncName(), settings.destination())
                .config(settings.config())
                .target(settings.target())
                .mode(wanted)
                .primaryKey(key)
                .mapping(map)
                .limit(limit == null ? OptionalLong.empty() : OptionalLong.of(limit))
                .full(full)
                .sample(sample)
                .removeForgotten(removeForgotten)
                .lockWait(wait)
                .guards(guards.guards())
                .stateDirectory(directory.state(application.console()))
                .deadLetters(directory.deadLetters(application.console()))
                .stateSource(sourceArguments.stateName())
                .query(sourceArguments.query())
                .build();
    }

    /** The embedded server before it has a port. */
    private static Settings nominal(Settings settings) {
        return settings.at("redis://127.0.0.1:6379");
    }

    private void requireUsable(SyncMode wanted) {
        sourceArguments.require();
        if (name == null && isCompared(wanted) && sourceArguments.name().isEmpty()) {
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

    private String syncName() {
        return name != null ? name : sourceArguments.name().orElseGet(sourceArguments::label);
    }

    private void say(String line) {
        if (!root.quiet) {
            application.console().say(line);
        }
    }
}
