package dev.sluice.host.failure;

import static dev.sluice.spi.ErrorCategory.AUTHENTICATION;
import static dev.sluice.spi.ErrorCategory.CANCELLED;
import static dev.sluice.spi.ErrorCategory.CAPACITY;
import static dev.sluice.spi.ErrorCategory.CONFIGURATION;
import static dev.sluice.spi.ErrorCategory.CONNECTION;
import static dev.sluice.spi.ErrorCategory.DATA;
import static dev.sluice.spi.ErrorCategory.GUARD;
import static dev.sluice.spi.ErrorCategory.LOCKED;
import static dev.sluice.spi.ErrorCategory.PERMISSION;
import static dev.sluice.spi.ErrorCategory.UNSUPPORTED_MODE;
import static dev.sluice.spi.ErrorCode.Scope.ROW;
import static dev.sluice.spi.ErrorCode.Scope.RUN;
import static dev.sluice.spi.ErrorCode.Scope.WARNING;

import dev.sluice.spi.ErrorCategory;
import dev.sluice.spi.ErrorCode;
import dev.sluice.spi.ErrorDetail;

/**
 * Every failure that a host reports itself, whatever the destination: the list that {@code sluice errors} shows. The name of a constant is
 * its code. Message and remedy are general; what is reported may be more precise.
 */
public enum HostFailure {
    // The source as a whole.
    SOURCE_MISSING(
            RUN,
            DATA,
            "There is no such file.",
            "Check the path. On the command line it is relative to the working directory, in sluice.yaml to that file."),
    SOURCE_NOT_A_FILE(
            RUN,
            DATA,
            "The path is that of a folder or a device.",
            "Name a file, or the files of a folder by a pattern: 'FOLDER/*.csv'."),
    SOURCE_FORMAT_UNKNOWN(
            RUN,
            DATA,
            "The name of the file does not tell its format.",
            "Name the format: --format csv, tsv, ndjson, json, parquet, avro or xlsx. Or give the file an ending that tells it: .csv, .txt, .tsv, .tab, .ndjson, .jsonl, .json, .avro (also with .gz or .zst), .parquet, .xlsx."),
    SOURCE_REMOTE(
            RUN,
            CONFIGURATION,
            "Only local files can be read.",
            "Pass the data through a pipe, such as curl -fsSL URL, and read - with --format."),
    SOURCE_READ_ONCE(
            RUN,
            CONFIGURATION,
            "A stream can be read once only, and is needed again.",
            "Save it to a file, and name that."),
    SOURCE_SPOOL_FAILED(
            RUN,
            CAPACITY,
            "The temporary file in which a stream is kept to be read again cannot be written.",
            "Check that the temporary directory is writable and has room for all of the data; TMPDIR names another."),
    SOURCE_ZSTD_MISSING(
            RUN,
            CONFIGURATION,
            "The native library that unpacks zstd cannot be loaded.",
            "Check that the temporary directory lets programs run (TMPDIR names another), or pass what zstd -dc prints through a pipe, and read - with --format."),
    SOURCE_FILES_DIFFER(
            RUN,
            CONFIGURATION,
            "Files that are to be read as one do not fit together: a column has different types, or the formats differ.",
            "Sync them one by one, or give the column one type: --types COLUMN=TYPE, or for Parquet a query with a cast."),
    SOURCE_TYPES_UNUSED(
            RUN,
            CONFIGURATION,
            "Types are given for a file that has its own.",
            "Leave the types out, or cast the columns in a query: --sql \"SELECT …\"."),
    SOURCE_UNREADABLE(
            RUN,
            DATA,
            "The file cannot be read, or no further.",
            "Check that the file is whole, that it is of the format that its name or --format tells, and that it may be read."),
    SOURCE_COLUMN_REFUSED(
            RUN,
            DATA,
            "A column is of a type, or has a name, that cannot be carried exactly.",
            "Write it as another type, or leave the column out: --map 'COLUMN=' --map '*'."),
    SOURCE_MEMORY(
            RUN,
            CAPACITY,
            "The memory does not suffice to read the source.",
            "Give the process more memory (SLUICE_JAVA_OPTS=-Xmx1g), or write the source in smaller pages or row groups."),
    SOURCE_BROKEN(
            RUN,
            ErrorCategory.INTERNAL,
            "The source threw what it does not declare.",
            "Run again with --verbose, and report what it prints to the makers of the source."),
    SOURCE_HEADER_INVALID(
            RUN,
            DATA,
            "The header cannot be used: a column name occurs twice or is unreadable.",
            "Give every column a name of its own in the first line."),
    SOURCE_COLUMN_UNKNOWN(
            RUN,
            CONFIGURATION,
            "A type is given for a column that the file does not have.",
            "Name one of its columns."),
    SOURCE_EMPTY(
            RUN,
            GUARD,
            "The source has no row to mirror, or not even a header.",
            "Check the source. A mirror that is to remove every record: --min-rows 0 --max-delete-percent 100."),
    TOO_FEW_ROWS(
            RUN,
            GUARD,
            "The source has fewer rows than it has at least.",
            "Check the source, or allow fewer: --min-rows N."),
    TOO_MANY_REMOVALS(
            RUN,
            GUARD,
            "The run would remove more records than it may.",
            "Check the source, or allow more: --max-deletes N or --max-delete-percent P."),
    TOO_MANY_ERRORS(
            RUN,
            GUARD,
            "More rows were rejected than may be.",
            "Look at why in the report and the dead letters, or allow more: --max-errors N or --max-error-percent P."),
    COLUMN_MISSING(
            RUN,
            GUARD,
            "The source no longer has a column that the last run wrote.",
            "Mend the source, or the mapping if the column has another name. If it is to be missing: --on-missing-column warn."),
    COLUMN_NEW(
            RUN,
            GUARD,
            "The source has a new column.",
            "Look whether it is to be written. If it may be there: --on-new-column warn."),
    SOURCE_CHANGED(
            RUN,
            DATA,
            true,
            "The source changed while a mirror read it.",
            "Run again once the source is complete; rows that are written already are not written again."),
    SOURCE_QUERY_NOT_READING(
            RUN,
            CONFIGURATION,
            "The query is not one statement that reads.",
            "Give one SELECT (or WITH, FROM, VALUES) statement and no other."),
    SOURCE_QUERY_FAILED(
            RUN,
            CONFIGURATION,
            "The query failed.",
            "Correct the query. File names in it are relative to the working directory, in sluice.yaml to that file."),
    SOURCE_ENGINE(
            RUN,
            CAPACITY,
            "The embedded query engine cannot start.",
            "Check that the temporary directory is writable and has room, and that memory is left."),
    SOURCE_ENGINE_MISSING(
            RUN,
            CONFIGURATION,
            "The native library of the embedded query engine cannot be loaded.",
            "Check that the lib directory of this installation is whole and made for this machine, or, where the library is inside a jar, that the temporary directory has 100 MB of room and lets programs run."),
    SOURCE_CLOSED(
            RUN, ErrorCategory.INTERNAL, "The source is read after it was closed.", "Report this defect of the host."),

