package dev.sluice.host.fake;

import dev.sluice.spi.BatchResult;
import dev.sluice.spi.Change;
import dev.sluice.spi.CheckObserver;
import dev.sluice.spi.CheckReport;
import dev.sluice.spi.CheckRequest;
import dev.sluice.spi.CommitObserver;
import dev.sluice.spi.CommitResult;
import dev.sluice.spi.Destination;
import dev.sluice.spi.DestinationException;
import dev.sluice.spi.DestinationRun;
import dev.sluice.spi.DestinationSpec;
import dev.sluice.spi.DestinationWriter;
import dev.sluice.spi.ErrorCategory;
import dev.sluice.spi.ErrorCode;
import dev.sluice.spi.ErrorDetail;
import dev.sluice.spi.Expiry;
import dev.sluice.spi.Identity;
import dev.sluice.spi.Outcome;
import dev.sluice.spi.ReadBack;
import dev.sluice.spi.RecordReader;
import dev.sluice.spi.Row;
import dev.sluice.spi.RunContext;
import dev.sluice.spi.RunHandle;
import dev.sluice.spi.RunMarker;
import dev.sluice.spi.SyncMode;
import dev.sluice.spi.TargetMemory;
import dev.sluice.spi.WriteProfile;
import dev.sluice.spi.WriteRequest;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A destination in memory whose answers a test can bend. Records are the rows' values as text, by the text of the identity. */
public final class FakeDestination implements Destination {
    public static final ErrorDetail ERROR = ErrorDetail.of(
            "FAKE_REJECTED", ErrorCategory.DATA, "The test refuses this row.", "Change the test.", false);
    public static final ErrorDetail PARTIAL =
            ErrorDetail.of("FAKE_PARTIAL", ErrorCategory.DATA, "The test takes half of it.", "Change the test.", false);
    public static final ErrorDetail UNKNOWN = ErrorDetail.of(
            "FAKE_UNKNOWN", ErrorCategory.CONNECTION, "The test does not know.", "Change the test.", true);

    public final Map<String, String> records = new ConcurrentHashMap<>();
    /** What its memory is; a record takes as many bytes as rows are asked for. */
    public Optional<TargetMemory> memory = Optional.empty();

    public final ConcurrentLinkedQueue<String> log = new ConcurrentLinkedQueue<>();
    public final AtomicInteger opened = new AtomicInteger();
    public final AtomicInteger closed = new AtomicInteger();
    public int batch = 5;
    public int parallelism = 3;
    public Expiry expiry = Expiry.NONE;

    /** What it says of records that are there. */
    public WriteProfile.Existing existing = WriteProfile.Existing.OVERWRITE;

    /** Keys under which there is something of another type. */
    public final Set<String> foreign = ConcurrentHashMap.newKeySet();

    public String target = "memory";
    public String rendering = "text";
    /** Records are tagged with it if it is not empty, and one of another type refuses to be written over. */
    public String recordType = "";
    /** What to answer in place of writing a change; null to write it. */
    public Function<Change, @Nullable Outcome> answer = change -> null;
    /** Called before a batch; may throw. */
    public Function<List<Change>, @Nullable BatchResult> before = changes -> null;

    /** Whether it answers no batch at all. */
    public boolean mute;

    /** Called before a writer opens; may throw. */
    public Runnable opening = () -> {};

    @Nullable
    public DestinationException refusal;

    public boolean readable;

    /** How long records last that do not stay, by their key, as a reader tells. */
    public final Map<String, Duration> expiring = new ConcurrentHashMap<>();
    /** Keys of records whose expiry somebody took away. */
    public final Set<String> lasting = ConcurrentHashMap.newKeySet();

    public final AtomicInteger read = new AtomicInteger();
    /** Called before a record is read. */
    public Runnable reading = () -> {};

    @Nullable
    public DestinationException unreadable;

    public boolean marks;
    public volatile RunMarker marker = RunMarker.NOTHING;
    /** Of other nodes, beside {@link #marker}. */
    public List<RunMarker> others = List.of();

    public CommitResult commit = CommitResult.COMPLETE;

    @Nullable
    public DestinationException checkpointFailure;

    @Override
    public DestinationSpec spec() {
        return DestinationSpec.builder("fake", SPI_VERSION)
                .documentation(URI.create("https://example.com"))
                .modes(SyncMode.values())
                .build();
    }

    @Override
    public List<ErrorCode> errors() {
        return List.of(ErrorCode.partialRow(PARTIAL));
    }

    @Override
    public CheckReport check(CheckRequest request, CheckObserver observer) {
        throw new UnsupportedOperationException();
    }

    @Override
    public WriteProfile profile(WriteRequest request) {
        return WriteProfile.builder(request.primaryKey(), target)
                .rendering(rendering)
                .recordType(recordType)
                .preferredBatch(batch)
                .parallelism(parallelism)
                .expiry(expiry)
                .existing(existing)
                .build();
    }

