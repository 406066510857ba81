package com.example.files;

import dev.sluice.spi.CheckObserver;
import dev.sluice.spi.CheckReport;
import dev.sluice.spi.CheckRequest;
import dev.sluice.spi.CheckRun;
import dev.sluice.spi.CheckStep.Result;
import dev.sluice.spi.Destination;
import dev.sluice.spi.DestinationConfig;
import dev.sluice.spi.DestinationException;
import dev.sluice.spi.DestinationSpec;
import dev.sluice.spi.DestinationWriter;
import dev.sluice.spi.ErrorCategory;
import dev.sluice.spi.ErrorDetail;
import dev.sluice.spi.RunContext;
import dev.sluice.spi.RunHandle;
import dev.sluice.spi.SyncMode;
import dev.sluice.spi.WriteProfile;
import dev.sluice.spi.WriteProfile.Absent;
import dev.sluice.spi.WriteProfile.Existing;
import dev.sluice.spi.WriteRequest;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A directory with one JSON file for each record. One sync at a time may write into a directory. */
public final class FilesDestination implements Destination {
    private static final String SCHEME = "files://";
    private static final DestinationSpec SPEC = DestinationSpec.builder("files", SPI_VERSION)
            .displayName("JSON files")
            .version("1.0.0")
            .documentation(URI.create("https://example.com/files-destination"))
            .configSchema("""
                    {"type": "object", "additionalProperties": false, "required": ["url"], "properties": {
                      "url": {"type": "string", "title": "Directory",
                        "description": "files:// and the path of a directory that is there, such as files:///srv/profiles."}}}
                    """)
            .modes(SyncMode.UPSERT, SyncMode.INSERT, SyncMode.UPDATE, SyncMode.MIRROR)
            .urlScheme("files", "url")
            .build();

    @Override
    public DestinationSpec spec() {
        return SPEC;
    }

    @Override
    public WriteProfile profile(WriteRequest request) {
        if (!supports(request.mode())) {
            throw DestinationException.unsupportedMode(request.mode(), "Use UPSERT, INSERT, UPDATE or MIRROR.");
        }
        Path directory = directory(request.config(), request.target());
        if (request.primaryKey().isEmpty()) {
            throw DestinationException.configuration(
                    List.of(ErrorDetail.setting("", "nothing says what names a row", "Name the key of the rows.")));
        }
        return WriteProfile.builder(
                        request.primaryKey(),
                        "files " + directory.toAbsolutePath().normalize())
                .rendering("one JSON object")
                .existing(request.mode() == SyncMode.INSERT ? Existing.SKIP : Existing.OVERWRITE)
                .absent(request.mode() == SyncMode.UPDATE ? Absent.SKIP : Absent.CREATE)
                .build();
    }

    /** The directory that the settings name; all that is wrong with them at once. */
    private static Path directory(DestinationConfig config, DestinationConfig target) {
        List<ErrorDetail> problems = new ArrayList<>();
        Path directory = Path.of("");
        String url = String.valueOf(config.value("url").orElse(""));
        try {
            directory = Path.of(url.startsWith(SCHEME) ? url.substring(SCHEME.length()) : "");
        } catch (InvalidPathException e) {
            // It stays empty, which is a problem too.
        }
        if (directory.toString().isEmpty()) {
            problems.add(ErrorDetail.setting("/config/url", "names no directory", "Write it as files:///path/of/it."));
        }
        config.values().keySet().stream()
                .filter(name -> !name.equals("url"))
                .forEach(name -> problems.add(unknown("/config/" + name)));
        target.values().keySet().forEach(name -> problems.add(unknown("/target/" + name)));
        if (!problems.isEmpty()) {
            throw DestinationException.configuration(problems);
        }
        return directory;
    }

    private static ErrorDetail unknown(String pointer) {
        return ErrorDetail.setting(pointer, "is no setting of this destination", "Remove it.");
    }

    @Override
    public CheckReport check(CheckRequest request, CheckObserver observer) {
        DestinationConfig target = request.target().orElse(DestinationConfig.EMPTY);
        return new CheckRun(observer)
                .step("settings", () -> {
                    directory(request.config(), target);
                    return Result.pass("The settings are well formed.");
                })
                .step("directory", () -> {
                    requireDirectory(directory(request.config(), target));
                    return Result.pass("The directory is there.");
                })
                .step("write", () -> {
                    probe(directory(request.config(), target));
                    return Result.pass("A file was written and deleted.");
                })
                .report();
    }

    private static void requireDirectory(Path directory) {
        if (!Files.isDirectory(directory)) {
            throw DestinationException.of(ErrorDetail.of(
                    "DIRECTORY_MISSING",
                    ErrorCategory.CONNECTION,
                    "There is no such directory.",
                    "Create it, or correct the path in the setting url.",
                    true));
        }
    }

    private static void probe(Path directory) {
        try {
            Path probe = Files.createTempFile(directory, "check", ".tmp");
            Files.delete(probe);
        } catch (IOException e) {
            throw FilesWriter.failure(e);
        }
    }

    @Override
    public DestinationWriter write(WriteRequest request, RunHandle run, RunContext context) {
        WriteProfile profile = profile(request);
        Path directory = directory(request.config(), request.target());
        requireDirectory(directory);
        return new FilesWriter(directory, request.mode(), profile);
    }
}
