package dev.sluice.tck.mutant;

import dev.sluice.spi.BatchResult;
import dev.sluice.spi.Change;
import dev.sluice.spi.Destination;
import dev.sluice.spi.DestinationConfig;
import dev.sluice.spi.DestinationException;
import dev.sluice.spi.DestinationRun;
import dev.sluice.spi.DestinationWriter;
import dev.sluice.spi.ErrorCategory;
import dev.sluice.spi.ErrorCode;
import dev.sluice.spi.ErrorDetail;
import dev.sluice.spi.Field;
import dev.sluice.spi.FieldType;
import dev.sluice.spi.Outcome;
import dev.sluice.spi.ReadBack;
import dev.sluice.spi.RecordReader;
import dev.sluice.spi.Row;
import dev.sluice.spi.RowSchema;
import dev.sluice.spi.RunContext;
import dev.sluice.spi.RunHandle;
import dev.sluice.spi.RunMarker;
import dev.sluice.spi.SyncMode;
import dev.sluice.spi.WriteProfile;
import dev.sluice.spi.WriteRequest;
import dev.sluice.tck.memory.MemoryDestination;
import dev.sluice.tck.memory.MemoryRun;
import dev.sluice.tck.memory.MemoryServer;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TimeZone;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Faults that public bug reports of connectors tell of, in the reference destination in memory. */
final class ConnectorMutants {
    private ConnectorMutants() {}

    private static final int PART = 100;
    private static final int MANY = 1_000;

    static List<Mutant> all() {
        return Mutant.joined(settings(), values(), batches(), jvm(), answers());
    }

    private static Supplier<Destination> repairs(String part, String name, Object by) {
        return () -> new MemoryDestination() {
            @Override
            public void validate(DestinationConfig config, DestinationConfig target) {
                super.validate(
                        part.equals("config") ? repaired(config) : config,
                        part.equals("target") ? repaired(target) : target);
            }

            private DestinationConfig repaired(DestinationConfig settings) {
                Map<String, Object> values = new HashMap<>(settings.values());
                if (name.isEmpty()) {
                    values.keySet().retainAll(Set.of("server", "table", "texts"));
                } else if (!(values.get(name) instanceof String)) {
                    values.put(name, by);
                }
                return DestinationConfig.of(values);
            }
        };
    }

    /** Adds a field to each row, if a flag of the connection says so. */
    private static final class SignedRows extends MemoryDestination {
        private static final String FLAG = "signed";

        @Override
        public String configSchema() {
            return super.configSchema()
                    .replace(
                            "\"properties\": {",
                            "\"properties\": {\"signed\": {\"type\": \"boolean\", \"title\": \"Signed\", \"description\": \"Who wrote it.\"},");
        }

        @Override
        public void validate(DestinationConfig config, DestinationConfig target) {
            Map<String, Object> values = new HashMap<>(config.values());
            values.remove(FLAG, true);
            values.remove(FLAG, false);
            super.validate(DestinationConfig.of(values), target);
        }

        @Override
        public DestinationWriter write(WriteRequest request, RunHandle run, RunContext context) {
            DestinationWriter right = super.write(request, run, context);
            return request.config().value(FLAG).filter(Boolean.TRUE::equals).isEmpty()
                    ? right
                    : new LifecycleMutants.Around(right) {
                        @Override
                        public BatchResult write(List<Change> batch) {
                            return super.write(
                                    batch.stream().map(SignedRows::signed).toList());
                        }
                    };
        }

        private static Change signed(Change change) {
            List<Field> fields = new ArrayList<>(change.row().schema().fields());
            fields.add(new Field("by", FieldType.TEXT));
            List<@Nullable Object> values = new ArrayList<>();
            change.row()
                    .schema()
                    .names()
                    .forEach(name -> values.add(change.row().value(name)));
            values.add("sluice");
            Row row = Row.of(RowSchema.of(fields), values.toArray());
            return change instanceof Change.Write ? new Change.Write(row) : change;
        }
    }