    // A database as the source.
    SOURCE_DATABASE_SETTING(
            RUN,
            CONFIGURATION,
            "A setting of the source's connection cannot be used.",
            "docs/databases.md lists the URLs and the properties that are allowed for each database."),
    SOURCE_DRIVER_MISSING(
            RUN,
            CONFIGURATION,
            "The driver of the database is not installed.",
            "Put the driver's jar into a folder of its own under drivers/ of the installation."),
    SOURCE_DATABASE_UNREACHABLE(
            RUN,
            CONNECTION,
            true,
            "The database cannot be reached.",
            "Check host and port in the URL, that the database runs, and that no firewall is between."),
    SOURCE_DATABASE_LOGIN(
            RUN,
            AUTHENTICATION,
            "The database refuses the user or the password.",
            "Check user and password, and that the user may log in from this machine."),
    SOURCE_DATABASE_MISSING(
            RUN, DATA, "There is no such database.", "Check the name of the database at the end of the URL."),
    SOURCE_DATABASE_PERMISSION(
            RUN,
            PERMISSION,
            "The user may not read what the query reads.",
            "Let the owner grant it: GRANT SELECT ON table TO user."),
    SOURCE_COLUMN_TYPE(
            RUN,
            CONFIGURATION,
            "A column of the query is of a type that has no exact form.",
            "Cast it in the query, or leave it out."),
    SOURCE_QUERY_TIMEOUT(
            RUN,
            CONNECTION,
            true,
            "The query takes longer than it may.",
            "Make the query cheaper, or raise the time limit: --query-timeout (query_timeout in sluice.yaml), or that of the database."),
    SOURCE_CONNECTION_LOST(
            RUN,
            CONNECTION,
            true,
            "The database ended the query before its last row. A mirror removed nothing.",
            "Run again. The log of the database tells why it ended the query."),
    SOURCE_DATABASE_FAILED(
            RUN,
            DATA,
            "The database reports an error in the values that the query reads.",
            "Run the query with the database's own client, which shows the value."),
    CURSOR_INVALID(
            RUN,
            CONFIGURATION,
            "The cursor of the sync cannot be used.",
            "Correct the cursor (--cursor, --lookback, or cursor in sluice.yaml), or leave it out."),

