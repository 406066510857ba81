package dev.sluice.tck.memory;

import dev.sluice.spi.BatchResult;
import dev.sluice.spi.Change;
import dev.sluice.spi.CheckObserver;
import dev.sluice.spi.CheckReport;
import dev.sluice.spi.CheckRequest;
import dev.sluice.spi.CheckRun;
import dev.sluice.spi.CheckStep;
import dev.sluice.spi.Destination;
import dev.sluice.spi.DestinationConfig;
import dev.sluice.spi.DestinationException;
import dev.sluice.spi.DestinationRun;
import dev.sluice.spi.DestinationSpec;
import dev.sluice.spi.DestinationWriter;
import dev.sluice.spi.ErrorCategory;
import dev.sluice.spi.ErrorDetail;
import dev.sluice.spi.Expiry;
import dev.sluice.spi.FieldType;
import dev.sluice.spi.Identity;
import dev.sluice.spi.Outcome;
import dev.sluice.spi.RecordReader;
import dev.sluice.spi.Row;
import dev.sluice.spi.RunContext;
import dev.sluice.spi.RunHandle;
import dev.sluice.spi.RunMarker;
import dev.sluice.spi.SyncMode;
import dev.sluice.spi.WriteProfile;
import dev.sluice.spi.WriteRequest;
import java.math.BigDecimal;
import java.net.URI;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentMap;

/**
 * The reference destination, which keeps every rule. It differs from a key-value store: it has typed cells, a preferred batch of 7, up to
 * two writers, and an INSERT that skips. Mutants override its methods.
 */
public class MemoryDestination implements Destination {
    public static final String ID = "memory";
    public static final int PREFERRED_BATCH = 7;

    /** The URL of a server without users. */
    public static final String OPEN = "memory://open";

    /** The size of a change and its answer. */
    private static final int BYTES = 20;

    /**
     * Where and how a writer writes.
     *
     * @param table the records by name
     * @param mode the mode of the run
     * @param profile the profile of the run
     * @param logIn logs in, with the newest settings
     */
    public record Place(
            ConcurrentMap<String, Map<String, MemoryServer.Cell>> table,
            SyncMode mode,
            WriteProfile profile,
            Runnable logIn) {
        /** A place that lets everybody in. */
        public Place(ConcurrentMap<String, Map<String, MemoryServer.Cell>> table, SyncMode mode, WriteProfile profile) {
            this(table, mode, profile, () -> {});
        }
    }

    @Override
    public DestinationSpec spec() {
        return DestinationSpec.builder(ID, SPI_VERSION)
                .displayName("Memory")
                .version("1")
                .documentation(URI.create("https://example.com/memory"))
                .configSchema(configSchema())
                .targetSchema(targetSchema())
                .modes(modes().toArray(new SyncMode[0]))
                .urlScheme("memory", "server")
                .build();
    }

    public Set<SyncMode> modes() {
        return EnumSet.of(SyncMode.UPSERT, SyncMode.INSERT, SyncMode.UPDATE, SyncMode.MIRROR);
    }

    public String configSchema() {
        return """
                {"type": "object", "additionalProperties": false, "required": ["server"], "properties": {
                  "server": {"type": "string", "title": "Server", "description": "memory://user:password@host",
                    "writeOnly": true, "format": "password"}}}
                """;
    }

    public String targetSchema() {
        return """
                {"type": "object", "additionalProperties": false, "required": ["table"], "properties": {
                  "table": {"type": "string", "title": "Table", "description": "Where the records go."},
                  "texts": {"type": "string", "title": "Texts", "description": "How texts are stored.",
                    "enum": ["kept", "upper"], "default": "kept"}}}
                """;
    }

    @Override
    public CheckReport check(CheckRequest request, CheckObserver observer) {
        DestinationConfig target = request.target().orElse(DestinationConfig.of(Map.of("table", "of no sync")));
        return new CheckRun(observer)
                .step("settings", () -> {
                    validate(request.config(), target);
                    return CheckStep.Result.pass("The settings are well formed.");
                })
                .step("connect", () -> {
                    connect(request.config());
                    return CheckStep.Result.pass("The server is there.");
                })
                .step("write", () -> {
                    probe(request.config(), target);
                    return CheckStep.Result.pass("The user may write.");
                })
                .report();
    }

    public void probe(DestinationConfig config, DestinationConfig target) {
        requireRight(config);
        table(target).remove("a probe that is not there");
    }