    /** Keeps a marker for runs with a state, if {@link #marks}. */
    @Override
    public DestinationRun openRun(WriteRequest request, RunContext context) {
        if (!marks || context.syncId().isEmpty()) {
            return Destination.super.openRun(request, context);
        }
        List<RunMarker> found =
                Stream.concat(Stream.of(marker), others.stream()).toList();
        marker = RunMarker.found(context.runId(), RunMarker.State.OPEN, 0);
        return new DestinationRun() {
            @Override
            public RunHandle handle() {
                return RunHandle.of(context.runId());
            }

            @Override
            public List<RunMarker> markers() {
                return found;
            }

            @Override
            public void checkpoint(long number) {
                log.add("checkpoint " + number);
                marker = RunMarker.found(context.runId(), RunMarker.State.OPEN, number);
                if (checkpointFailure != null) {
                    throw checkpointFailure;
                }
            }

            @Override
            public CommitResult commit(List<String> prepared, CommitObserver observer) {
                if (commit == CommitResult.COMPLETE) {
                    marker = RunMarker.found(context.runId(), RunMarker.State.COMPLETE, 0);
                }
                return commit;
            }

            @Override
            public void close() {}
        };
    }

    /** Reads {@link #records}, if they are {@link #readable}. */
    @Override
    public Optional<RecordReader> reader(WriteRequest request, RunContext context) {
        if (!readable) {
            return Optional.empty();
        }
        return Optional.of(new RecordReader() {
            @Override
            public List<ReadBack> read(List<Row> expected) {
                if (unreadable != null) {
                    throw unreadable;
                }
                return expected.stream().map(this::read).toList();
            }

            @Override
            public List<RunMarker> markers() {
                return marks ? List.of(marker) : List.of(RunMarker.NOT_KEPT);
            }

            @Override
            public Optional<TargetMemory> memory(List<Row> some) {
                return memory.map(known -> new TargetMemory(known.used(), known.limit(), some.size()));
            }

            private ReadBack read(Row row) {
                reading.run();
                read.incrementAndGet();
                String key =
                        Identity.of(row, request.primaryKey()).orElseThrow().text();
                String record = records.get(key);
                ReadBack.Status status = record == null
                        ? ReadBack.Status.ABSENT
                        : foreign.contains(key)
                                ? ReadBack.Status.FOREIGN
                                : record.equals(text(row)) ? ReadBack.Status.MATCHES : ReadBack.Status.DIFFERS;
                return ReadBack.builder(status)
                        .display(record == null ? "" : record)
                        .differences(status == ReadBack.Status.DIFFERS ? List.of("value") : List.of())
                        .expiresIn(Optional.ofNullable(expiring.get(key)).or(() -> left(key)))
                        .build();
            }

            @Override
            public void close() {}
        });
    }

    @Override
    public DestinationWriter write(WriteRequest request, RunHandle run, RunContext context) {
        opening.run();
        if (refusal != null) {
            throw refusal;
        }
        opened.incrementAndGet();
        return new Writer(request.primaryKey());
    }

    private final class Writer implements DestinationWriter {
        private final List<String> key;

        Writer(List<String> key) {
            this.key = key;
        }

        @Override
        @SuppressWarnings("NullAway") // a destination may be compiled without such a check
        public BatchResult write(List<Change> changes) {
            if (mute) {
                return null;
            }
            BatchResult instead = before.apply(changes);
            if (instead != null) {
                return instead;
            }
            BatchResult.Builder result = BatchResult.builder(changes.size());
            for (int i = 0; i < changes.size(); i++) {
                result.set(i, apply(changes.get(i)));
            }
            return result.build();
        }

        private Outcome apply(Change change) {
            Outcome outcome = answer.apply(change);
            if (outcome != null) {
                return outcome;
            }
            Optional<Identity> identity = Identity.of(change.row(), key);
            if (identity.isEmpty()) {
                return Outcome.rejected(ERROR);
            }
            String name = identity.get().text();
            if (change instanceof Change.Remove) {
                records.remove(name);
                log.add("-" + name);
            } else {
                String before = records.get(name);
                if (!recordType.isEmpty() && before != null && !before.startsWith(recordType + ":")) {
                    return Outcome.rejected(ERROR);
                }
                records.put(name, (recordType.isEmpty() ? "" : recordType + ":") + text(change.row()));
                log.add(text(change.row()));
            }
            return Outcome.WRITTEN;
        }

        @Override
        public void close() {
            closed.incrementAndGet();
        }
    }

    private Optional<Duration> left(String key) {
        return expiry instanceof Expiry.After after && records.containsKey(key) && !lasting.contains(key)
                ? Optional.of(after.time())
                : Optional.empty();
    }

    public static String text(Row row) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < row.size(); i++) {
            text.append(i == 0 ? "" : "|").append(row.value(i));
        }
        return text.toString();
    }
}