    // Rows of the source.
    ROW_NOT_JSON(ROW, DATA, "The row is not valid JSON.", "Correct the row, or write it again with a JSON library."),
    ROW_NOT_AN_OBJECT(
            ROW,
            DATA,
            "The row is not one JSON object.",
            "Write each row as one JSON object: in NDJSON on a line of its own. An array of objects is read with --format json."),
    ROW_QUOTES(
            ROW,
            DATA,
            "The quotes of the row do not match.",
            "Write a quote inside a quoted field twice, and nothing behind the closing one; or take quotes for text: --quotes off."),
    ROW_TOO_NESTED(ROW, DATA, "The row is nested too deep.", "Flatten the value."),
    ROW_TOO_LONG(
            ROW, DATA, "The row is longer than allowed.", "Shorten the row, or check for a missing line end or quote."),
    ROW_FIELD_DUPLICATE(
            ROW, DATA, "A field occurs twice in the row.", "Give every field of an object a name of its own."),
    ROW_FIELD_UNNAMED(ROW, DATA, "The row has a field with an empty name.", "Give every field a name."),
    ROW_NUMBER_OUT_OF_RANGE(
            ROW,
            DATA,
            "A number has more digits or a larger exponent than can be carried exactly.",
            "Write such a number as text."),
    ROW_ENCODING(ROW, DATA, "The row is not valid Unicode text.", "Save the file as UTF-8."),
    ROW_HALF_CHARACTER(
            ROW,
            DATA,
            "An escape such as \\ud83d alone is half a character.",
            "Write the character itself, or both halves."),
    ROW_FIELD_COUNT(
            ROW,
            DATA,
            "The row has more or fewer fields than the header.",
            "Check the row for a delimiter or quote that is missing or too many."),
    ROW_VALUE_TYPE(
            ROW, DATA, "A value is not of the type of its column.", "Correct the value, or read the column as text."),
    VALUE_NOT_REPRESENTABLE(
            ROW,
            DATA,
            "A nested value holds NaN or an infinity, which JSON cannot carry.",
            "Write null or a number in its place, or leave the column out."),
    DUPLICATE_IDENTITY(
            ROW,
            DATA,
            "An earlier row of the mirror has the same key, and that one counts.",
            "Make the key unique at the source, or choose a key that is."),

    // Mapping and key.
    DEFINITION_INVALID(RUN, CONFIGURATION, "The sync has several problems.", "Correct each of them."),
    MAPPING_SYNTAX(
            RUN,
            CONFIGURATION,
            "An entry of the mapping cannot be read.",
            "Write 'name', 'from=to', 'name=' to leave a field out, or '*' for all others."),
    MAPPING_EMPTY(
            RUN,
            CONFIGURATION,
            "The mapping leaves fields out and takes none.",
            "Add '*' to take every other field, or list the fields to take."),
    MAPPING_CONTRADICTION(
            RUN, CONFIGURATION, "The mapping both takes a field and leaves it out.", "Keep one of the two entries."),
    MAPPING_DUPLICATE_NAME(
            RUN,
            CONFIGURATION,
            "After mapping, two fields would have one name.",
            "Give one of them another name ('from=to'), or leave one out ('name=')."),
    MAPPING_UNKNOWN_FIELD(
            RUN, CONFIGURATION, "The mapping names a field that the source does not have.", "Name one of its fields."),
    KEY_FIELD_UNKNOWN(RUN, CONFIGURATION, "The key is a field that the rows do not have.", "Name one of their fields."),
    KEY_FIELD_LEFT_OUT(
            RUN,
            CONFIGURATION,
            "The mapping leaves a field of the key out or renames it.",
            "Take the field in the mapping (--map NAME, or --map '*' for all columns that it does not name), or name the key as it is after"
                    + " mapping."),
    SETTING_FIELD_UNKNOWN(
            RUN,
            CONFIGURATION,
            "A setting of the destination names a field that the rows do not have.",
            "Name one of their fields, as it is after mapping."),

