package dev.sluice.cli.embedded;

import dev.sluice.host.failure.HostFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The server of an earlier run whose command was killed. Two servers on the same files would spoil them. */
final class Leftover {
    private static final String REPLACED = " (deleted)";

    private Leftover() {}

    /**
     * Waits until such a server has ended, as its guardian tells it to; then ends it.
     *
     * @param alone how long it may take by itself
     * @param told how long after it was told to end
     * @throws dev.sluice.host.failure.HostException if it still runs
     */
    static void end(Path directory, Path program, Duration alone, Duration told) throws IOException {
        Path pidFile = directory.resolve("redis.pid");
        Optional<ProcessHandle> server = process(pidFile, program);
        if (server.isPresent() && !ended(server.get(), alone)) {
            server.get().destroy();
            if (!ended(server.get(), told)) {
                throw HostFailure.EMBEDDED_IN_USE.exception(
                        "The embedded server of an earlier run still writes its data, as process "
                                + server.get().pid() + ".",
                        "Wait until it has ended and run again.");
            }
        }
        Files.deleteIfExists(pidFile);
    }

    /** The number alone says little, because another process may have it by now: the program is in a directory that is ours alone. */
    private static Optional<ProcessHandle> process(Path pidFile, Path program) throws IOException {
        if (!Files.exists(pidFile) || !Files.exists(program)) {
            return Optional.empty();
        }
        String pid = Files.readString(pidFile).strip();
        String own = program.toRealPath().toString();
        return pid.matches("\\d{1,9}")
                ? ProcessHandle.of(Long.parseLong(pid))
                        .filter(process -> process.info()
                                .command()
                                .filter(command -> command.equals(own) || command.equals(own + REPLACED))
                                .isPresent())
                : Optional.empty();
    }

    private static boolean ended(ProcessHandle process, Duration patience) {
        try {
            process.onExit().get(patience.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException("waiting for a process failed", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
