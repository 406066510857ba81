package dev.sluice.bundle;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Random histories of rows that say when their records expire. Those of several settings go on beside each other, as most of a history is waiting. */
@ExtendWith(SharedServer.class)
class ExpiryHistoriesIT {
    private static final Server SERVER = SharedServer.get();

    /** Each is a start of the command, which takes more time than all else. */
    private static final int STEPS = Integer.getInteger("sluice.test.histories.steps", 4);

    @TempDir
    Path directory;

    /** Makes a history. */
    private interface Maker {
        History<?, ?> of(History.Setting setting, Path directory, Server server, long seed);
    }

    private void play(Maker maker, int steps, int longestPause, History.Setting... settings) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(settings.length);
        try {
            List<CompletableFuture<Void>> histories = List.of(settings).stream()
                    .map(setting -> {
                        History<?, ?> history = maker.of(setting, folder(setting), SERVER, System.nanoTime());
                        return CompletableFuture.runAsync(() -> history.play(steps, longestPause), threads);
                    })
                    .toList();
            CompletableFuture.allOf(histories.toArray(CompletableFuture[]::new)).get();
        } finally {
            threads.shutdownNow();
        }
    }

    private Path folder(History.Setting setting) {
        try {
            return Files.createDirectory(directory.resolve(setting.name()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void aRecordIsThereAsLongAsItsRowSays() throws Exception {
        play(
                MomentHistory::new,
                STEPS,
                1_500,
                History.Setting.of("strings", "mirror", "{id}", "data_format=string"),
                History.Setting.of("hashes", "mirror", "{{{id}}}", "data_format=hash"),
                History.Setting.of("upsert", "upsert", "{id}", "data_format=string"),
                History.Setting.of("values", "upsert", "{id}:v", "value_field=value"));
    }

    @Test
    void aRecordIsThereWithinTheBoundsOfItsRow() throws Exception {
        play(
                JitterHistory::new,
                STEPS,
                1_200,
                History.Setting.of("strings", "mirror", "{id}", "data_format=string"),
                History.Setting.of("hashes", "mirror", "{id}", "data_format=hash"),
                History.Setting.of("values", "upsert", "{id}", "value_field=value"));
    }
}
