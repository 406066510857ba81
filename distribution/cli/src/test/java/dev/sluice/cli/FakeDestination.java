package dev.sluice.cli;

import dev.sluice.spi.CheckObserver;
import dev.sluice.spi.CheckReport;
import dev.sluice.spi.CheckRequest;
import dev.sluice.spi.Destination;
import dev.sluice.spi.DestinationSpec;
import dev.sluice.spi.DestinationWriter;
import dev.sluice.spi.ErrorCategory;
import dev.sluice.spi.ErrorCode;
import dev.sluice.spi.SyncMode;
import dev.sluice.spi.WriteProfile;
import dev.sluice.spi.WriteRequest;
import java.net.URI;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;

/** Says what it is, and does nothing. */
final class FakeDestination implements Destination {
    private static final String CONFIG = """
            {"type": "object", "required": ["url"], "additionalProperties": false, "properties": {
              "url": {"type": "string", "title": "URL", "description": "Where.", "writeOnly": true, "format": "password"},
              "token": {"type": "string", "title": "Token", "description": "Secret.", "writeOnly": true, "format": "password"},
              "size": {"type": "integer", "title": "Size", "description": "How many.", "default": 10},
              "ratio": {"type": "number", "title": "Ratio", "description": "How much."},
              "strict": {"type": "boolean", "title": "Strict", "description": "Whether.", "default": false},
              "format": {"type": "string", "title": "Format", "description": "Which.", "enum": ["plain", "packed"]}}}""";
    private static final String TARGET = """
            {"type": "object", "additionalProperties": false, "properties": {
              "table": {"type": "string", "title": "Table", "description": "Which."}}}""";

    @Override
    public DestinationSpec spec() {
        return new DestinationSpec(
                "fake",
                "Fake",
                "1",
                URI.create("https://example.com"),
                CONFIG,
                TARGET,
                EnumSet.of(SyncMode.UPSERT, SyncMode.MIRROR),
                Map.of("fake", "url"),
                true,
                false);
    }

    @Override
    public List<ErrorCode> errors() {
        return List.of(
                new ErrorCode(
                        "TABLE_LOCKED",
                        ErrorCode.Scope.RUN,
                        ErrorCategory.CAPACITY,
                        true,
                        false,
                        "Another run has locked the table.",
                        "Wait until it has ended."),
                new ErrorCode(
                        "CELL_TORN",
                        ErrorCode.Scope.ROW,
                        ErrorCategory.DATA,
                        false,
                        true,
                        "A cell was written by half.",
                        "Run again."));
    }

    @Override
    public CheckReport check(CheckRequest request, CheckObserver observer) {
        throw new UnsupportedOperationException();
    }

    @Override
    public WriteProfile profile(WriteRequest request) {
        throw new UnsupportedOperationException();
    }

    @Override
    public DestinationWriter write(WriteRequest request) {
        throw new UnsupportedOperationException();
    }
}
