package dev.sluice.tck.staged;

import dev.sluice.spi.Change;
import dev.sluice.spi.DestinationConfig;
import dev.sluice.spi.DestinationWriter;
import dev.sluice.spi.Field;
import dev.sluice.spi.FieldType;
import dev.sluice.spi.Row;
import dev.sluice.spi.RowSchema;
import dev.sluice.spi.RunContext;
import dev.sluice.spi.RunHandle;
import dev.sluice.spi.SyncMode;
import dev.sluice.spi.WriteRequest;
import dev.sluice.tck.memory.MemoryServer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A process that writes a part of a run. It is given the values of the run's handle, writes its rows in batches, prints what it prepared, and
 * ends. One that has to hang stops after its last batch, before it prepares anything, so that it can be killed.
 */
public final class WriterProcess {
    static final RowSchema SCHEMA = RowSchema.of(new Field("id", FieldType.INTEGER), new Field("name", FieldType.TEXT));
    static final String HANGS = "hangs";
    private static final int BATCH = 10;

    private WriterProcess() {}

    static WriteRequest request(SyncMode mode, String table) {
        return new WriteRequest(
                DestinationConfig.of(Map.of("server", "memory://writer:" + MemoryServer.PASSWORD + "@here")),
                DestinationConfig.of(Map.of("table", table)),
                mode,
                SCHEMA,
                List.of("id"));
    }

    /**
     * @param args run id, job, mode, table, first id, number of rows, whose they are, and {@value #HANGS} to stop before the end
     * @throws IOException if the process that started it is gone
     */
    @SuppressWarnings("SystemOut") // what the process that started it reads
    public static void main(String[] args) throws IOException {
        RunHandle handle = RunHandle.of(args[0], Map.of("job", args[1]));
        SyncMode mode = SyncMode.valueOf(args[2]);
        long first = Long.parseLong(args[4]);
        long count = Long.parseLong(args[5]);
        BulkDestination destination = mode == SyncMode.MIRROR ? new SwapDestination() : new BulkDestination();
        try (DestinationWriter writer =
                destination.write(request(mode, args[3]), handle, RunContext.of(handle.runId()))) {
            for (long from = first; from < first + count; from += BATCH) {
                List<Change> batch = new ArrayList<>();
                for (long id = from; id < Math.min(from + BATCH, first + count); id++) {
                    batch.add(new Change.Write(Row.of(SCHEMA, id, "by " + args[6])));
                }
                writer.write(batch);
            }
            if (args.length > 7 && args[7].equals(HANGS)) {
                System.out.println(HANGS);
                int ended = System.in.read();
                throw new IllegalStateException("it was not killed but told " + ended);
            }
            System.out.println(writer.prepareCommit());
        }
    }
}
