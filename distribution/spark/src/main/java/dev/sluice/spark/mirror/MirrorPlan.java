package dev.sluice.spark.mirror;

import static java.util.Objects.requireNonNull;

import dev.sluice.host.definition.Guards;
import dev.sluice.host.definition.SyncDefinition;
import dev.sluice.host.definition.SyncName;
import dev.sluice.host.failure.HostException;
import dev.sluice.host.failure.HostFailure;
import dev.sluice.host.run.SyncEngine;
import dev.sluice.host.setting.Modes;
import dev.sluice.spark.key.KeyOrder;
import dev.sluice.spark.option.DestinationSettings;
import dev.sluice.spark.option.GivenOptions;
import dev.sluice.spark.option.OptionName;
import dev.sluice.spark.option.RejectedRows;
import dev.sluice.spark.plugin.Plugins;
import dev.sluice.spark.sink.DataFrameSource;
import dev.sluice.spark.type.Columns;
import dev.sluice.spi.DestinationException;
import dev.sluice.spi.SyncMode;
import dev.sluice.spi.WriteProfile;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * A mirror that fits its columns and its destination.
 *
 * @param state the folder that holds what the sync remembers
 * @param columns of the DataFrame
 * @param target where the records are, in the destination's words and without secrets
 * @param order which row of a key counts
 */
record MirrorPlan(
        GivenOptions options, Path state, Columns columns, SyncDefinition definition, String target, KeyOrder order) {
    /** What states call the rows of a DataFrame: two of them are told apart by the name of the sync. */
    static final String SOURCE = "spark";

    /**
     * Plans a mirror without any I/O at the target.
     *
     * @throws HostException with what is wrong with options, columns or key
     * @throws DestinationException if settings are wrong or the mode is not offered
     */
    static MirrorPlan of(Columns columns, Map<String, String> given) {
        GivenOptions options = GivenOptions.of(given, OptionName.Use.MIRROR);
        Path state = state(options);
        String name = SyncName.ofFolder(state.getFileName().toString());
        DestinationSettings settings = DestinationSettings.of(options, Plugins.load(options.text(OptionName.PLUGINS)));
        SyncMode mode = Modes.parse(
                options.given(OptionName.SYNC_MODE).orElse("mirror"),
                settings.destination().spec());
        requireMode(mode);
        Guards any = Guards.DEFAULT;
        Optional<Path> rejected =
                options.text(OptionName.REJECTED_PATH).map(text -> local(OptionName.REJECTED_PATH, text));
        SyncDefinition.Builder definition = SyncDefinition.builder(name, settings.destination())
                .config(settings.config())
                .target(settings.target())
                .mode(mode)
                .primaryKey(options.names(OptionName.KEY))
                .guards(new Guards(
                        options.number(OptionName.MIN_ROWS, 0).orElse(1),
                        options.number(OptionName.MAX_DELETES, 0),
                        options.number(OptionName.MAX_DELETE_PERCENT, 0, 100),
                        options.number(OptionName.MAX_ERRORS, 0),
                        options.number(OptionName.MAX_ERROR_PERCENT, 0, 100),
                        any.onMissingColumn(),
                        any.onNewColumn()))
                .removeForgotten(options.isTrue(OptionName.REMOVE_FORGOTTEN))
                .stateDirectory(parent(state))
                .stateSource(SOURCE)
                .keptRow(RejectedRows.kept(options));
        rejected.ifPresent(definition::deadLetters);
        SyncDefinition built = definition.build();
        WriteProfile profile = SyncEngine.profile(built, new DataFrameSource(columns.schema()));
        return new MirrorPlan(
                options,
                state,
                columns,
                built,
                profile.target(),
                KeyOrder.of(options, columns.schema(), profile.identity()));
    }

    private static Path state(GivenOptions options) {
        String text = options.text(OptionName.STATE_PATH)
                .orElseThrow(() -> HostFailure.ARGUMENT_INVALID.exception(
                        "It is not said where the mirror remembers what it wrote.",
                        "Name a folder of the driver's machine whose last part is the name of the sync:"
                                + " option(\"state.path\", \"/var/lib/sluice/state/users\")."));
        Path state = local(OptionName.STATE_PATH, text);
        Path last = state.getFileName();
        if (last == null || !SyncName.folder(SyncName.ofFolder(last.toString())).equals(last.toString())) {
            throw HostFailure.ARGUMENT_INVALID.exception(
                    "The last part of the option state.path is no name of a sync: " + text + ".",
                    "Take letters, digits, dots, dashes and underscores, such as /var/lib/sluice/state/users.");
        }
        return state;
    }

    /** Of a path that is absolute and has a last part. */
    private static Path parent(Path state) {
        return requireNonNull(state.getParent());
    }

    private static Path local(OptionName option, String text) {
        String path = text.startsWith("file://") ? text.substring("file://".length()) : text;
        try {
            if (!path.contains("://")) {
                return Path.of(path).toAbsolutePath().normalize();
            }
        } catch (InvalidPathException e) {
            // Told below.
        }
        throw HostFailure.ARGUMENT_INVALID.exception(
                "The option " + option.text() + " of a mirror is a folder of the driver's machine, and '" + text
                        + "' is none.",
                "Name a local folder, such as one of a volume that stays: files are locked and replaced there.");
    }

    private static void requireMode(SyncMode mode) {
        if (!mode.removes() && !mode.isAudience()) {
            throw HostFailure.MODE_UNSUPPORTED.exception(
                    "The mode " + Modes.name(mode) + " compares no rows.",
                    "Write it by format(\"sluice\"), or leave sync.mode out: a mirror is the default here.");
        }
    }
}
