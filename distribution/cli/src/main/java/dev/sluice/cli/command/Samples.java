package dev.sluice.cli.command;

import dev.sluice.cli.settings.Settings;
import dev.sluice.host.definition.SyncDefinition;
import dev.sluice.host.report.SyncReport;
import dev.sluice.spi.ReadBack;
import dev.sluice.spi.RecordReader;
import dev.sluice.spi.RunContext;
import dev.sluice.spi.WriteRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Some of the records that a run has written, as the destination reads them back. */
public final class Samples {
    private static final int WIDTH = 160;

    private Samples() {}

    static List<String> of(Settings settings, SyncDefinition definition, SyncReport report) {
        if (report.samples().isEmpty()) {
            return List.of();
        }
        WriteRequest request = new WriteRequest(
                definition.config(),
                definition.target(),
                definition.mode(),
                report.samples().get(0).schema(),
                definition.primaryKey());
        Optional<RecordReader> reader = settings.destination().reader(request, RunContext.of(definition.name()));
        if (reader.isEmpty()) {
            return List.of();
        }
        List<String> lines = new ArrayList<>();
        lines.add("Some of the records, read back:");
        try (RecordReader open = reader.get()) {
            for (ReadBack record : open.read(report.samples())) {
                lines.add("  " + shortened(record.display()));
                lines.add("      "
                        + record.expiresIn()
                                .map(time -> "expires in " + words(time))
                                .orElse("does not expire"));
            }
        }
        return lines;
    }

    private static String shortened(String display) {
        if (display.codePointCount(0, display.length()) <= WIDTH) {
            return display;
        }
        return display.substring(0, display.offsetByCodePoints(0, WIDTH - 1)) + "…";
    }

    private static String words(Duration time) {
        if (time.toMinutes() < 2) {
            return time.toSeconds() + " s";
        }
        if (time.toHours() < 2) {
            return time.toMinutes() + " min";
        }
        return time.toHours() < 48 ? time.toHours() + " h" : time.toDays() + " days";
    }
}
