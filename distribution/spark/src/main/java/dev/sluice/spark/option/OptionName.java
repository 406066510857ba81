package dev.sluice.spark.option;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The options of a write that are not settings of the destination. */
public enum OptionName {
    DESTINATION("destination", "", "The destination, such as `redis`. Not needed where the URL tells it."),
    URL("url", "", "Its URL, if that holds no secret: options are shown in plans and in Spark's UI."),
    URL_ENV("url.env", "", "The variable in the environment of the driver that holds the URL."),
    URL_FILE("url.file", "", "The file on the driver that holds the URL."),
    SYNC_NAME(
            "sync.name",
            "dataframe",
            "Names the sync in reports. Of a mirror the last part of `state.path` does.",
            Use.WRITE),
    SYNC_MODE(
            "sync.mode",
            "upsert",
            "What is done to records: `upsert`, `insert` or `update`; of a mirror `mirror`, which is its default, or a mode of audiences."),
    KEY(
            "key",
            "",
            "The columns that name a row, separated by commas. A name with a comma in it or a blank at an end is written in backquotes: `` `last, first`, id ``."),
    ON_DUPLICATE(
            "on_duplicate",
            "reject",
            "What becomes of rows with the same key: all are rejected (`reject`), or the `first` or the `last` by `order_by` counts and the"
                    + " others are skipped."),
    ORDER_BY(
            "order_by",
            "",
            "The column whose lowest value is `first` and whose highest is `last`. A null is lower than any value."),
    PARALLELISM(
            "parallelism",
            "",
            "The most tasks, and so connections, at a time. By default as many as the destination prefers.",
            Use.WRITE),
    STATE_PATH(
            "state.path",
            "",
            "Of a mirror: the folder on the driver's machine that holds what the sync remembers. Its last part is the name of the sync.",
            Use.MIRROR),
    STATE_MOVE(
            "state.move",
            "",
            "Of a mirror whose state was written from another source: the name of that source, as the refusal tells it.",
            Use.MIRROR),
    MIN_ROWS("min_rows", "1", "Of a mirror: fewer rows than this end the run before it writes.", Use.MIRROR),
    MAX_DELETES("max_deletes", "", "Of a mirror: more removals than this end the run before it writes.", Use.MIRROR),
    MAX_DELETE_PERCENT(
            "max_delete_percent",
            "",
            "Of a mirror: a higher share of the known records to remove ends the run before it writes. By default 10, and 50 below"
                    + " 100 known records.",
            Use.MIRROR),
    REMOVE_FORGOTTEN(
            "remove_forgotten",
            "false",
            "Of a mirror whose target was emptied or replaced: `true` removes what is there of the rows that it had forgotten.",
            Use.MIRROR),
    MAX_ERRORS("max_errors", "", "More rejected rows than this fail the job, after all else is written."),
    MAX_ERROR_PERCENT(
            "max_error_percent", "", "A higher share of rejected rows fails the job, after all else is written."),
    REJECTED_PATH(
            "rejected.path",
            "",
            "The folder, of any file system that Spark knows, that keeps the rejected rows. Without it they are counted only. Of a mirror a"
                    + " folder on the driver's machine."),
    REJECTED_ROWS("rejected.rows", "row", "What is kept of a rejected row: `row`, or only its `key`."),
    RUNS_PATH("runs.path", "", "The folder that keeps the report of each run as JSON."),
    PLUGINS("plugins", "", "A folder of further destinations, a folder for each, at the same path on every machine.");

    /** What an option is one of. */
    public enum Use {
        /** A write. */
        WRITE,
        /** A mirror. */
        MIRROR
    }

    private final String text;
    private final String standard;
    private final String description;
    /** Null for an option of both. */
    private final @Nullable Use only;

    OptionName(String text, String standard, String description) {
        this(text, standard, description, null);
    }

    OptionName(String text, String standard, String description, @Nullable Use only) {
        this.only = only;
        this.text = text;
        this.standard = standard;
        this.description = description;
    }

    /** As users write it. */
    public String text() {
        return text;
    }

    /** What holds without it, empty if nothing does. */
    public String standard() {
        return standard;
    }

    /** For the documentation, in Markdown. */
    public String description() {
        return description;
    }

    static Optional<OptionName> find(String name) {
        String wanted = name.toLowerCase(Locale.ROOT);
        return Arrays.stream(values())
                .filter(option -> option.text.equals(wanted))
                .findFirst();
    }

    private boolean isOf(Use use) {
        return only == null || only == use;
    }

    static Optional<OptionName> find(String name, Use use) {
        return find(name).filter(option -> option.isOf(use));
    }

    static List<String> names(Use use) {
        return Arrays.stream(values())
                .filter(option -> option.isOf(use))
                .map(OptionName::text)
                .toList();
    }
}