    private static List<Mutant> settings() {
        return List.of(
                Mutant.of(
                        "ignores unknown settings of the connection",
                        "2.03 2.11 2.12 3.03 3.08 3.11 8.08 9.02 9.06 8.19",
                        repairs("config", "", "")),
                Mutant.of("ignores unknown settings of the sync", "2.12 3.08 3.11", repairs("target", "", "")),
                Mutant.of("takes a number for the name of a table", "3.09 3.10", repairs("target", "table", "x")),
                Mutant.of("repeats a wrong value in a problem", "3.09", () -> new MemoryDestination() {
                    @Override
                    public String configSchema() {
                        return super.configSchema()
                                .replace(
                                        "\"properties\": {",
                                        "\"properties\": {\"size\": {\"type\": \"integer\", \"title\": \"Size\", \"description\": \"Rows.\"},");
                    }

                    @Override
                    public void validate(DestinationConfig config, DestinationConfig target) {
                        Map<String, Object> values = new HashMap<>(config.values());
                        Object size = values.remove("size");
                        if (size != null && !(size instanceof Long)) {
                            throw DestinationException.configuration(List.of(
                                    ErrorDetail.setting("/config/size", size + " is no number", "Give a number.")));
                        }
                        super.validate(DestinationConfig.of(values), target);
                    }
                }),
                Mutant.of("tells the first problem only", "3.11", () -> new MemoryDestination() {
                    @Override
                    public void validate(DestinationConfig config, DestinationConfig target) {
                        try {
                            super.validate(config, target);
                        } catch (DestinationException e) {
                            throw DestinationException.configuration(
                                    e.problems().subList(0, 1));
                        }
                    }
                }),
                ofPassword(
                        "has a target that changes with the URL's password",
                        "3.13 3.20",
                        (right, password) -> right.toBuilder().target(right.target() + " " + password)),
                ofPassword(
                        "writes every row again after the URL's password has changed",
                        "3.13",
                        (right, password) -> right.toBuilder().rendering(right.rendering() + password)),
                ofPassword(
                        "removes every record after the URL's password has changed",
                        "3.13",
                        (right, password) -> right.toBuilder().recordType(password)),
                Mutant.of("has one target for names of other case", "3.15", () -> new MemoryDestination() {
                    @Override
                    public String target(DestinationConfig target) {
                        return super.target(target).toLowerCase(Locale.ROOT);
                    }
                }),
                Mutant.of("has one target for names with the same number", "3.15", () -> new MemoryDestination() {
                    @Override
                    public String target(DestinationConfig target) {
                        return super.target(target).replaceFirst("[^0-9]+$", "");
                    }
                }),
                Mutant.of("has one rendering for texts in any case", "3.16", () -> new MemoryDestination() {
                    @Override
                    public String rendering(DestinationConfig target) {
                        return "cells";
                    }
                }),
                Mutant.of("stores rows by a flag that its rendering leaves out", "3.16", SignedRows::new),
                Mutant.of("lists every code but that of a refused row", "7.09 7.12", () -> new MemoryDestination() {
                    @Override
                    public List<ErrorCode> errors() {
                        return Stream.of(
                                        "SETTINGS_INVALID",
                                        "IDENTITY_EMPTY",
                                        "REMOVAL_UNEXPECTED",
                                        "CONNECTION_REFUSED",
                                        "AUTH_FAILED",
                                        "WRITE_FORBIDDEN")
                                .map(code -> ErrorCode.row(
                                        ErrorDetail.of(code, ErrorCategory.DATA, "It is so.", "Change it.", false)))
                                .toList();
                    }
                }),
                Mutant.of("lists one of its codes", "7.09", () -> new MemoryDestination() {
                    @Override
                    public List<ErrorCode> errors() {
                        return List.of(ErrorCode.row(ErrorDetail.of(
                                "IDENTITY_EMPTY", ErrorCategory.DATA, "There is no key.", "Give one.", false)));
                    }
                }));
    }

    /** A profile in which something changes with the password. */
    private static Mutant ofPassword(
            String name, String kills, BiFunction<WriteProfile, String, WriteProfile.Builder> change) {
        return Mutant.of(
                name,
                kills,
                Mutation.profiles((request, right) -> change.apply(
                                right,
                                Integer.toHexString(MemoryDestination.server(request.config())
                                        .hashCode()))
                        .build()));
    }

    private static <T> Mutant value(
            String name, String kills, Class<T> type, java.util.function.UnaryOperator<T> change) {
        return Mutant.of(
                name, kills, Mutation.values(value -> type.isInstance(value) ? change.apply(type.cast(value)) : value));
    }

