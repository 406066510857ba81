package dev.sluice.cli.doctor;

import dev.sluice.host.failure.HostException;
import dev.sluice.host.name.ShellWord;
import dev.sluice.host.runfile.RunFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Looks at the files of runs: whether a run can write its own, and whether those that are there can be read. */
public final class RunFindings {
    private static final String ABOUT = "runs";

    private RunFindings() {}

    /** @param directory of runs, which need not be there */
    public static List<Finding> of(Path directory) {
        if (!Files.exists(directory)) {
            return List.of();
        }
        String remedy = "Give its user the right to read and write it: chmod -R u+rwX "
                + ShellWord.of(directory.toString()) + ". `sluice run` does not begin if it cannot read it.";
        try {
            Optional<Path> wrong = wrong(directory);
            if (wrong.isPresent()) {
                return List.of(Finding.problem(ABOUT, wrong.get() + " cannot be read or written to.", remedy));
            }
            new RunFiles(directory).list(Optional.empty(), Integer.MAX_VALUE);
            return List.of(Finding.ok(ABOUT, directory + " can be read and written to."));
        } catch (HostException e) {
            return List.of(Finding.problem(ABOUT, e.detail().message(), remedy));
        } catch (IOException | UncheckedIOException e) {
            return List.of(Finding.problem(ABOUT, directory + " cannot be looked at.", remedy));
        }
    }

    /** The folder, or one of a month, in which no run can keep its files. */
    private static Optional<Path> wrong(Path directory) throws IOException {
        if (!isUsable(directory)) {
            return Optional.of(directory);
        }
        try (Stream<Path> months = Files.list(directory)) {
            return months.filter(Files::isDirectory)
                    .sorted(Comparator.reverseOrder())
                    .filter(month -> !isUsable(month))
                    .findFirst();
        }
    }

    private static boolean isUsable(Path folder) {
        return Files.isDirectory(folder)
                && Files.isReadable(folder)
                && Files.isWritable(folder)
                && Files.isExecutable(folder);
    }
}
