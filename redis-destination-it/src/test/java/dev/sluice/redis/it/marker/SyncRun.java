package dev.sluice.redis.it.marker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.redis.RedisDestination;
import dev.sluice.spi.BatchResult;
import dev.sluice.spi.Change;
import dev.sluice.spi.CommitObserver;
import dev.sluice.spi.CommitResult;
import dev.sluice.spi.DestinationConfig;
import dev.sluice.spi.DestinationRun;
import dev.sluice.spi.DestinationWriter;
import dev.sluice.spi.Field;
import dev.sluice.spi.FieldType;
import dev.sluice.spi.RecordReader;
import dev.sluice.spi.Row;
import dev.sluice.spi.RowSchema;
import dev.sluice.spi.RunContext;
import dev.sluice.spi.RunEvent;
import dev.sluice.spi.RunHandle;
import dev.sluice.spi.RunMarker;
import dev.sluice.spi.SyncMode;
import dev.sluice.spi.WriteRequest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** A run of a sync that keeps state, as a host drives it: opens, writes with one writer or several, sets checkpoints, commits. */
final class SyncRun implements RunContext, AutoCloseable {
    /** The id of the sync. */
    static final String SYNC = "1a2b3c4d";

    private static final RowSchema SCHEMA =
            RowSchema.of(new Field("id", FieldType.TEXT), new Field("value", FieldType.TEXT));

    private final RedisDestination destination = new RedisDestination();
    private final String runId;
    private final WriteRequest request;
    private final List<RunEvent> events = new CopyOnWriteArrayList<>();
    private final List<DestinationWriter> writers = new ArrayList<>();
    private volatile DestinationConfig newest = DestinationConfig.EMPTY;
    private @Nullable DestinationRun run;

    /** A run that is not open yet. */
    SyncRun(String runId, DestinationConfig config) {
        this.runId = runId;
        this.request = request(config);
    }

    static WriteRequest request(DestinationConfig config) {
        return new WriteRequest(config, DestinationConfig.EMPTY, SyncMode.MIRROR, SCHEMA, List.of("id"));
    }

    /** A run that has opened. */
    static SyncRun open(String runId, DestinationConfig config) {
        SyncRun opened = new SyncRun(runId, config);
        opened.open();
        return opened;
    }

    /** A run from its begin to its end, which writes some rows. */
    static CommitResult complete(String runId, DestinationConfig config) {
        try (SyncRun whole = open(runId, config)) {
            whole.write(whole.nearWriter(), 10);
            whole.run().checkpoint(1);
            return whole.commit();
        }
    }

    void open() {
        run = destination.openRun(request, this);
    }

    DestinationRun run() {
        if (run == null) {
            throw new IllegalStateException("not open");
        }
        return run;
    }

    List<RunMarker> markers() {
        return run().markers();
    }

    /** Another writer, which knows of the run what its handle says. */
    DestinationWriter writer() {
        RunHandle handle = RunHandle.of(
                run().handle().runId(), new HashMap<>(run().handle().values()));
        DestinationWriter writer = new RedisDestination().write(request, handle, this);
        writers.add(writer);
        return writer;
    }

    /** Another writer in the process of the run. */
    DestinationWriter nearWriter() {
        DestinationWriter writer = destination.write(request, run().handle(), this);
        writers.add(writer);
        return writer;
    }

    /** A reader in the process of the run. */
    RecordReader reader() {
        return destination.reader(request, this).orElseThrow();
    }

    /** Writes rows, which all land. */
    void write(DestinationWriter writer, int rows) {
        assertThat(writer.write(IntStream.range(0, rows)
                                .mapToObj(i -> row("r" + i, "v"))
                                .toList())
                        .isAllWritten())
                .isTrue();
    }

    BatchResult write(DestinationWriter writer, Change... changes) {
        return writer.write(List.of(changes));
    }

    static Change row(String id, String value) {
        return new Change.Write(Row.of(SCHEMA, id, value));
    }

    static Change removal(String id) {
        return new Change.Remove(Row.of(RowSchema.of(new Field("id", FieldType.TEXT)), id));
    }

    /** Ends the writers, then the run. */
    CommitResult commit() {
        List<String> prepared =
                writers.stream().map(DestinationWriter::prepareCommit).toList();
        writers.forEach(DestinationWriter::close);
        return run().commit(prepared, CommitObserver.NONE);
    }

    /** The markers as a reader finds them, which replaces nothing. */
    List<RunMarker> read() {
        try (RecordReader reader = reader()) {
            return reader.markers();
        }
    }

    /** Hands over new settings in mid-run. */
    void configure(DestinationConfig config) {
        newest = config;
    }

    List<String> warnings() {
        return events.stream()
                .filter(RunEvent.Warning.class::isInstance)
                .map(event -> ((RunEvent.Warning) event).what().code())
                .toList();
    }

    long reconnects() {
        return events.stream().filter(RunEvent.Reconnected.class::isInstance).count();
    }

    @Override
    public String runId() {
        return runId;
    }

    @Override
    public Optional<String> syncId() {
        return Optional.of(SYNC);
    }

    @Override
    public void report(RunEvent event) {
        events.add(event);
    }

    @Override
    public DestinationConfig config() {
        return newest;
    }

    @Override
    public void close() {
        writers.forEach(DestinationWriter::close);
        if (run != null) {
            run.close();
        }
        destination.close();
    }
}
