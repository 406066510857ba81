package dev.sluice.redis.it.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.redis.RedisDestination;
import dev.sluice.spi.BatchResult;
import dev.sluice.spi.Change;
import dev.sluice.spi.DestinationConfig;
import dev.sluice.spi.DestinationWriter;
import dev.sluice.spi.Field;
import dev.sluice.spi.FieldType;
import dev.sluice.spi.Outcome;
import dev.sluice.spi.Row;
import dev.sluice.spi.RowSchema;
import dev.sluice.spi.RunContext;
import dev.sluice.spi.RunHandle;
import dev.sluice.spi.SyncMode;
import dev.sluice.spi.WriteRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/** Writes batch after batch, several changes of a key among them, and knows what must stand there afterwards. */
final class SteadyWriting implements AutoCloseable {
    static final RowSchema SCHEMA =
            RowSchema.of(new Field("id", FieldType.TEXT), new Field("version", FieldType.INTEGER));
    private static final RowSchema IDENTITY = RowSchema.of(new Field("id", FieldType.TEXT));

    private static final int KEYS = 60;
    private static final int BATCH = 40;
    private static final int ONE_REMOVAL_IN = 5;

    private final DestinationWriter writer;
    private final Random random;
    private final long seed;
    private final Map<String, Object> expected = new TreeMap<>();
    private final String prefix;
    private long version;
    private int batches;

    SteadyWriting(DestinationConfig config, String prefix) {
        this.prefix = prefix;
        this.seed = new Random().nextLong();
        this.random = new Random(seed);
        this.writer = new RedisDestination()
                .write(request(config, SyncMode.MIRROR), RunHandle.of("test"), RunContext.of("test"));
    }

    static WriteRequest request(DestinationConfig config, SyncMode mode) {
        return new WriteRequest(config, DestinationConfig.EMPTY, mode, SCHEMA, List.of("id"));
    }

    static Change row(String id, long version) {
        return new Change.Write(Row.of(SCHEMA, id, version));
    }

    static Change removal(String id) {
        return new Change.Remove(Row.of(IDENTITY, id));
    }

    static String json(String id, long version) {
        return "{\"id\":\"" + id + "\",\"version\":" + version + "}";
    }

    /** Writes while this goes on, and once more; what it throws is thrown here. */
    void writeDuring(Runnable events) {
        CompletableFuture<Void> running = CompletableFuture.runAsync(events);
        do {
            writeOne();
        } while (!running.isDone());
        running.join();
        writeOne();
    }

    void writeOne() {
        List<Change> batch = new ArrayList<>(BATCH);
        for (int i = 0; i < BATCH; i++) {
            String id = "k" + random.nextInt(KEYS);
            if (random.nextInt(ONE_REMOVAL_IN) == 0) {
                batch.add(removal(id));
                expected.remove(prefix + id);
            } else {
                batch.add(row(id, ++version));
                expected.put(prefix + id, json(id, version));
            }
        }
        BatchResult result = writer.write(batch);
        batches++;
        for (int i = 0; i < BATCH; i++) {
            assertThat(result.outcome(i))
                    .as("row " + i + " of batch " + batches + ", seed " + seed + ", " + result.stop())
                    .isEqualTo(Outcome.WRITTEN);
        }
    }

    /** The keys and texts that must be there. */
    Map<String, Object> expected() {
        return expected;
    }

    int batches() {
        return batches;
    }

    @Override
    public void close() {
        writer.close();
    }
}