    private static void requireRight(DestinationConfig config) {
        if (server(config).startsWith("memory://reader:")) {
            throw DestinationException.of(ErrorDetail.of(
                    "WRITE_FORBIDDEN",
                    ErrorCategory.PERMISSION,
                    "The user may not write.",
                    "Grant the right to write.",
                    false));
        }
    }

    @Override
    public WriteProfile profile(WriteRequest request) {
        requireMode(request.mode());
        validate(request.config(), request.target());
        return WriteProfile.builder(identity(request), target(request.target()))
                .rendering(rendering(request.target()))
                .preferredBatch(PREFERRED_BATCH)
                .parallelism(2)
                .expiry(expiry())
                .existing(existing(request.mode()))
                .absent(absent(request.mode()))
                .build();
    }

    /** The fields that name a record. */
    public List<String> identity(WriteRequest request) {
        if (request.primaryKey().isEmpty()) {
            throw DestinationException.configuration(
                    List.of(ErrorDetail.setting("", "the source has no primary key", "Name one.")));
        }
        return request.primaryKey();
    }

    /** How rows are stored. */
    public String rendering(DestinationConfig target) {
        return isUpper(target) ? "cells in upper case" : "cells";
    }

    private static boolean isUpper(DestinationConfig target) {
        return target.value("texts").filter("upper"::equals).isPresent();
    }

    /** How texts are stored. */
    public static Texts texts(DestinationConfig target, WriteProfile profile) {
        return isUpper(target) ? new Texts(profile.identity(), text -> text.toUpperCase(Locale.ROOT)) : Texts.KEPT;
    }

    /** The time after which records expire. */
    public Expiry expiry() {
        return Expiry.NONE;
    }

    public String target(DestinationConfig target) {
        return "memory " + target.value("table").orElse("");
    }

    public WriteProfile.Existing existing(SyncMode mode) {
        return switch (mode) {
            case INSERT -> WriteProfile.Existing.SKIP;
            case UPDATE -> WriteProfile.Existing.MERGE;
            case UPSERT, MIRROR, AUDIENCE_MIRROR, AUDIENCE_ADDITIVE, AUDIENCE_SUBTRACTIVE ->
                WriteProfile.Existing.OVERWRITE;
        };
    }

    public WriteProfile.Absent absent(SyncMode mode) {
        return switch (mode) {
            case UPDATE, AUDIENCE_SUBTRACTIVE -> WriteProfile.Absent.SKIP;
            case UPSERT, INSERT, MIRROR, AUDIENCE_MIRROR, AUDIENCE_ADDITIVE -> WriteProfile.Absent.CREATE;
        };
    }

    @Override
    public DestinationWriter write(WriteRequest request, RunHandle run, RunContext context) {
        requireMode(request.mode());
        WriteProfile profile = profile(request);
        connect(newest(request, context));
        requireRight(newest(request, context));
        return texts(request.target(), profile)
                .of(open(new Place(
                        table(request.target()), request.mode(), profile, () -> connect(newest(request, context)))));
    }

    /** The settings of a request, with those that have been changed since. */
    public DestinationConfig newest(WriteRequest request, RunContext context) {
        Map<String, Object> values = new TreeMap<>(request.config().values());
        values.putAll(context.config().values());
        return DestinationConfig.of(values);
    }

    @Override
    public DestinationRun openRun(WriteRequest request, RunContext context) {
        Optional<String> sync = context.syncId();
        if (sync.isEmpty()) {
            return Destination.super.openRun(request, context);
        }
        profile(request);
        connect(newest(request, context));
        return markedRun(context.runId(), marker(request, sync.get()));
    }

    public DestinationRun markedRun(String runId, String marker) {
        return new MemoryRun(runId, marker);
    }

    /** The name of a sync's marker. */
    public String marker(WriteRequest request, String sync) {
        return target(request.target()) + " " + sync;
    }

    @Override
    public Optional<RecordReader> reader(WriteRequest request, RunContext context) {
        WriteProfile profile = profile(request);
        connect(newest(request, context));
        return Optional.of(texts(request.target(), profile)
                .of(new MemoryReader(
                        () -> table(request.target()),
                        row -> identity(row, profile.identity()),
                        row -> compared(row, profile),
                        () -> context.syncId()
                                .map(sync -> MemoryServer.INSTANCE.marker(marker(request, sync)))
                                .orElse(RunMarker.NOT_KEPT))));
    }

    /** What of a row is compared with its record. */
    public Row compared(Row row, WriteProfile profile) {
        return row;
    }

    public DestinationWriter open(Place at) {
        return new Writer(at);
    }