    // The state of a mirror.
    STATE_MISSING(
            RUN,
            CONFIGURATION,
            "The host keeps no state, and a mirror needs one.",
            "Give the engine a ChangeStates, such as that of sluice-state, or sync in another mode."),
    STATE_IN_USE(
            RUN,
            LOCKED,
            true,
            "Another run holds this sync.",
            "Wait until it has ended (--wait 10m does), or give this sync a name of its own: --name."),
    STATE_UNREADABLE(
            RUN,
            DATA,
            "The state of the sync is damaged or cannot be read.",
            "Check that its files may be read and are whole, or take them from a backup. To start over: sluice state reset NAME. Every row is then written again, and records that were removed from the source meanwhile stay."),
    STATE_FORMER(
            RUN,
            GUARD,
            "The state of the sync has the form of an earlier version.",
            "Start over: sluice state reset NAME. Every row is then written again, and records that were removed from the source meanwhile stay."),
    STATE_ENGINE_MISSING(
            RUN,
            CONFIGURATION,
            "The native library of the engine that keeps the state of a mirror cannot be loaded.",
            "Check that the lib directory of this installation is whole and made for this machine, or, where the library is inside a jar, that the temporary directory has 100 MB of room and lets programs run."),
    STATE_OTHER_SOURCE(
            RUN,
            GUARD,
            "The state was written from another source.",
            "If it is another sync, give it a name of its own: --name. If the same rows moved: sluice state move NAME --source SOURCE."),
    STATE_OTHER_TARGET(
            RUN,
            GUARD,
            "The state was written for another target.",
            "If these are the same records at a new address: sluice state move NAME --target TARGET. To fill another target, and leave the records at the former one: --full. To keep both, give this sync a name of its own: --name."),
    STATE_OTHER_KEY(
            RUN,
            GUARD,
            "The state was written with another key.",
            "To remove the records of that key, and write every row under the new one: --rekey. Or use that key, or give this sync a name of its own: --name. To start over: sluice state reset NAME. Records of the old key then stay."),
    RUN_UNKNOWN(RUN, CONFIGURATION, "There is no such run.", "`sluice runs` lists the runs that are kept."),
    RUNS_UNREADABLE(
            RUN,
            CAPACITY,
            "The files of runs cannot be read.",
            "Check the rights of the directory runs, under --state-dir."),
    STATE_UNKNOWN(
            RUN,
            CONFIGURATION,
            "There is no state of this name.",
            "List the states that there are: sluice state list. They belong to a folder: --state-dir."),
    STATE_MOVE_EMPTY(
            RUN,
            CONFIGURATION,
            "It is not said what moved.",
            "Say where the rows come from now, --source, or where the records are now, --target."),
    STATE_FAILED(
            RUN,
            CAPACITY,
            "The state cannot be read or written any further.",
            "Check that the disk has room, the directory is writable, and no other host works in it, then run again: nothing that was written is lost."),
    DEAD_LETTERS_UNWRITABLE(
            RUN,
            CAPACITY,
            "The file of rejected rows cannot be written.",
            "Check that the disk has room and the directory is writable."),
    RETRY_IMPOSSIBLE(
            RUN,
            CONFIGURATION,
            "The rejected rows cannot be sent from where they are kept.",
            "Correct what they were rejected for, and run the sync: it reads every row from its source."),
    REPAIR_IMPOSSIBLE(
            RUN,
            CONFIGURATION,
            "The destination takes all rows of the source at once, so it cannot take some alone.",
            "Run the sync: it writes every row."),