    private static List<Mutant> values() {
        return List.of(
                value(
                        "truncates times to milliseconds",
                        "11.02 6.04 6.13 6.15",
                        LocalTime.class,
                        time -> time.truncatedTo(ChronoUnit.MILLIS)),
                value(
                        "moves instants before 1582",
                        "11.02 6.04 6.13 6.15",
                        Instant.class,
                        instant -> instant.isBefore(Instant.parse("1582-10-15T00:00:00Z"))
                                ? instant.plus(10, ChronoUnit.DAYS)
                                : instant),
                value("treats \\N as null", "11.02 6.04 6.13", String.class, text -> text.equals("\\N") ? "" : text),
                value("ends texts at \\.", "11.02 6.04 6.13", String.class, text -> text.equals("\\.") ? "" : text),
                value(
                        "sorts the keys of an object",
                        "11.02 6.04 6.15",
                        String.class,
                        text -> text.equals("{\"b\":1,\"a\":2}") ? "{\"a\":2,\"b\":1}" : text),
                value(
                        "keeps the last of repeated keys",
                        "11.02 6.04 6.15",
                        String.class,
                        text -> text.equals("{\"a\":1,\"a\":2}") ? "{\"a\":2}" : text),
                value(
                        "reads the numbers of JSON as doubles",
                        "11.02 6.04 6.15",
                        String.class,
                        text -> text.replace("9007199254740993", "9007199254740992")),
                value(
                        "cuts decimals to 38 digits",
                        "11.02 6.04 6.13 6.15",
                        BigDecimal.class,
                        number -> number.precision() > 38 ? number.round(new java.math.MathContext(38)) : number),
                value(
                        "has no infinities",
                        "11.02 6.04 6.13",
                        Double.class,
                        number -> number.isInfinite() ? Double.valueOf(Double.MAX_VALUE) : number),
                Mutant.of("names records by the text that Java gives a value", "6.13", () -> new MemoryDestination() {
                    @Override
                    public Optional<String> identity(Row row, List<String> fields) {
                        return super.identity(row, fields)
                                .map(right -> fields.size() == 1 && !(row.value(fields.get(0)) instanceof byte[])
                                        ? String.valueOf(row.value(fields.get(0)))
                                        : right);
                    }
                }),
                Mutant.of("trims the parts of an identity", "6.14", composite(part -> part.strip())),
                Mutant.of("uses the first part of an identity", "11.10 6.07 6.14", () -> new MemoryDestination() {
                    @Override
                    public Optional<String> identity(Row row, List<String> fields) {
                        return super.identity(row, fields).flatMap(right -> super.identity(row, fields.subList(0, 1)));
                    }
                }),
                Mutant.of(
                        "cuts the parts of an identity to 64 characters",
                        "6.14",
                        composite(part -> part.substring(0, Math.min(64, part.length())))));
    }

    private static Supplier<Destination> composite(java.util.function.UnaryOperator<String> change) {
        return () -> new MemoryDestination() {
            @Override
            public Optional<String> identity(Row row, List<String> fields) {
                return fields.size() == 1
                        ? super.identity(row, fields)
                        : dev.sluice.spi.Identity.of(row, fields)
                                .map(identity -> new dev.sluice.spi.Identity(identity.parts().stream()
                                                .map(change)
                                                .toList())
                                        .text());
            }
        };
    }

    private static Supplier<Destination> opens(
            BiFunction<ConcurrentMap<String, Map<String, MemoryServer.Cell>>, Change, Optional<Outcome>> fault) {
        return Mutation.changes(
                (writer, change, right) -> fault.apply(writer.table, change).orElseGet(() -> right.apply(change)));
    }