    public ConcurrentMap<String, Map<String, MemoryServer.Cell>> table(DestinationConfig target) {
        return MemoryServer.INSTANCE.table(String.valueOf(target.value("table").orElse("")));
    }

    public void requireMode(SyncMode mode) {
        if (!spec().modes().contains(mode)) {
            throw DestinationException.unsupportedMode(mode, "Use UPSERT, INSERT, UPDATE or MIRROR.");
        }
    }

    public Set<String> targetSettings() {
        return Set.of("table", "texts");
    }

    public void validate(DestinationConfig config, DestinationConfig target) {
        List<ErrorDetail> problems = new ArrayList<>();
        if (!(config.value("server").orElse("") instanceof String url) || !url.startsWith("memory://")) {
            problems.add(ErrorDetail.setting("/config/server", "is not a memory:// URL", "Give one."));
        }
        problems.addAll(unknown("config", config, Set.of("server")));
        if (!(target.value("table").orElse("") instanceof String name) || name.isBlank()) {
            problems.add(ErrorDetail.setting("/target/table", "is not the name of a table", "Name a table."));
        }
        if (target.value("texts")
                .filter(texts -> !Set.of("kept", "upper").contains(texts))
                .isPresent()) {
            problems.add(ErrorDetail.setting("/target/texts", "is neither kept nor upper", "Use one of them."));
        }
        problems.addAll(unknown("target", target, targetSettings()));
        if (!problems.isEmpty()) {
            throw DestinationException.configuration(problems);
        }
    }

    private static List<ErrorDetail> unknown(String part, DestinationConfig config, Set<String> known) {
        return config.values().keySet().stream()
                .filter(name -> !known.contains(name))
                .map(name -> ErrorDetail.setting("/" + part + "/" + name, "is unknown", "Remove it."))
                .toList();
    }

    public void connect(DestinationConfig config) {
        if (server(config).endsWith("@down")) {
            throw connectionRefused(config);
        }
        try {
            MemoryServer.INSTANCE.awaitAnswer();
        } catch (MemoryServer.Silence e) {
            throw silent();
        }
        if (!server(config).contains(":" + MemoryServer.PASSWORD + "@")
                && !server(config).equals(OPEN)) {
            throw DestinationException.of(ErrorDetail.of(
                    "AUTH_FAILED",
                    ErrorCategory.AUTHENTICATION,
                    "The password is wrong.",
                    "Give the right one.",
                    false));
        }
    }

    public DestinationException connectionRefused(DestinationConfig config) {
        return DestinationException.of(ErrorDetail.of(
                "CONNECTION_REFUSED", ErrorCategory.CONNECTION, "The server is down.", "Start it.", true));
    }

    public static DestinationException silent() {
        return DestinationException.of(ErrorDetail.of(
                "CONNECTION_TIMED_OUT", ErrorCategory.CONNECTION, "The server is silent.", "Look at it.", true));
    }

    /** Waits a while for the lock of another client. Nothing was applied if this throws. */
    public static void awaitUnlocked() {
        if (!MemoryServer.INSTANCE.awaitUnlocked()) {
            throw DestinationException.of(ErrorDetail.of(
                    "TABLE_LOCKED", ErrorCategory.CAPACITY, "Another client holds a lock.", "Wait for it.", true));
        }
    }

    public static String server(DestinationConfig config) {
        return String.valueOf(config.value("server").orElse(""));
    }

    /** The name under which a record is stored. */
    public Optional<String> identity(Row row, List<String> fields) {
        return Identity.of(row, fields).map(Identity::text);
    }

    /** The record for a row. */
    public Map<String, MemoryServer.Cell> record(Row row) {
        return MemoryServer.record(row);
    }

    /** The record for a row that is merged into an existing record. */
    public Map<String, MemoryServer.Cell> merged(Map<String, MemoryServer.Cell> present, Row row) {
        Map<String, MemoryServer.Cell> merged = new TreeMap<>(present);
        row.schema().names().forEach(merged::remove);
        merged.putAll(record(row));
        return merged;
    }

    public ErrorDetail error(Row row, String code) {
        return ErrorDetail.of(code, ErrorCategory.DATA, "The row is not acceptable.", "Mend the row.", false);
    }

    /** A writer of one table. Mutants override its methods. */
    public class Writer implements DestinationWriter {
        public final ConcurrentMap<String, Map<String, MemoryServer.Cell>> table;
        public final SyncMode mode;
        public final WriteProfile profile;
        public boolean closed;
        private final Runnable logIn;
        private int connection = MemoryServer.INSTANCE.connect();

