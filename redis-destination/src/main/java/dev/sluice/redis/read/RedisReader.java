package dev.sluice.redis.read;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.inject.Inject;
import dev.sluice.redis.command.RowExpiry;
import dev.sluice.redis.config.RedisSettings;
import dev.sluice.redis.config.Topology;
import dev.sluice.redis.failure.Failure;
import dev.sluice.redis.failure.FailureCatalog;
import dev.sluice.redis.failure.RedisFailure;
import dev.sluice.redis.marker.MarkerReader;
import dev.sluice.redis.port.Command;
import dev.sluice.redis.port.CommandExecutor;
import dev.sluice.redis.port.KeyBuilder;
import dev.sluice.redis.port.Payload;
import dev.sluice.redis.port.RejectedRow;
import dev.sluice.redis.port.Reply;
import dev.sluice.redis.port.RowSerializer;
import dev.sluice.redis.port.ServerInfo;
import dev.sluice.redis.port.UnsentRow;
import dev.sluice.redis.read.RecordFormat.Comparison;
import dev.sluice.redis.retry.RetryBudget;
import dev.sluice.redis.retry.RetryPolicy;
import dev.sluice.redis.retry.Timer;
import dev.sluice.redis.run.OpenRuns;
import dev.sluice.spi.DestinationException;
import dev.sluice.spi.ReadBack;
import dev.sluice.spi.ReadBack.Status;
import dev.sluice.spi.RecordReader;
import dev.sluice.spi.Row;
import dev.sluice.spi.RunContext;
import dev.sluice.spi.RunMarker;
import dev.sluice.spi.SyncMode;
import dev.sluice.spi.TargetMemory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Reads records with {@code GET} or {@code HGETALL}, and {@code PTTL}. Writing does not need these rights. Without the right to {@code GET}, a
 * run that is open looks at its own records with a {@link HarmlessProbe}. For a row that cannot be written
 * the result is {@link Status#ABSENT} if it has no key, and otherwise {@link Status#DIFFERS} if its key exists.
 */
public final class RedisReader implements RecordReader {
    private static final byte[] INFO = "INFO".getBytes(US_ASCII);
    private static final byte[] PTTL = "PTTL".getBytes(US_ASCII);
    private static final int COMMANDS_PER_ROW = 2;
    private static final ReadBack ABSENT = ReadBack.builder(Status.ABSENT).build();

    private final KeyBuilder keys;
    private final RowSerializer serializer;
    private final RowExpiry expiries;
    private final CommandExecutor executor;
    private final FailureCatalog failures;
    private final OpenRuns openRuns;
    private final RetryBudget budget;
    private final String runId;
    private final MarkerReader markers;
    private final RecordFormat format;
    private final byte[] command;
    private final Optional<HarmlessProbe> probe;
    private final int rowsPerTrip;
    private final boolean clustered;
    private boolean probing;
    private boolean closed;

    /**
     * A reader of the records that a run with these settings writes. It owns the executor.
     *
     * @param openRuns gives a reader of an open run room where the server admits few clients
     */
    @Inject
    public RedisReader(
            RedisSettings settings,
            SyncMode mode,
            KeyBuilder keys,
            RowSerializer serializer,
            RowExpiry expiries,
            CommandExecutor executor,
            FailureCatalog failures,
            RunContext context,
            OpenRuns openRuns) {
        this.keys = keys;
        this.serializer = serializer;
        this.expiries = expiries;
        this.executor = executor;
        this.failures = failures;
        this.openRuns = openRuns;
        this.budget = new RetryBudget(settings.retryBudget(), Timer.SYSTEM, context);
        this.runId = context.runId();
        this.markers = new MarkerReader(settings, context, executor, failures);
        this.format = switch (settings.format()) {
            case STRING ->
                settings.valueField().<RecordFormat>map(TextRecord::new).orElseGet(JsonRecord::new);
            case HASH -> new HashRecord(settings.hashWrite());
        };
        this.command = format.command().getBytes(US_ASCII);
        this.probe = HarmlessProbe.of(settings, mode);
        this.clustered = settings.topology() instanceof Topology.Cluster;
        this.rowsPerTrip = Math.max(1, settings.pipelineCommands() / COMMANDS_PER_ROW);
    }

    @Override
    public List<ReadBack> read(List<Row> expected) {
        if (closed) {
            throw DestinationException.closed();
        }
        List<ReadBack> answers = new ArrayList<>(expected.size());
        for (int from = 0; from < expected.size(); from += rowsPerTrip) {
            readTrip(expected.subList(from, Math.min(expected.size(), from + rowsPerTrip)), answers);
        }
        return answers;
    }

    @Override
    public List<RunMarker> markers() {
        if (closed) {
            throw DestinationException.closed();
        }
        return markers.read(this::execute);
    }

    @Override
    public Optional<TargetMemory> memory(List<Row> some) {
        if (closed) {
            throw DestinationException.closed();
        }
        long records = 0;
        long bytes = 0;
        byte[] one = {};
        for (Row row : some) {
            try {
                byte[] key = keys.key(row);
                Payload payload = serializer.serialize(row);
                bytes += RecordSize.of(key, payload, expiries.of(row).expires());
                records++;
                one = key;
            } catch (UnsentRow e) {
                // It takes no memory.
            }
        }
        // The nodes of a cluster have their own memory each, and fill unevenly.
        if (records == 0 || clustered) {
            return Optional.empty();
        }
        ServerInfo info =
                ServerInfo.of(execute(List.of(new Command(one, List.of(INFO)))).get(0));
        Optional<Long> used = info.usedMemory();
        Optional<Long> most = info.maxMemory();
        if (used.isEmpty() || most.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(TargetMemory.of(
                used.get(),
                most.get() == 0 ? OptionalLong.empty() : OptionalLong.of(most.get()),
                (bytes + records - 1) / records));
    }

    private void readTrip(List<Row> rows, List<ReadBack> answers) {
        if (probing) {
            probeTrip(rows, answers);
            return;
        }
        List<Optional<byte[]>> keysOfRows = rows.stream().map(this::key).toList();
        List<Command> commands = new ArrayList<>(COMMANDS_PER_ROW * rows.size());
        for (Optional<byte[]> key : keysOfRows) {
            key.ifPresent(known -> {
                commands.add(new Command(known, List.of(command, known)));
                commands.add(new Command(known, List.of(PTTL, known)));
            });
        }
        List<Reply> replies = commands.isEmpty() ? List.of() : execute(commands);
        if (probe.isPresent() && openRuns.isOpen(runId) && replies.stream().anyMatch(this::deniesReading)) {
            probing = true;
            probeTrip(rows, answers);
            return;
        }
        int next = 0;
        for (int i = 0; i < rows.size(); i++) {
            Optional<byte[]> key = keysOfRows.get(i);
            if (key.isEmpty()) {
                answers.add(ABSENT);
            } else {
                answers.add(answer(rows.get(i), key.get(), replies.get(next), replies.get(next + 1)));
                next += COMMANDS_PER_ROW;
            }
        }
    }

    private boolean deniesReading(Reply reply) {
        return reply instanceof Reply.Refused refused
                && failures.refused(refused).kind() == RedisFailure.COMMAND_NOT_PERMITTED;
    }

    /** Looks at records without the right to read. Each row was written before, so it has a key and can be written. */
    private void probeTrip(List<Row> rows, List<ReadBack> answers) {
        List<Command> commands = new ArrayList<>(COMMANDS_PER_ROW * rows.size());
        for (Row row : rows) {
            try {
                Payload payload = serializer.serialize(row);
                byte[] key = keys.key(row);
                commands.add(probe.orElseThrow().of(key, payload, expiries.of(row)));
                commands.add(new Command(key, List.of(PTTL, key)));
            } catch (UnsentRow e) {
                throw failures.notPermitted(format.command()).exception();
            }
        }
        List<Reply> replies = execute(commands);
        for (int i = 0; i < rows.size(); i++) {
            Reply record = replies.get(COMMANDS_PER_ROW * i);
            if (record instanceof Reply.Refused refused && HarmlessProbe.isNotPossible(refused)) {
                throw failures.notPermitted(format.command()).exception();
            }
            Comparison comparison = compare(rows.get(i), record);
            answers.add(ReadBack.builder(comparison.status())
                    .differences(comparison.differences())
                    .expiresIn(expiry(replies.get(COMMANDS_PER_ROW * i + 1)))
                    .build());
        }
    }

    /** Repeats the commands once after a loss, because the connection may have been idle too long. They change nothing. */
    private List<Reply> execute(List<Command> commands) {
        List<Reply> replies = executor.execute(commands);
        if (loss(replies).filter(lost -> lost.sent() && !lost.interrupted()).isPresent()) {
            replies = executor.execute(commands);
        }
        while (loss(replies).filter(this::isWorthWaiting).isPresent()) {
            replies = executor.execute(commands);
        }
        Optional<Reply.Lost> lost = loss(replies);
        if (lost.isPresent()) {
            throw failures.lost(lost.get()).exception();
        }
        return replies;
    }

    /** Whether the server admits no more clients, and may do so now that the run has given up the connection of its marker. */
    private boolean isWorthWaiting(Reply.Lost lost) {
        Failure failure = failures.lost(lost);
        return failure.kind() == RedisFailure.MAX_CLIENTS
                && openRuns.isOpen(runId)
                && openRuns.makeRoom(runId)
                && budget.pause(RetryPolicy.FEW, failure.detail());
    }

    private static Optional<Reply.Lost> loss(List<Reply> replies) {
        return replies.stream()
                .filter(Reply.Lost.class::isInstance)
                .map(Reply.Lost.class::cast)
                .findFirst();
    }

    private ReadBack answer(Row row, byte[] key, Reply record, Reply ttl) {
        Comparison comparison = compare(row, record);
        return switch (comparison.status()) {
            case ABSENT -> ABSENT;
            case MATCHES, DIFFERS, FOREIGN ->
                ReadBack.builder(comparison.status())
                        .differences(comparison.differences())
                        .display(OneLine.of(new String(key, UTF_8) + " = " + comparison.display()))
                        .expiresIn(expiry(ttl))
                        .build();
        };
    }

    private Comparison compare(Row row, Reply record) {
        if (record instanceof Reply.Refused refused) {
            Failure failure = failures.refused(refused);
            if (failure.kind() == RedisFailure.WRONGTYPE) {
                return Comparison.FOREIGN;
            }
            throw failure.exception();
        }
        if (record.equals(Reply.NIL)) {
            return Comparison.ABSENT;
        }
        Object actual = ((Reply.Value) record).value();
        try {
            return format.compare(serializer.serialize(row), actual);
        } catch (RejectedRow e) {
            return unwritable(row, actual);
        }
    }

    /** The record cannot be that of the row, whatever it holds. An empty list is a hash that does not exist. */
    private Comparison unwritable(Row row, Object actual) {
        boolean absent = actual instanceof List<?> list && list.isEmpty();
        return absent
                ? Comparison.ABSENT
                : new Comparison(
                        Status.DIFFERS, format.fields(row), "(not compared, because the row cannot be written)");
    }

    private Optional<Duration> expiry(Reply ttl) {
        if (ttl instanceof Reply.Refused refused) {
            if (openRuns.isOpen(runId) && deniesReading(refused)) {
                // A run only looks at what its records hold.
                return Optional.empty();
            }
            throw failures.refused(refused).exception();
        }
        return ttl instanceof Reply.Value value && value.value() instanceof Long millis && millis >= 0
                ? Optional.of(Duration.ofMillis(millis))
                : Optional.empty();
    }

    private Optional<byte[]> key(Row row) {
        try {
            return Optional.of(keys.key(row));
        } catch (RejectedRow e) {
            return Optional.empty();
        }
    }

    @Override
    public void close() {
        closed = true;
        executor.close();
    }
}