    // Plugins.
    PLUGINS_UNREADABLE(
            RUN,
            CONFIGURATION,
            "The plugin directory cannot be listed.",
            "Check that it is a directory that may be read."),
    PLUGIN_NOT_LOADED(
            WARNING,
            CONFIGURATION,
            "A plugin does not load; the others work.",
            "Check that all jars of the plugin are in its directory and that it is made for this version; or remove it."),
    PLUGIN_SPI_VERSION(
            WARNING,
            CONFIGURATION,
            "A plugin was built for another version of the SPI than this host has; the others work.",
            "Install a version of the plugin that was built for the SPI of this host."),
    PLUGIN_DUPLICATE(RUN, CONFIGURATION, "Two plugins provide the same destination.", "Remove one of them."),
    PLUGIN_DUPLICATE_SCHEME(
            RUN, CONFIGURATION, "Two destinations take URLs of the same scheme.", "Remove one of the plugins."),
    SNAPSHOT_INCOMPLETE(
            RUN,
            GUARD,
            "The destination replaces everything at once, and the source was not read wholly.",
            "Correct the rows that were rejected, or run without a limit; what was there before is unchanged."),
    RUN_UNRESOLVED(
            RUN,
            GUARD,
            "It is not known how an earlier run of this sync ended, so no new one may begin.",
            "Look at the destination what became of that run, and see that it is over. Then say so: sluice state resolve NAME. The next run writes every row again whose fate is not known."),
    RUN_UNCERTAIN(
            RUN,
            CONNECTION,
            true,
            "It cannot be proven that everything that was written in this run is still at the destination.",
            "Run again: a run writes what is not certain."),
    TARGET_REPLACED(
            RUN,
            CONNECTION,
            true,
            "The target is not the one that the run began with, or another run wrote to it at the same time.",
            "See that no other sync uses the same keys and that the target was not restarted empty, then run again."),
    TARGET_UNREADABLE(
            WARNING,
            UNSUPPORTED_MODE,
            "The target cannot be looked at, so what is said of it rests on the state alone.",
            "Look at the target by its own means. `sluice check` tells which rights are missing."),
    MODE_UNSUPPORTED(
            RUN,
            UNSUPPORTED_MODE,
            "The destination does not offer this mode.",
            "`sluice plugins` lists the modes of each destination."),
    DESTINATION_BROKEN(
            RUN,
            ErrorCategory.INTERNAL,
            true,
            "The destination broke its contract: it threw what it does not declare, or gave another number of outcomes than it was given changes.",
            "Write the rows again, and report this to the makers of the destination."),
    DESTINATION_HANGS(
            RUN,
            ErrorCategory.INTERNAL,
            true,
            "The destination did not end a call when it was told to.",
            "Write the rows again, and report this to the makers of the destination."),

    // The definition file.
    DEFINITION_UNREADABLE(
            RUN,
            CONFIGURATION,
            "The definition file cannot be read.",
            "Check the path: --config FILE, the variable SLUICE_CONFIG, or sluice.yaml in the working directory. `sluice init` writes a first one."),
    DEFINITION_SYNTAX(
            RUN,
            CONFIGURATION,
            "The definition file is not YAML.",
            "Correct the file at the line that the message names."),
    DEFINITION_WRONG(
            RUN,
            CONFIGURATION,
            "The definition file has a key or a value that it cannot have.",
            "Correct the file at the line that the message names. `sluice schema` prints what may be there."),
    DEFINITION_EXISTS(
            RUN,
            CONFIGURATION,
            "There is a definition file already.",
            "Change that, or write to another place: sluice init --config FILE."),
    SYNC_UNKNOWN(RUN, CONFIGURATION, "The definition file has no such sync.", "`sluice config show` lists the syncs."),
    SYNC_AMBIGUOUS(
            RUN,
            CONFIGURATION,
            "A word names both a sync of the definition file and a file.",
            "Write ./NAME for the file, or rename the sync."),
    REFERENCE_UNKNOWN(
            RUN,
            CONFIGURATION,
            "A reference is of a kind that there is not.",
            "Write ${env:NAME}, ${env:NAME:-default} or ${file:PATH}; $$ is a dollar."),
    REFERENCE_FILE(
            RUN,
            CONFIGURATION,
            "A file that ${file:PATH} asks for cannot be read.",
            "Check the path, which is relative to the definition file, and that you may read it."),

