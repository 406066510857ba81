package dev.sluice.cli.option;

import dev.sluice.cli.help.InSection;
import dev.sluice.cli.help.Section;
import dev.sluice.cli.installation.Host;
import dev.sluice.cli.installation.Interruption;
import dev.sluice.cli.output.Console;
import dev.sluice.cli.settings.Settings;
import dev.sluice.definition.SyncEntry;
import dev.sluice.host.cursor.CursorValue;
import dev.sluice.host.deadletter.KeptRow;
import dev.sluice.host.definition.SyncDefinition;
import dev.sluice.host.failure.HostFailure;
import dev.sluice.host.run.SyncEngine;
import dev.sluice.host.setting.Modes;
import dev.sluice.host.source.Source;
import dev.sluice.spi.SyncMode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options that say what a sync is: its rows, where they go, and how. They lie over what a definition file says. */
@InSection(Section.SYNC)
@SuppressWarnings("unused") // the parser sets the fields
public final class SyncOptions {
    @Mixin
    private SourceArguments sourceArguments = new SourceArguments();

    @Mixin
    private Connection connection = new Connection();

    @Option(names = "--mode", paramLabel = "MODE", description = "upsert, insert, update or mirror. Default: upsert.")
    private @Nullable String mode;

    @Option(
            names = "--changes",
            paramLabel = "all|changed",
            description =
                    "Whether every row is sent, or only rows that differ from what this sync wrote. Default: all; a mirror sends only changed rows.")
    private @Nullable Changes changes;

    /** Which rows are sent. */
    enum Changes {
        ALL,
        CHANGED
    }

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

    @Option(
            names = "--max-rows-per-second",
            paramLabel = "N",
            description =
                    "Sends at most so many rows a second, for the sake of who reads meanwhile. Default: as many as go.")
    private @Nullable Long maxRowsPerSecond;

    @Option(
            names = "--dead-letters",
            paramLabel = "none|key|row",
            description =
                    "What is kept of a row that was not written, for 30 days: nothing, its key, or all of it. Default: row.")
    private @Nullable KeptRow keptRow;

    @InSection(Section.MIRROR)
    @Option(names = "--full", description = "A mirror writes every row again, whatever it remembers.")
    private boolean full;

    @InSection(Section.MIRROR)
    @Option(
            names = "--rekey",
            description =
                    "If the key is another than that of the last run: removes the records that were written under the former one, then writes every row. The guards count records without a row as removed.")
    private boolean rekey;

    @InSection(Section.MIRROR)
    @Option(
            names = "--sample",
            paramLabel = "N|all",
            converter = SampleOption.class,
            description = "A mirror looks whether so many unchanged records are still at the destination. Default: 64.")
    private @Nullable Long sample;

    @InSection(Section.MIRROR)
    @Option(
            names = "--remove-forgotten",
            description =
                    "A mirror removes what it wrote to a target that was emptied since, where the source no longer has it: keys that may belong to another application by now.")
    private boolean removeForgotten;

    @InSection(Section.RUN)
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

    @InSection(Section.RUN)
    @Option(
            names = "--name",
            paramLabel = "NAME",
            description = "Names the sync: what a mirror remembers belongs to it. Default: the file's name.")
    private @Nullable String name;

    @InSection(Section.RUN)
    @Option(names = "--all", description = "Every sync of sluice.yaml.")
    private boolean all;

    @InSection(Section.RUN)
    @Option(names = "--jobs", paramLabel = "N", description = "Runs so many syncs at once. Default: 1.")
    private int jobs = 1;

    /**
     * A sync as options and a definition describe it.
     *
     * @param settings of its destination
     * @param definition with the address of the embedded server before it has a port, where {@code embedded}
     * @param arguments its rows
     * @param place where its state is
     * @param embedded whether it goes to the embedded server
     */
    public record Resolved(
            Settings settings,
            SyncDefinition definition,
            SourceArguments arguments,
            WorkDirectory place,
            boolean embedded) {
        /** To read a header may take as long as a pipe makes it wait. From the run on, that has a way of its own to be stopped. */
        public Source open(Host host, Interruption interruption) {
            return open(
                    host,
                    interruption,
                    definition.compares() || definition.maxRowsPerSecond().isPresent(),
                    SyncEngine.readsFrom(definition));
        }

        /** As {@link #open} does, for what reads every row, and more than once. */
        public Source openForPasses(Host host, Interruption interruption) {
            return open(host, interruption, true, Optional.empty());
        }

        private Source open(Host host, Interruption interruption, boolean again, Optional<CursorValue> from) {
            try (Interruption.Stoppable reading = interruption.onRequest(Thread.currentThread()::interrupt)) {
                return arguments.open(host, again, from);
            }
        }
    }

    /**
     * Those of a sync that the definition file describes alone.
     *
     * @param directory where its state is, if it is named
     * @param jobs how many syncs run at once
     */
    public static SyncOptions of(WorkDirectory directory, int jobs) {
        SyncOptions options = new SyncOptions();
        options.directory = directory;
        options.jobs = jobs;
        return options;
    }

    /** The words that name syncs or files. */
    public List<String> words() {
        return sourceArguments.words();
    }

    /** Where its state is, as far as an option says. */
    public WorkDirectory place() {
        return directory;
    }

