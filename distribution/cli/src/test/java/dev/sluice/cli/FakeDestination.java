package dev.sluice.cli;

import dev.sluice.spi.CheckObserver;
import dev.sluice.spi.CheckReport;
import dev.sluice.spi.CheckRequest;
import dev.sluice.spi.CheckRun;
import dev.sluice.spi.CheckStep;
import dev.sluice.spi.Destination;
import dev.sluice.spi.DestinationException;
import dev.sluice.spi.DestinationSpec;
import dev.sluice.spi.DestinationWriter;
import dev.sluice.spi.ErrorCategory;
import dev.sluice.spi.ErrorCode;
import dev.sluice.spi.ErrorDetail;
import dev.sluice.spi.RunContext;
import dev.sluice.spi.RunHandle;
import dev.sluice.spi.SyncMode;
import dev.sluice.spi.WriteProfile;
import dev.sluice.spi.WriteRequest;
import java.net.URI;
import java.time.Duration;
import java.util.List;

/** Says what it is, and does nothing. Its table is busy where the URL says so. */
public final class FakeDestination implements Destination {
    private static final String CONFIG = """
            {"type": "object", "required": ["url"], "additionalProperties": false, "properties": {
              "url": {"type": "string", "title": "URL", "description": "Where.", "writeOnly": true, "format": "password"},
              "token": {"type": "string", "title": "Token", "description": "Secret.", "writeOnly": true, "format": "password"},
              "size": {"type": "integer", "title": "Size", "description": "How many.", "default": 10,
                "x-group": "Packing", "x-order": 2},
              "ratio": {"type": "number", "title": "Ratio", "description": "How much."},
              "strict": {"type": "boolean", "title": "Strict", "description": "Whether.", "default": false},
              "format": {"type": "string", "title": "Format", "description": "Which.", "enum": ["plain", "packed"],
                "x-group": "Packing", "x-order": 1},
              "depth": {"type": "integer", "title": "Depth", "description": "How deep.", "x-group": "Packing", "x-advanced": true}}}""";
    private static final String TARGET = """
            {"type": "object", "additionalProperties": false, "properties": {
              "table": {"type": "string", "title": "Table", "description": "Which."}}}""";

    private static final ErrorDetail BUSY = ErrorDetail.builder("TABLE_BUSY", ErrorCategory.CAPACITY)
            .message("The table is busy.")
            .remedy("Wait.")
            .retryAfter(Duration.ofSeconds(5))
            .at("host", "busy")
            .at(ErrorDetail.SETTING, "/config/url")
            .build();

    @Override
    public DestinationSpec spec() {
        return DestinationSpec.builder("fake", SPI_VERSION)
                .displayName("Fake")
                .version("1")
                .documentation(URI.create("https://example.com"))
                .configSchema(CONFIG)
                .targetSchema(TARGET)
                .modes(SyncMode.UPSERT, SyncMode.MIRROR)
                .urlScheme("fake", "url")
                .build();
    }

    @Override
    public List<ErrorCode> errors() {
        return List.of(
                ErrorCode.run(ErrorDetail.of(
                        "TABLE_LOCKED",
                        ErrorCategory.CAPACITY,
                        "Another run has locked the table.",
                        "Wait until it has ended.",
                        true)),
                ErrorCode.partialRow(ErrorDetail.of(
                        "CELL_TORN", ErrorCategory.DATA, "A cell was written by half.", "Run again.", false)));
    }

    @Override
    public CheckReport check(CheckRequest request, CheckObserver observer) {
        return new CheckRun(observer)
                .step("settings", () -> CheckStep.Result.pass("The settings are well formed."))
                .step("connect", () -> {
                    String url = request.config().value("url").orElseThrow().toString();
                    if (url.contains("busy")) {
                        throw DestinationException.of(BUSY);
                    }
                    if (url.contains("torn")) {
                        throw new IllegalStateException("torn at " + url);
                    }
                    return CheckStep.Result.pass("The table is there.");
                })
                .report();
    }

    @Override
    public WriteProfile profile(WriteRequest request) {
        throw new UnsupportedOperationException();
    }

    @Override
    public DestinationWriter write(WriteRequest request, RunHandle run, RunContext context) {
        throw new UnsupportedOperationException();
    }
}