    private static List<Mutant> batches() {
        return List.of(
                Mutant.of(
                        "takes fields by their position in the first row",
                        "4.12",
                        Mutation.batches((writer, batch, right) -> {
                            List<Change> changed = new ArrayList<>();
                            for (Change change : batch) {
                                Row first = batch.get(0).row();
                                Row row = change.row();
                                boolean turned = change instanceof Change.Write
                                        && row.size() == first.size()
                                        && !row.schema().equals(first.schema())
                                        && Set.copyOf(row.schema().names())
                                                .equals(Set.copyOf(
                                                        first.schema().names()));
                                changed.add(turned && row.value("id") instanceof Long ? swapped(row) : change);
                            }
                            return right.apply(changed);
                        })),
                Mutant.of("loses rows beyond four megabytes", "4.13", Mutation.batches((writer, batch, right) -> {
                    List<Change> sent = new ArrayList<>();
                    long bytes = 0;
                    for (Change change : batch) {
                        bytes += change.row().schema().has("name")
                                ? String.valueOf(change.row().value("name")).length()
                                : 0;
                        if (bytes < 4_000_000) {
                            sent.add(change);
                        }
                    }
                    BatchResult result = right.apply(sent);
                    return sent.size() == batch.size() ? result : BatchResult.allWritten(batch.size());
                })),
                Mutant.of("knows only the records from before it was opened", "4.14", Mutation.opens((memory, at) -> {
                    Set<String> known = new HashSet<>(at.table().keySet());
                    return memory.new Writer(at) {
                        @Override
                        public Outcome put(String identity, Row row) {
                            boolean appeared = mode == SyncMode.INSERT
                                    && !known.contains(identity)
                                    && "mine".equals(row.value("name"));
                            if (appeared) {
                                table.remove(identity);
                            }
                            return super.put(identity, row);
                        }
                    };
                })),
                Mutant.of(
                        "has a place for each mode",
                        "10.01 10.02 4.11 4.14 4.15 5.03 5.15 6.01 6.15 4.19 6.08 6.16 7.13",
                        () -> new MemoryDestination() {
                            @Override
                            public DestinationWriter write(WriteRequest request, RunHandle run, RunContext context) {
                                return super.write(
                                        request.mode() == SyncMode.UPDATE
                                                ? new WriteRequest(
                                                        request.config(),
                                                        DestinationConfig.of(Map.of(
                                                                "table",
                                                                request.target()
                                                                                .value("table")
                                                                                .orElse("")
                                                                        + "-updates")),
                                                        request.mode(),
                                                        request.schema(),
                                                        request.primaryKey())
                                                : request,
                                        run,
                                        context);
                            }
                        }),
                Mutant.of(
                        "skips a row that equals its record",
                        "13.03 5.15 6.15 7.04 7.05 8.16",
                        opens((table, change) -> change instanceof Change.Write
                                        && MemoryServer.record(change.row())
                                                .equals(table.get(String.valueOf(
                                                        change.row().schema().has("id")
                                                                ? change.row().value("id")
                                                                : "")))
                                ? Optional.of(Outcome.skipped("UNCHANGED"))
                                : Optional.empty())),
                Mutant.of(
                        "stays refused after a refusal",
                        "10.01 7.08",
                        Mutation.opens((memory, at) -> memory.new Writer(at) {
                            private boolean refused;

                            @Override
                            public BatchResult applyAll(List<Change> batch) {
                                BatchResult right = super.applyAll(batch);
                                if (refused && batch.size() == 1) {
                                    return BatchResult.builder(1)
                                            .setRest(Outcome.rejected(
                                                    memory.error(batch.get(0).row(), "REFUSED_BEFORE")))
                                            .build();
                                }
                                refused |= batch.size() == 1 && right.outcome(0) instanceof Outcome.Rejected;
                                return right;
                            }
                        })),
                Mutant.of(
                        "gives outcomes of the second part to the first",
                        "10.02 7.01",
                        Mutation.batches((writer, batch, right) -> Outcomes.exchanged(right.apply(batch), PART))));
    }

    private static Change swapped(Row row) {
        Object name = row.value("name");
        return new Change.Write(Row.of(
                row.schema(),
                row.schema().names().stream()
                        .map(field -> field.equals("name") ? name + " of another column" : row.value(field))
                        .toArray()));
    }

