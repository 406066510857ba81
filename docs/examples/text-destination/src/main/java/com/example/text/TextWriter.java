package com.example.text;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.spi.BatchResult;
import dev.sluice.spi.Change;
import dev.sluice.spi.DestinationException;
import dev.sluice.spi.DestinationWriter;
import dev.sluice.spi.ErrorCategory;
import dev.sluice.spi.ErrorDetail;
import dev.sluice.spi.Field;
import dev.sluice.spi.Identity;
import dev.sluice.spi.Outcome;
import dev.sluice.spi.SyncMode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Properties;

/** Writes one file for each record. */
final class TextWriter implements DestinationWriter {
    private final Path directory;
    private final List<String> key;
    private final SyncMode mode;
    private boolean closed;

    TextWriter(Path directory, List<String> key, SyncMode mode) {
        this.directory = directory;
        this.key = key;
        this.mode = mode;
    }

    // snippet:batch
    @Override
    public BatchResult write(List<Change> batch) {
        if (closed) {
            throw DestinationException.closed();
        }
        BatchResult.Builder result = BatchResult.builder(batch.size());
        for (int i = 0; i < batch.size(); i++) {
            try {
                result.set(i, apply(batch.get(i)));
            } catch (IOException e) {
                // The disk is at fault, not the row. Not chained: the exception's message names the file, and so the
                // key.
                ErrorDetail error = ErrorDetail.of(
                        "DISK_FAILED", ErrorCategory.CAPACITY, "A file cannot be written.", "Check the disk.", true);
                return result.setRest(Outcome.indeterminate(error))
                        .stop(DestinationException.of(error))
                        .build();
            }
        }
        return result.build();
    }

    @Override
    public void close() {
        closed = true;
    }
    // snippet:end

    // snippet:apply
    private Outcome apply(Change change) throws IOException {
        String name = Identity.of(change.row(), key)
                .filter(identity -> UTF_8.newEncoder().canEncode(identity.text()))
                .map(identity -> HexFormat.of().formatHex(identity.text().getBytes(UTF_8)))
                .orElse("");
        if (name.isEmpty() || name.length() > 240) {
            return rejected("KEY_UNSUITABLE", "The key is missing or makes no file name.", "Use at most 120 bytes.");
        }
        Path file = directory.resolve(name);
        if (change instanceof Change.Remove) {
            if (mode != SyncMode.MIRROR) {
                return rejected("REMOVAL_UNEXPECTED", "The mode removes no records.", "Use the mode MIRROR.");
            }
            Files.deleteIfExists(file);
            return Outcome.WRITTEN;
        }
        Properties record = new Properties();
        try {
            for (Field field : change.row().schema().fields()) {
                Optional.ofNullable(change.row().value(field.name()))
                        .ifPresent(value ->
                                record.setProperty(field.name(), field.type().format(value)));
            }
        } catch (IllegalArgumentException e) {
            return rejected("VALUE_TOO_LONG", "The text of a number is too long.", "Leave the number out.");
        }
        try (OutputStream stream = Files.newOutputStream(file)) {
            record.store(stream, null);
        }
        return Outcome.WRITTEN;
    }

    private static Outcome rejected(String code, String message, String remedy) {
        return Outcome.rejected(ErrorDetail.of(code, ErrorCategory.DATA, message, remedy, false));
    }
    // snippet:end
}