    // The command line.
    COMMAND_MISSING(
            RUN,
            CONFIGURATION,
            "No command is given.",
            "`sluice --help` and `sluice COMMAND --help` list what there is."),
    COMMAND_UNKNOWN(
            RUN,
            CONFIGURATION,
            "There is no such command.",
            "`sluice --help` and `sluice COMMAND --help` list what there is."),
    OPTION_UNKNOWN(
            RUN,
            CONFIGURATION,
            "There is no such option.",
            "`sluice --help` and `sluice COMMAND --help` list what there is."),
    ARGUMENT_MISSING(
            RUN,
            CONFIGURATION,
            "An option has no value, or an argument is missing.",
            "`sluice --help` and `sluice COMMAND --help` list what there is."),
    ARGUMENT_UNEXPECTED(
            RUN,
            CONFIGURATION,
            "There is an argument too many.",
            "`sluice --help` and `sluice COMMAND --help` list what there is."),
    ARGUMENT_INVALID(
            RUN,
            CONFIGURATION,
            "The value of an option cannot be read.",
            "`sluice --help` and `sluice COMMAND --help` list what there is."),
    SOURCE_AMBIGUOUS(
            RUN,
            CONFIGURATION,
            "No source is given, or more than one, or half of one.",
            "Name a file, or a query over files by --sql, or a database by --jdbc and --query, and one of them only."),
    KEY_MISSING(
            RUN,
            CONFIGURATION,
            "No key is given.",
            "Name the column that identifies a row: --key COLUMN, or key: COLUMN in sluice.yaml."),
    KEY_REPEATED(RUN, CONFIGURATION, "The key names a field twice.", "Name each field of the key once."),
    GUARD_INVALID(
            RUN,
            CONFIGURATION,
            "A guard has a value that it cannot have.",
            "Give a number from 0; a percentage is at most 100."),
    RATE_INVALID(
            RUN,
            CONFIGURATION,
            "max_rows_per_second is below 1.",
            "Give a number from 1, or leave it out for as many rows as go."),
    LIMIT_INVALID(RUN, CONFIGURATION, "--limit is below 1.", "Give a number from 1, or leave it out."),
    NAME_INVALID(
            RUN,
            CONFIGURATION,
            "The name of the sync is not allowed.",
            "Give a name of at most 200 characters and no control characters: --name NAME."),
    NAME_MISSING(
            RUN,
            CONFIGURATION,
            "A mirror of a query, of several files or of a stream needs a name of its own, because what it remembers belongs to that.",
            "Name the sync: --name NAME."),
    KEEP_WITHOUT_EMBEDDED(
            RUN,
            CONFIGURATION,
            "--keep is for the embedded server, and --to names another.",
            "Leave one of the two out."),
    MODE_UNKNOWN(RUN, CONFIGURATION, "There is no such mode.", "`sluice plugins` lists the modes of each destination."),
    URL_INVALID(
            RUN,
            CONFIGURATION,
            "The value of --to is no URL.",
            "Write it as scheme://[user:password@]host[:port], for example redis://localhost:6379/0."),
    ADDRESS_AMBIGUOUS(
            RUN, CONFIGURATION, "Two different addresses of the destination are given.", "Leave one of the two out."),
    DESTINATION_UNKNOWN(
            RUN,
            CONFIGURATION,
            "No installed destination has this id or takes such URLs.",
            "`sluice plugins` lists what is installed; a further one is a directory with its jars under plugins/."),
    SETTING_MALFORMED(RUN, CONFIGURATION, "A --set has no '=' after a name.", "Write it as --set name=value."),
    SETTING_UNKNOWN(
            RUN,
            CONFIGURATION,
            "The destination has no such setting.",
            "`sluice plugins describe ID` lists the settings."),
    SETTING_INVALID(
            RUN,
            CONFIGURATION,
            "The value of a setting is not of its type.",
            "`sluice plugins describe ID` lists the settings with their types."),
    VARIABLE_UNSET(
            RUN,
            CONFIGURATION,
            "A variable that ${env:NAME} asks for is not set in the environment.",
            "Set it, for example: export NAME=…."),
    VARIABLE_UNDECODABLE(
            RUN,
            CONFIGURATION,
            "A variable that ${env:NAME} asks for has bytes that are no text in the encoding of this locale.",
            "Run it in a UTF-8 locale, such as LC_ALL=C.UTF-8."),
    OUTPUT_FAILED(
            RUN,
            CAPACITY,
            "The result cannot be written to the standard output.",
            "Check that there is room where it is redirected to. What the command did stands."),
    RUN_STOPPED(
            RUN,
            CANCELLED,
            "A user stopped the run, by Ctrl-C or SIGTERM.",
            "Run the same command again: it writes what is left, and writing a row twice has the same result."),
    CODE_UNKNOWN(RUN, CONFIGURATION, "Nothing installed reports this code.", "`sluice errors` lists the codes."),
    WORK_DIRECTORY_FAILED(
            RUN,
            CAPACITY,
            "The directory for state, rejected rows and the embedded server cannot be made or written to.",
            "Name one that you may write to: --state-dir DIR, or the variable SLUICE_STATE_DIR."),
    EMBEDDED_UNSUPPORTED(
            RUN,
            CONFIGURATION,
            "There is no embedded server for this machine.",
            "Use a server of your own: --to redis://HOST:PORT."),
    EMBEDDED_UNPACK_FAILED(
            RUN,
            CAPACITY,
            "The embedded server cannot be unpacked.",
            "Check that .sluice is writable and that its file system lets programs run."),
    EMBEDDED_UNSAFE(
            RUN,
            CONFIGURATION,
            "Another user may have put files into the directory of the embedded server.",
            "Run in a directory of your own, or use a server of your own: --to redis://HOST:PORT."),
    EMBEDDED_START_FAILED(
            RUN,
            CAPACITY,
            "The embedded server does not start.",
            "Correct what the message names, or use a server of your own: --to redis://HOST:PORT."),
    EMBEDDED_IN_USE(
            RUN,
            LOCKED,
            true,
            "Another run uses the embedded server.",
            "Wait until it has ended, or stop it with Ctrl-C where it was started (a --keep may still be waiting)."),
    EMBEDDED_MARKER_FAILED(
            RUN,
            CAPACITY,
            "The record that marks the data of the embedded server cannot be read or written.",
            "Check that .sluice is writable; to start over, remove it."),
    MEMORY_EXHAUSTED(RUN, CAPACITY, "The program ran out of memory.", "Give it more, such as SLUICE_JAVA_OPTS=-Xmx1g."),
    INTERNAL(
            RUN,
            ErrorCategory.INTERNAL,
            "The program has a defect.",
            "Run again with --verbose and report what it prints.");