    private static List<Mutant> jvm() {
        return List.of(
                Mutant.of("changes the default time zone", "8.11", Mutation.writers((request, right) -> {
                    DestinationWriter writer = right.get();
                    TimeZone.setDefault(
                            TimeZone.getTimeZone(TimeZone.getDefault().getID().equals("UTC") ? "GMT+1" : "UTC"));
                    return writer;
                })),
                Mutant.of("sets a time zone when it is created", "8.11", () -> new MemoryDestination() {
                    {
                        // Not where other rules would have to live with it.
                        if (TimeZone.getDefault().getID().equals("Antarctica/Troll")) {
                            TimeZone.setDefault(TimeZone.getTimeZone("UTC"));
                        }
                    }
                }),
                Mutant.of("counts its runs in a system property", "8.11", Mutation.writers((request, right) -> {
                    System.setProperty(
                            "sluice.tck.memory.runs", System.getProperty("sluice.tck.memory.runs", "") + "x");
                    return right.get();
                })),
                Mutant.of(
                        "stays connected when its close is interrupted",
                        "8.12",
                        Mutation.writers((request, right) -> new LifecycleMutants.Around(right.get()) {
                            @Override
                            public void close() {
                                if (!Thread.currentThread().isInterrupted()) {
                                    super.close();
                                }
                            }
                        })),
                Mutant.of(
                        "names the thread of its caller with its password",
                        "9.08",
                        Mutation.writers((request, right) -> {
                            DestinationWriter writer = right.get();
                            String before = Thread.currentThread().getName();
                            Thread.currentThread().setName("writer with " + MemoryServer.PASSWORD);
                            return new LifecycleMutants.Around(writer) {
                                @Override
                                public void close() {
                                    super.close();
                                    Thread.currentThread().setName(before);
                                }
                            };
                        })),
                Mutant.of(
                        "keeps the JVM with a timer of pings",
                        "7.03 8.03 8.12 8.13",
                        Mutation.writers((request, right) -> {
                            LifecycleMutants.startTimer();
                            return right.get();
                        })),
                Mutant.of("keeps the JVM with a pool", "7.03 8.03 8.12 8.13", Mutation.writers((request, right) -> {
                    new Thread(LifecycleMutants::linger, "pool").start();
                    return right.get();
                })),
                Mutant.of(
                        "puts its password in Base64 into an outcome",
                        "9.08",
                        Mutation.writers((request, right) -> new LifecycleMutants.Around(right.get()) {
                            @Override
                            public BatchResult write(List<Change> batch) {
                                BatchResult result = super.write(batch);
                                return result.stop().isEmpty()
                                        ? result
                                        : BatchResult.builder(batch.size())
                                                .setRest(Outcome.indeterminate(ErrorDetail.of(
                                                        "NO_ANSWER",
                                                        ErrorCategory.CONNECTION,
                                                        "Authorization: Basic "
                                                                + Base64.getEncoder()
                                                                        .encodeToString(("writer:"
                                                                                        + MemoryServer.PASSWORD)
                                                                                .getBytes(StandardCharsets.UTF_8)),
                                                        "Write it again.",
                                                        true)))
                                                .stop(result.stop().get())
                                                .build();
                            }
                        })));
    }

    private static List<Mutant> answers() {
        Map<String, RunMarker> beside = new ConcurrentHashMap<>();
        return List.of(
                Mutant.of("reads the first thousand rows", "11.07", reads((expected, right) -> {
                    List<ReadBack> answers =
                            new ArrayList<>(right.read(expected.subList(0, Math.min(MANY, expected.size()))));
                    while (answers.size() < expected.size()) {
                        answers.add(ReadBack.builder(ReadBack.Status.ABSENT).build());
                    }
                    return answers;
                })),
                Mutant.of(
                        "answers each row once",
                        "11.07",
                        reads((expected, right) -> right.read(List.copyOf(new java.util.LinkedHashSet<>(expected))))),
                Mutant.of("keeps its marker beside the target", "16.08", () -> new MemoryDestination() {
                    @Override
                    public DestinationRun markedRun(String runId, String marker) {
                        return new MemoryRun(runId, marker) {
                            @Override
                            public RunMarker exchange(RunMarker by) {
                                super.exchange(by);
                                RunMarker before = beside.put(marker, by);
                                return before == null ? RunMarker.NOTHING : before;
                            }
                        };
                    }
                }),
                Mutant.of("takes a marker that is gone for its own", "16.08", () -> new MemoryDestination() {
                    @Override
                    public DestinationRun markedRun(String runId, String marker) {
                        return new MemoryRun(runId, marker) {
                            @Override
                            public boolean replace(RunMarker.State state) {
                                RunMarker there = MemoryServer.INSTANCE.marker(marker);
                                return super.replace(state) || there.equals(RunMarker.NOTHING);
                            }
                        };
                    }
                }));
    }

    private interface Reading {
        List<ReadBack> read(List<Row> expected, RecordReader right);
    }

    private static Supplier<Destination> reads(Reading reading) {
        return () -> new MemoryDestination() {
            @Override
            public Optional<RecordReader> reader(WriteRequest request, RunContext context) {
                return super.reader(request, context).map(right -> new ReaderMutants.AroundReader(right) {
                    @Override
                    public List<ReadBack> read(List<Row> expected) {
                        return reading.read(expected, right);
                    }
                });
            }
        };
    }
}
