package com.example.text;

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
import dev.sluice.spi.Setting;
import dev.sluice.spi.SettingsSchema;
import dev.sluice.spi.SyncMode;
import dev.sluice.spi.WriteProfile;
import dev.sluice.spi.WriteRequest;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A directory with one properties file for each record. */
public final class TextDestination implements Destination {
    // snippet:spec
    private static final SettingsSchema SETTINGS = SettingsSchema.of(
            "config",
            Setting.text("url", "Directory", "text: and the path of a directory, such as text:///srv/profiles")
                    .required());
    private static final SettingsSchema OF_A_SYNC = SettingsSchema.of("target");
    private static final DestinationSpec SPEC = DestinationSpec.builder("text", SPI_VERSION)
            .displayName("Text files")
            .version("1.0.0")
            .documentation(URI.create("https://example.com/text-destination"))
            .configSchema(SETTINGS.json())
            .modes(SyncMode.UPSERT, SyncMode.MIRROR)
            .urlScheme("text", "url")
            .build();

    @Override
    public DestinationSpec spec() {
        return SPEC;
    }
    // snippet:end

    // snippet:profile
    @Override
    public WriteProfile profile(WriteRequest request) {
        if (!supports(request.mode())) {
            throw DestinationException.unsupportedMode(request.mode(), "Use UPSERT or MIRROR.");
        }
        SettingsSchema.require(SETTINGS.problems(request.config()), OF_A_SYNC.problems(request.target()));
        if (request.primaryKey().isEmpty()) {
            throw invalid("", "No field is the key.", "Name the fields that identify a row.");
        }
        return WriteProfile.builder(request.primaryKey(), "text " + directory(request.config()))
                .build();
    }

    private static Path directory(DestinationConfig config) {
        SettingsSchema.require(SETTINGS.problems(config));
        String url = SETTINGS.text(config, "url").orElse("");
        if (!url.matches("text://.+")) {
            throw invalid("/config/url", "The URL names no directory.", "Write it as text:///path/of/it.");
        }
        return Path.of(url.substring("text://".length())).toAbsolutePath().normalize();
    }

    private static DestinationException invalid(String setting, String message, String remedy) {
        return DestinationException.configuration(List.of(ErrorDetail.setting(setting, message, remedy)));
    }
    // snippet:end

    // snippet:open
    @Override
    public CheckReport check(CheckRequest request, CheckObserver observer) {
        DestinationConfig config = request.config();
        return new CheckRun(observer)
                .step("settings", () -> {
                    SettingsSchema.require(
                            SETTINGS.problems(config),
                            request.target().map(OF_A_SYNC::problems).orElse(List.of()));
                    return Result.pass("The settings are well formed.");
                })
                .step("directory", () -> Result.pass(open(config) + " can be written to."))
                .report();
    }

    @Override
    public DestinationWriter write(WriteRequest request, RunHandle run, RunContext context) {
        return new TextWriter(open(request.config()), profile(request).identity(), request.mode());
    }

    private static Path open(DestinationConfig config) {
        Path directory = directory(config);
        if (!Files.isWritable(directory)) {
            throw DestinationException.of(ErrorDetail.builder("DIRECTORY_MISSING", ErrorCategory.CONNECTION)
                    .message("There is no such directory, or it cannot be written to.")
                    .remedy("Create it, or correct the setting url.")
                    .at("file", directory.toString())
                    .build());
        }
        return directory;
    }
    // snippet:end
}