    private final ErrorCode.Scope scope;
    private final ErrorCategory category;
    private final boolean retryable;
    private final String message;
    private final String remedy;

    HostFailure(ErrorCode.Scope scope, ErrorCategory category, String message, String remedy) {
        this(scope, category, false, message, remedy);
    }

    HostFailure(ErrorCode.Scope scope, ErrorCategory category, boolean retryable, String message, String remedy) {
        this.scope = scope;
        this.category = category;
        this.retryable = retryable;
        this.message = message;
        this.remedy = remedy;
    }

    /**
     * The same problem with a place in a file.
     *
     * @param place what stands before the message
     * @param below the lines that follow it
     */
    public static ErrorDetail located(ErrorDetail problem, String place, String below) {
        return new ErrorDetail(
                problem.code(),
                problem.category(),
                place + ": " + problem.message() + below,
                problem.remedy(),
                problem.retryable(),
                problem.retryAfter(),
                problem.at());
    }

    /** The same problem with another remedy. */
    public static ErrorDetail remedied(ErrorDetail problem, String remedy) {
        return new ErrorDetail(
                problem.code(),
                problem.category(),
                problem.message(),
                remedy,
                problem.retryable(),
                problem.retryAfter(),
                problem.at());
    }

    /** The failure in general terms. */
    public ErrorDetail detail() {
        return detail(message, remedy);
    }

    /** The failure with a message of its own and the general remedy. */
    public ErrorDetail detail(String precisely) {
        return detail(precisely, remedy);
    }

    /** The failure with a message and a remedy of its own. */
    public ErrorDetail detail(String precisely, String toDo) {
        return ErrorDetail.of(name(), category, precisely, toDo, retryable);
    }

    /** The exception in general terms. */
    public HostException exception() {
        return new HostException(detail());
    }

    /** The exception with a message of its own and the general remedy. */
    public HostException exception(String precisely) {
        return new HostException(detail(precisely));
    }

    /** The exception with a message and a remedy of its own. */
    public HostException exception(String precisely, String toDo) {
        return new HostException(detail(precisely, toDo));
    }

    /** The failure as {@code sluice errors} lists it. */
    public ErrorCode listed() {
        return new ErrorCode(scope, false, detail());
    }
}
