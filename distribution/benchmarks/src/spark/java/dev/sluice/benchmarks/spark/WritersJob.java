package dev.sluice.benchmarks.spark;

import dev.sluice.host.progress.SyncListener;
import dev.sluice.host.target.HostContext;
import dev.sluice.spark.plugin.Plugins;
import dev.sluice.spi.Change;
import dev.sluice.spi.CommitObserver;
import dev.sluice.spi.Destination;
import dev.sluice.spi.DestinationConfig;
import dev.sluice.spi.DestinationRun;
import dev.sluice.spi.DestinationWriter;
import dev.sluice.spi.Field;
import dev.sluice.spi.FieldType;
import dev.sluice.spi.Row;
import dev.sluice.spi.RowSchema;
import dev.sluice.spi.SyncMode;
import dev.sluice.spi.WriteRequest;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** The same rows by the same number of the destination's writers, each with a thread of its own, without Spark; prints the seconds. */
public final class WritersJob {
    private static final RowSchema SCHEMA = RowSchema.of(
            new Field("user_id", FieldType.INTEGER),
            new Field("name", FieldType.TEXT),
            new Field("email", FieldType.TEXT),
            new Field("score", FieldType.DOUBLE),
            new Field("balance", FieldType.DECIMAL),
            new Field("active", FieldType.BOOLEAN),
            new Field("plan", FieldType.TEXT),
            new Field("signed_up", FieldType.INSTANT));

    private WritersJob() {}

    /** @param args the number of rows, the port of the server, the number of writers, and {@code string} or {@code hash} */
    public static void main(String[] args) throws Exception {
        long rows = Long.parseLong(args[0]);
        int writers = Integer.parseInt(args[2]);
        Destination destination =
                Plugins.load(Optional.empty()).find("redis").orElseThrow().destination();
        WriteRequest request = new WriteRequest(
                DestinationConfig.of(Map.of(
                        "connection_url",
                        "redis://127.0.0.1:" + args[1],
                        "key_prefix",
                        "user:",
                        "data_format",
                        args[3])),
                DestinationConfig.EMPTY,
                SyncMode.UPSERT,
                SCHEMA,
                List.of("user_id"));
        int batch = destination.profile(request).preferredBatch();
        HostContext context = new HostContext(Optional.empty(), Clock.systemUTC(), SyncListener.NONE);
        long begun = System.nanoTime();
        ExecutorService threads = Executors.newFixedThreadPool(writers);
        try (DestinationRun run = destination.openRun(request, context)) {
            List<Future<String>> prepared = new ArrayList<>();
            for (int i = 0; i < writers; i++) {
                long first = i;
                prepared.add(threads.submit(() -> {
                    try (DestinationWriter writer = destination.write(request, run.handle(), context)) {
                        write(writer, first, rows, writers, batch);
                        return writer.prepareCommit();
                    }
                }));
            }
            List<String> texts = new ArrayList<>();
            for (Future<String> each : prepared) {
                texts.add(each.get());
            }
            run.commit(texts, CommitObserver.NONE);
        } finally {
            threads.shutdown();
        }
        System.out.println("seconds " + (System.nanoTime() - begun) / 1e9);
        destination.close();
    }

    private static void write(DestinationWriter writer, long first, long rows, int step, int batch) {
        List<Change> changes = new ArrayList<>(batch);
        for (long id = first; id < rows; id += step) {
            changes.add(new Change.Write(row(id)));
            if (changes.size() == batch || id + step >= rows) {
                if (!writer.write(changes).isAllWritten()) {
                    throw new IllegalStateException("not all written");
                }
                changes = new ArrayList<>(batch);
            }
        }
    }

    private static Row row(long id) {
        return Row.of(
                SCHEMA,
                id,
                "Ana Müller " + id,
                "user" + id + "@example.com",
                (id % 97) / 97.0,
                BigDecimal.valueOf(id % 100_000, 2),
                id % 3 == 0,
                id % 5 == 0 ? null : "plan-" + id % 7,
                Instant.ofEpochSecond(1_767_225_600 + id));
    }
}
