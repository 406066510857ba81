package dev.sluice.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.host.definition.Guards;
import dev.sluice.host.definition.SyncDefinition;
import dev.sluice.host.progress.Cancellation;
import dev.sluice.host.progress.SyncListener;
import dev.sluice.host.report.SyncReport;
import dev.sluice.host.run.SyncEngine;
import dev.sluice.spi.DestinationConfig;
import dev.sluice.spi.SyncMode;
import dev.sluice.state.SyncStates;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** A mirror of rows in memory into Redis by the engine in this process and the packed plugin, with its state in a folder. */
final class Mirror {
    private static final int SAMPLE = 64;

    private final Path place;
    private final Map<String, Object> settings;
    private final long sample;
    private final boolean full;
    private final boolean removesForgotten;

    /** @param place where its state is */
    Mirror(Path place, String url, String prefix) {
        this(place, Map.of("connection_url", url, "key_prefix", prefix, "pipeline_commands", 5L), SAMPLE, false, false);
    }

    private Mirror(Path place, Map<String, Object> settings, long sample, boolean full, boolean removesForgotten) {
        this.place = place;
        this.settings = settings;
        this.sample = sample;
        this.full = full;
        this.removesForgotten = removesForgotten;
    }

    /** The same from a host whose state is elsewhere. */
    Mirror at(Path other) {
        return new Mirror(other, settings, sample, full, removesForgotten);
    }

    /** The same with another setting. */
    Mirror with(String name, Object value) {
        Map<String, Object> more = new HashMap<>(settings);
        more.put(name, value);
        return new Mirror(place, more, sample, full, removesForgotten);
    }

    /** The same, where so many unchanged records are looked at. */
    Mirror sampling(long records) {
        return new Mirror(place, settings, records, full, removesForgotten);
    }

    /** The same, where no record is believed. */
    Mirror full() {
        return new Mirror(place, settings, sample, true, removesForgotten);
    }

    /** The same, where forgotten records are removed. */
    Mirror removingForgotten() {
        return new Mirror(place, settings, sample, full, true);
    }

    /** The folder of its state. */
    Path place() {
        return place;
    }

    SyncReport run(Map<Integer, String> rows) {
        return run(rows, () -> {});
    }

    /**
     * Runs it once.
     *
     * @param inTheMiddle what happens when half of the rows were sent on their way
     */
    SyncReport run(Map<Integer, String> rows, Runnable inTheMiddle) {
        SyncDefinition definition = SyncDefinition.builder("rows", PackedPlugin.REDIS)
                .config(DestinationConfig.of(settings))
                .mode(SyncMode.MIRROR)
                .primaryKey(List.of("id"))
                .guards(new Guards(1, OptionalLong.empty(), OptionalInt.of(100)))
                .sample(sample)
                .full(full)
                .removeForgotten(removesForgotten)
                .stateDirectory(place.resolve(".sluice/state"))
                .deadLetters(place.resolve(".sluice/dead-letters"))
                .build();
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        // The threads of a run inherit it.
        thread.setContextClassLoader(PackedPlugin.REDIS.getClass().getClassLoader());
        try {
            SyncReport report = new SyncEngine(Clock.systemUTC(), new SyncStates())
                    .run(definition, new MemorySource(rows, inTheMiddle), SyncListener.NONE, new Cancellation());
            add(report);
            return report;
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    /** Read is the sum, in whatever way the run ended. */
    private static void add(SyncReport report) {
        SyncReport.Rows rows = report.rows();
        assertThat(rows.read())
                .as(rows.toString())
                .isEqualTo(rows.written()
                        + rows.unchanged()
                        + rows.skipped()
                        + rows.rejected()
                        + rows.indeterminate()
                        + rows.notAttempted());
        SyncReport.Removals removals = report.removals();
        assertThat(removals.planned())
                .as(removals.toString())
                .isEqualTo(
                        removals.removed() + removals.rejected() + removals.indeterminate() + removals.notAttempted());
    }
}