    /** What the sync is to be called, if an option says so. */
    public Optional<String> name() {
        return Optional.ofNullable(name);
    }

    /** Whether options or words alone say where rows come from, or which sync is meant. */
    public boolean namesSource() {
        return sourceArguments.isNamed();
    }

    /** Whether every sync of the definition file is meant. */
    public boolean all() {
        return all;
    }

    /** How many unchanged rows to look at, if the option says so. */
    public OptionalLong sample() {
        return sample == null ? OptionalLong.empty() : OptionalLong.of(sample);
    }

    /** How many syncs run at once. */
    public int jobs() {
        if (jobs < 1) {
            throw HostFailure.ARGUMENT_INVALID.exception("--jobs is " + jobs + ".", "Give a number from 1 on.");
        }
        return jobs;
    }

    /** Refuses options that are of one sync, where several are named. */
    public void requireForOne(List<String> names) {
        if (name != null || !key.isEmpty() || !map.isEmpty()) {
            throw HostFailure.ARGUMENT_INVALID.exception(
                    "--name, --key and --map are for one sync, and " + names.size() + " are named.",
                    "Leave them out, or take the syncs one by one.");
        }
    }

    /** What is to be synced, with every problem of it told at once. Safe for use by several threads. */
    public synchronized Resolved resolve(Host host, Console console, NamedSync named) {
        SyncEntry entry = named.entry();
        Problems problems = new Problems(entry);
        Optional<Settings> to = problems.collect(() -> connection.settings(host, console, entry, named.base()));
        Optional<SourceArguments> from = problems.collect(() -> sourceArguments.with(entry, named.base(), console));
        from.ifPresent(arguments -> arguments.require(console, problems));
        Optional<SyncMode> offered = to.flatMap(settings -> problems.collect(
                "mode",
                () -> Modes.parse(
                        mode == null ? entry.text("mode").orElse("upsert") : mode,
                        settings.destination().spec())));
        problems.collect("guards", () -> guards.guards(entry));
        problems.collect("dead_letters", () -> keptRow(entry));
        problems.collect("sample", () -> sample(entry));
        problems.throwIfAny();
        Settings settings = to.orElseThrow();
        SourceArguments arguments = from.orElseThrow();
        SyncMode wanted = offered.orElseThrow();
        WorkDirectory place = directory.otherwise(named.stateDirectory());
        boolean changedOnly = changedOnly(entry, wanted);
        if (name == null
                && !named.isDefined()
                && changedOnly
                && arguments.name().isEmpty()) {
            throw HostFailure.NAME_MISSING.exception();
        }
        SyncDefinition definition = definition(
                console,
                named,
                arguments,
                place,
                connection.embedded() ? nominal(settings) : settings,
                wanted,
                changedOnly);
        return new Resolved(settings, definition, arguments, place, connection.embedded());
    }

    private SyncDefinition definition(
            Console console,
            NamedSync named,
            SourceArguments arguments,
            WorkDirectory place,
            Settings settings,
            SyncMode wanted,
            boolean changedOnly) {
        SyncEntry entry = named.entry();
        return SyncDefinition.builder(syncName(named, arguments), settings.destination())
                .config(settings.config())
                .target(settings.target())
                .mode(wanted)
                .changedOnly(changedOnly)
                .primaryKey(key.isEmpty() ? entry.texts("key") : key)
                .mapping(map.isEmpty() ? entry.texts("map") : map)
                .limit(limit == null ? OptionalLong.empty() : OptionalLong.of(limit))
                .maxRowsPerSecond(
                        maxRowsPerSecond == null
                                ? entry.number("max_rows_per_second")
                                        .map(OptionalLong::of)
                                        .orElse(OptionalLong.empty())
                                : OptionalLong.of(maxRowsPerSecond))
                .full(full)
                .sample(sample != null ? sample : sample(entry))
                .removeForgotten(removeForgotten)
                .rekey(rekey)
                .lockWait(wait)
                .guards(guards.guards(entry))
                .stateDirectory(place.state(console))
                .deadLetters(place.deadLetters(console))
                .keptRow(keptRow(entry))
                .stateSource(arguments.stateName())
                .query(arguments.query())
                .cursor(arguments.cursor())
                .build();
    }

    private boolean changedOnly(SyncEntry entry, SyncMode wanted) {
        String text = changes != null
                ? changes.name().toLowerCase(Locale.ROOT)
                : entry.text("changes").orElse(isCompared(wanted) ? "changed" : "all");
        if (text.equals("all") && isCompared(wanted)) {
            throw HostFailure.ARGUMENT_INVALID.exception(
                    "Every row is to be sent (changes: all), and the mode "
                            + wanted.name().toLowerCase(Locale.ROOT) + " sends what changed.",
                    "Leave it out. To write every row again once: --full.");
        }
        return text.equals("changed");
    }

    private KeptRow keptRow(SyncEntry entry) {
        return keptRow != null
                ? keptRow
                : entry.text("dead_letters").map(SyncOptions::keptRow).orElse(KeptRow.ROW);
    }

    private static KeptRow keptRow(String text) {
        try {
            return KeptRow.valueOf(text.strip().toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw HostFailure.ARGUMENT_INVALID.exception(
                    "'" + text + "' is nothing that can be kept of a row (dead_letters).", "Give none, key or row.");
        }
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
}
