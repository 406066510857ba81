package dev.sluice.host.target;

import dev.sluice.host.failure.HostException;
import dev.sluice.host.failure.HostFailure;
import dev.sluice.host.history.RunEntry;
import dev.sluice.host.history.RunHistory;
import dev.sluice.host.progress.Warnings;
import dev.sluice.spi.Destination;
import dev.sluice.spi.DestinationException;
import dev.sluice.spi.ErrorDetail;
import dev.sluice.spi.ReadBack;
import dev.sluice.spi.RecordReader;
import dev.sluice.spi.Row;
import dev.sluice.spi.RunContext;
import dev.sluice.spi.RunMarker;
import dev.sluice.spi.TargetMemory;
import dev.sluice.spi.WriteRequest;
import java.util.List;
import java.util.Optional;

/** The target of a run that does not take place: its markers and records are read, and nothing is changed. For one thread. */
public final class TargetLook implements AutoCloseable {
    private final Optional<RecordReader> reader;
    private final List<RunMarker> markers;
    private final RunContext context;
    private Optional<ErrorDetail> unexamined;

    private TargetLook(
            Optional<RecordReader> reader,
            List<RunMarker> markers,
            RunContext context,
            Optional<ErrorDetail> unexamined) {
        this.reader = reader;
        this.markers = markers;
        this.context = context;
        this.unexamined = unexamined;
    }

    /**
     * Reads the markers.
     *
     * @throws DestinationException if the target cannot be reached, or does not let the user in
     */
    public static TargetLook open(Destination destination, WriteRequest request, RunContext context) {
        Optional<RecordReader> reader = destination.reader(request, context);
        if (reader.isEmpty()) {
            return new TargetLook(
                    reader,
                    List.of(RunMarker.NOT_KEPT),
                    context,
                    Optional.of(HostFailure.TARGET_UNREADABLE.detail(
                            "The destination " + destination.spec().id() + " cannot read what it wrote.")));
        }
        boolean open = false;
        try {
            List<RunMarker> markers = reader.get().markers();
            open = true;
            return new TargetLook(reader, markers, context, unreadable(markers));
        } finally {
            if (!open) {
                reader.get().close();
            }
        }
    }

    private static Optional<ErrorDetail> unreadable(List<RunMarker> markers) {
        return markers.stream()
                .filter(RunMarker.Unreadable.class::isInstance)
                .map(marker -> ((RunMarker.Unreadable) marker).why())
                .findFirst();
    }

    /** The run that could be next, judged by the markers as {@link OpenTarget#judge} does. */
    public RunEntry judge(RunHistory history, boolean full, boolean removesForgotten, Warnings warnings) {
        return MarkerJudgement.of(markers, history, warnings).entry(context.runId(), markers, full, removesForgotten);
    }

    /** What the records of some rows hold; empty if they cannot be read. */
    public List<ReadBack> read(List<Row> rows) {
        if (reader.isEmpty()) {
            return List.of();
        }
        try {
            return reader.get().read(rows);
        } catch (DestinationException e) {
            unexamined = Optional.of(e.detail());
            return List.of();
        }
    }

    /** What memory the target has, and what records of some rows take; empty if it does not tell. */
    public Optional<TargetMemory> memory(List<Row> rows) {
        try {
            return rows.isEmpty() ? Optional.empty() : reader.flatMap(open -> open.memory(rows));
        } catch (DestinationException e) {
            unexamined = Optional.of(e.detail());
            return Optional.empty();
        }
    }

    /**
     * Compares the records of some rows with these.
     *
     * @throws HostException {@code TARGET_UNREADABLE}
     * @throws DestinationException if they cannot be read
     */
    public List<ReadBack> compare(List<Row> rows) {
        return reader.orElseThrow(() -> new HostException(unexamined.orElseThrow()))
                .read(rows);
    }

    /** Why the target, or a part of it, could not be looked at. */
    public Optional<ErrorDetail> unexamined() {
        return unexamined;
    }

    @Override
    public void close() {
        reader.ifPresent(RecordReader::close);
    }
}
