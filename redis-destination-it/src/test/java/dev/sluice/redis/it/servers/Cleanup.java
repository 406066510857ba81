package dev.sluice.redis.it.servers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** Ends the processes of this run and deletes its directories, whatever happens: with the test that asked for them, else with this process. */
final class Cleanup {
    private static final Set<Process> PROCESSES = ConcurrentHashMap.newKeySet();
    private static final Set<Path> DIRECTORIES = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(Cleanup::all, "servers-cleanup"));
    }

    private Cleanup() {}

    static Path directory() throws IOException {
        Path directory = Files.createTempDirectory("sluice-it-");
        DIRECTORIES.add(directory);
        return directory;
    }

    static Process watched(Process process) {
        PROCESSES.add(process);
        return process;
    }

    /** Kills a process, stopped or not, and waits until it is gone. */
    static void end(Process process) {
        process.destroyForcibly();
        boolean interrupted = false;
        while (true) {
            try {
                process.waitFor();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        PROCESSES.remove(process);
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    static void delete(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
            DIRECTORIES.remove(directory);
        } catch (IOException e) {
            System.out.println("Left behind: " + directory);
        }
    }

    private static void all() {
        PROCESSES.forEach(Cleanup::end);
        DIRECTORIES.forEach(Cleanup::delete);
    }
}