        public Writer(Place at) {
            this.logIn = at.logIn();
            this.table = at.table();
            this.mode = at.mode();
            this.profile = at.profile();
        }

        @Override
        public BatchResult write(List<Change> batch) {
            if (closed) {
                throw DestinationException.closed();
            }
            awaitUnlocked();
            return applyAll(batch);
        }

        /** Called when the connection is broken. Opens a new one, since changes may be applied twice. */
        public BatchResult lost(List<Change> rest) {
            logIn.run();
            MemoryServer.INSTANCE.disconnect();
            connection = MemoryServer.INSTANCE.connect();
            return applyAll(rest);
        }

        public BatchResult applyAll(List<Change> batch) {
            BatchResult.Builder result = BatchResult.builder(batch.size());
            try {
                for (int i = 0; i < batch.size(); i++) {
                    if (!MemoryServer.INSTANCE.passes(connection, BYTES)) {
                        return joined(result, i, lost(batch.subList(i, batch.size())));
                    }
                    Outcome outcome = apply(batch.get(i));
                    if (!MemoryServer.INSTANCE.passes(connection, BYTES)) {
                        return joined(result, i, lost(batch.subList(i, batch.size())));
                    }
                    result.set(i, outcome);
                }
            } catch (MemoryServer.Silence e) {
                result.setRest(Outcome.indeterminate(ErrorDetail.of(
                                "NO_ANSWER", ErrorCategory.CONNECTION, "No answer came.", "Write it again.", true)))
                        .stop(silent());
            }
            return result.build();
        }

        private static BatchResult joined(BatchResult.Builder first, int size, BatchResult rest) {
            for (int i = 0; i < rest.size(); i++) {
                first.set(size + i, rest.outcome(i));
            }
            rest.stop().ifPresent(first::stop);
            return first.build();
        }

        public Outcome apply(Change change) {
            Optional<String> identity = identity(change.row(), profile.identity());
            if (identity.isEmpty()) {
                return Outcome.rejected(error(change.row(), "IDENTITY_EMPTY"));
            }
            if (change instanceof Change.Remove) {
                return mode.removes()
                        ? remove(identity.get())
                        : Outcome.rejected(error(change.row(), "REMOVAL_UNEXPECTED"));
            }
            if (!mode.writes()) {
                return Outcome.rejected(error(change.row(), "WRITE_UNEXPECTED"));
            }
            if (!isStorable(change.row())) {
                return Outcome.rejected(error(change.row(), "DECIMAL_TOO_LONG"));
            }
            Outcome outcome = put(identity.get(), change.row());
            if (outcome instanceof Outcome.Written) {
                expire(identity.get());
            }
            return outcome;
        }

        /** Sets the expiry of a record, or removes it. */
        public void expire(String identity) {
            if (profile.expiry() instanceof Expiry.After after) {
                MemoryServer.INSTANCE.expiries(table).put(identity, after.time());
            } else {
                MemoryServer.INSTANCE.expiries(table).remove(identity);
            }
        }

        /** Whether every decimal of a row has a canonical text. */
        public static boolean isStorable(Row row) {
            for (int i = 0; i < row.size(); i++) {
                if (row.value(i) instanceof BigDecimal decimal) {
                    try {
                        FieldType.DECIMAL.format(decimal);
                    } catch (IllegalArgumentException e) {
                        return false;
                    }
                }
            }
            return true;
        }

        public Outcome remove(String identity) {
            table.remove(identity);
            return Outcome.WRITTEN;
        }

        public Outcome put(String identity, Row row) {
            if ("poison".equals(row.value("name"))) {
                return Outcome.rejected(error(row, "POISON"));
            }
            Map<String, MemoryServer.Cell> present = table.get(identity);
            if (present == null) {
                return switch (profile.absent()) {
                    case CREATE -> {
                        table.put(identity, record(row));
                        yield Outcome.WRITTEN;
                    }
                    case SKIP -> Outcome.skipped("RECORD_ABSENT");
                };
            }
            return switch (profile.existing()) {
                case OVERWRITE -> {
                    table.put(identity, record(row));
                    yield Outcome.WRITTEN;
                }
                case MERGE -> {
                    table.put(identity, merged(present, row));
                    yield Outcome.WRITTEN;
                }
                case SKIP -> Outcome.skipped("RECORD_EXISTS");
            };
        }

        @Override
        public void close() {
            if (!closed) {
                MemoryServer.INSTANCE.disconnect();
            }
            closed = true;
        }
    }
}
