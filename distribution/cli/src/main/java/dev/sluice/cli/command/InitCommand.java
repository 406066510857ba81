package dev.sluice.cli.command;

import dev.sluice.cli.help.ExitCodes;
import dev.sluice.cli.installation.Version;
import dev.sluice.definition.Definitions;
import dev.sluice.host.failure.ExitCode;
import dev.sluice.host.failure.HostFailure;
import dev.sluice.source.FileFormat;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;

/** Writes a first definition file. */
@Command(
        name = "init",
        description = "Writes a commented sluice.yaml for the files that it sees. Never overwrites one.",
        exitCodeListHeading = ExitCodes.HEADING,
        exitCodeList = {ExitCodes.DONE, ExitCodes.WRONG},
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
public final class InitCommand implements Callable<Integer> {
    private static final int MOST_FILES = 20;

    private final Application application;

    InitCommand(Application application) {
        this.application = application;
    }

    @Override
    public Integer call() {
        Path file = application.definitionFile().orElse(Path.of(Definitions.FILE));
        List<String> sources = sources(Optional.ofNullable(file.getParent()).orElse(Path.of("")));
        try {
            Files.writeString(file, text(sources), StandardCharsets.UTF_8, StandardOpenOption.CREATE_NEW);
        } catch (FileAlreadyExistsException e) {
            throw HostFailure.DEFINITION_EXISTS.exception("There is a definition file already: " + file + ".");
        } catch (IOException e) {
            throw HostFailure.DEFINITION_UNREADABLE
                    .exception("The definition file " + file + " cannot be written.")
                    .at("file", file.toString());
        }
        return application.end(
                "init",
                ExitCode.DONE,
                Map.of("file", file.toString(), "sources", sources),
                List.of(
                        file + " is written. "
                                + (sources.isEmpty()
                                        ? "No file that can be a source lies here."
                                        : "Sources: " + String.join(", ", sources)),
                        "Give each sync its key, set REDIS_URL, then: sluice validate, and sluice sync --all"));
    }

    private static List<String> sources(Path folder) {
        try (Stream<Path> found = Files.list(folder.toString().isEmpty() ? Path.of(".") : folder)) {
            return found.filter(Files::isRegularFile)
                    .map(path -> path.getFileName().toString())
                    .filter(name -> !name.startsWith(".") && FileFormat.of(name).isPresent())
                    .sorted()
                    .limit(MOST_FILES)
                    .toList();
        } catch (IOException e) {
            return List.of();
        }
    }

    private static String text(List<String> files) {
        List<String> lines = new ArrayList<>(List.of(
                "# Syncs of Sluice. `sluice validate` tells what is wrong, `sluice schema` prints what may be here.",
                "version: 1",
                "",
                "destinations:",
                "  cache:",
                "    plugin: redis",
                "    config:",
                "      # A reference to the environment: no secret is in this file. ${file:/run/secrets/redis} reads a file.",
                "      connection_url: \"${env:REDIS_URL}\"",
                "      # data_format: hash",
                "",
                files.isEmpty() ? "syncs: {}" : "syncs:"));
        if (files.isEmpty()) {
            lines.addAll(List.of(
                    "  # users:",
                    "  #   from: { file: users.csv }",
                    "  #   to: { destination: cache, key_prefix: \"user:\" }",
                    "  #   mode: mirror",
                    "  #   key: id"));
        }
        for (String file : files) {
            String name = FileFormat.withoutEnding(file);
            lines.addAll(List.of(
                    "  \"" + escaped(name) + "\":",
                    "    from: { file: " + quoted(file) + " }",
                    "    to: { destination: cache, key_prefix: " + quoted(name + ":") + " }",
                    "    # upsert writes every row. mirror writes what differs and removes what is gone.",
                    "    mode: upsert",
                    "    # The columns that name a row.",
                    "    key: id",
                    "    # map: { full_name: name, internal_note: null, \"*\": \"*\" }",
                    "    # guards: { max_delete_percent: 10, min_rows: 1 }"));
        }
        return String.join("\n", lines) + "\n";
    }

    private static String quoted(String text) {
        return "\"" + escaped(text).replace("$", "$$") + "\"";
    }

    private static String escaped(String text) {
        return text.replace("\\", "\\\\").replace("\"", "\\\"");
    }
}
