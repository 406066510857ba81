package dev.sluice.redis.it.marker;

import dev.sluice.redis.RedisDestination;
import dev.sluice.spi.Change;
import dev.sluice.spi.DestinationConfig;
import dev.sluice.spi.DestinationWriter;
import dev.sluice.spi.RunContext;
import dev.sluice.spi.RunHandle;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;

/**
 * A process that writes a part of a run. It is given the values of the run's handle, writes its rows in batches, prints what it prepared, and
 * ends. One that has to hang stops after its first batches, before it prepares anything, so that it can be killed.
 */
final class WriterProcess {
    static final String HANGS = "hangs";
    private static final int BATCH = 50;

    private WriterProcess() {}

    /**
     * @param args URL, prefix, run id, first row, number of rows, value, {@value #HANGS} or another word, and the values of the handle, each
     *     as name=value
     * @throws IOException if the process that started it is gone
     */
    @SuppressWarnings("SystemOut") // what the process that started it reads
    public static void main(String[] args) throws IOException {
        Map<String, String> values = new HashMap<>();
        for (String value : List.of(args).subList(7, args.length)) {
            int split = value.indexOf('=');
            values.put(value.substring(0, split), value.substring(split + 1));
        }
        RunHandle handle = RunHandle.of(args[2], values);
        RunContext context = new RunContext() {
            @Override
            public String runId() {
                return handle.runId();
            }

            @Override
            public Optional<String> syncId() {
                return Optional.of(SyncRun.SYNC);
            }
        };
        DestinationConfig config = DestinationConfig.of(Map.of("connection_url", args[0], "key_prefix", args[1]));
        long first = Long.parseLong(args[3]);
        long end = first + Long.parseLong(args[4]);
        boolean hangs = args[6].equals(HANGS);
        try (RedisDestination destination = new RedisDestination();
                DestinationWriter writer = destination.write(SyncRun.request(config), handle, context)) {
            for (long from = first; from < (hangs ? end - BATCH : end); from += BATCH) {
                List<Change> batch = LongStream.range(from, Math.min(end, from + BATCH))
                        .mapToObj(id -> SyncRun.row(String.valueOf(id), args[5]))
                        .toList();
                if (!writer.write(batch).isAllWritten()) {
                    throw new IllegalStateException("not all rows of a batch were written");
                }
            }
            if (hangs) {
                System.out.println(HANGS);
                int ended = System.in.read();
                throw new IllegalStateException("it was not killed but told " + ended);
            }
            System.out.println(writer.prepareCommit());
        }
    }
}
