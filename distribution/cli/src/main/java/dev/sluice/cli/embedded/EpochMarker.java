package dev.sluice.cli.embedded;

import dev.sluice.cli.settings.Settings;
import dev.sluice.host.failure.HostFailure;
import dev.sluice.spi.BatchResult;
import dev.sluice.spi.Change;
import dev.sluice.spi.DestinationConfig;
import dev.sluice.spi.DestinationWriter;
import dev.sluice.spi.Field;
import dev.sluice.spi.FieldType;
import dev.sluice.spi.ReadBack;
import dev.sluice.spi.RecordReader;
import dev.sluice.spi.Row;
import dev.sluice.spi.RowSchema;
import dev.sluice.spi.RunContext;
import dev.sluice.spi.RunHandle;
import dev.sluice.spi.SyncMode;
import dev.sluice.spi.WriteRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Ties what a mirror remembers to what the embedded server holds: a record in the server whose value is also in a file beside it. Where
 * the record is gone or another, the data are not those that the state speaks of, and a new epoch begins.
 */
public final class EpochMarker {
    private static final String KEY = "sluice:embedded-server";
    private static final RowSchema SCHEMA =
            RowSchema.of(new Field("id", FieldType.TEXT), new Field("epoch", FieldType.TEXT));

    private static final String RUN = "embedded";

    private EpochMarker() {}

    /** The epoch of the server's data. */
    public static String read(Settings settings, Path file) {
        WriteRequest request =
                new WriteRequest(settings.config(), DestinationConfig.EMPTY, SyncMode.UPSERT, SCHEMA, List.of("id"));
        try {
            Optional<String> known =
                    Files.exists(file) ? Optional.of(Files.readString(file).strip()) : Optional.empty();
            if (known.isPresent() && holds(settings, request, known.get())) {
                return known.get();
            }
            String epoch = UUID.randomUUID().toString();
            write(settings, request, epoch);
            Files.writeString(file, epoch);
            return epoch;
        } catch (IOException e) {
            throw HostFailure.EMBEDDED_MARKER_FAILED
                    .exception("The file " + file + " cannot be read or written.")
                    .at("file", file.toString());
        }
    }

    private static boolean holds(Settings settings, WriteRequest request, String epoch) {
        Optional<RecordReader> reader = settings.destination().reader(request, RunContext.of(RUN));
        if (reader.isEmpty()) {
            return false;
        }
        try (RecordReader open = reader.get()) {
            return open.read(List.of(row(epoch))).get(0).status() == ReadBack.Status.MATCHES;
        }
    }

    private static void write(Settings settings, WriteRequest request, String epoch) {
        try (DestinationWriter writer = settings.destination().write(request, RunHandle.of(RUN), RunContext.of(RUN))) {
            BatchResult result = writer.write(List.of(new Change.Write(row(epoch))));
            if (!result.isAllWritten()) {
                throw HostFailure.EMBEDDED_MARKER_FAILED.exception(
                        "The embedded server does not take the record that marks its data.",
                        "Remove the directory .sluice and run again.");
            }
        }
    }

    private static Row row(String epoch) {
        return Row.of(SCHEMA, KEY, epoch);
    }
}
