package dev.sluice.tck.host;

import dev.sluice.spi.Change;
import dev.sluice.spi.CommitResult;
import dev.sluice.spi.Destination;
import dev.sluice.spi.DestinationConfig;
import dev.sluice.spi.DestinationRun;
import dev.sluice.spi.Identity;
import dev.sluice.spi.Outcome;
import dev.sluice.spi.Row;
import dev.sluice.spi.RunContext;
import dev.sluice.spi.RunEvent;
import dev.sluice.spi.RunHandle;
import dev.sluice.spi.RunMarker;
import dev.sluice.spi.WriteProfile;
import dev.sluice.spi.WriteRequest;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * A run as a host drives it: writers, and one commit of what they have prepared. A snapshot is completed with the rows of the source that no
 * writer was given. Writers may be opened and used on several threads.
 */
public final class HostRun implements AutoCloseable {
    private final Destination destination;
    private final WriteRequest request;
    private final RunContext context;
    private final SourceRows source;
    private final DestinationRun run;
    private final List<RunWriter> writers = new CopyOnWriteArrayList<>();
    private final AtomicInteger changes = new AtomicInteger();
    private final List<String> prepared = new CopyOnWriteArrayList<>();

    private HostRun(Destination destination, WriteRequest request, RunContext context, SourceRows source) {
        this.destination = destination;
        this.request = request;
        this.context = context;
        this.source = source;
        this.run = destination.openRun(request, context);
    }

    /** Opens a run with an id of its own. */
    public static HostRun open(Destination destination, WriteRequest request, SourceRows source) {
        return open(destination, request, source, context());
    }

    /** Opens a run. */
    public static HostRun open(Destination destination, WriteRequest request, SourceRows source, RunContext context) {
        return new HostRun(destination, request, context, source);
    }

    /** The context of a run with an id of its own, without a sync. */
    public static RunContext context() {
        return new HostContext();
    }

    /** The context of a run of a sync, with an id of its own. */
    public static RunContext context(String syncId) {
        return new HostContext().ofSync(syncId);
    }

    /** The context of a run with an id of its own and these newest settings. */
    public static RunContext context(Supplier<DestinationConfig> newest) {
        return new HostContext().withNewest(newest);
    }

    /** The context of a run with an id of its own, whose events go to this listener. */
    public static RunContext listening(Consumer<RunEvent> listener) {
        return new HostContext().heardBy(listener);
    }

    /** Opens a writer. */
    public RunWriter writer() {
        return writer(false);
    }

    RunWriter writer(boolean alone) {
        RunWriter writer = new RunWriter(this, destination.write(request, run.handle(), context), alone);
        writers.add(writer);
        return writer;
    }

    /** What names the run. */
    public RunHandle handle() {
        return run.handle();
    }

    /** What was found when the run opened. */
    public List<RunMarker> markers() {
        return run.markers();
    }

    /** Tells the run that the host has stored the groups up to this number. */
    public void checkpoint(long number) {
        run.checkpoint(number);
    }

    void prepare(List<Change> batch) {
        source.prepare(batch);
    }

    int number() {
        return changes.getAndIncrement();
    }

    void prepared(String text) {
        prepared.add(text);
    }

    /** Commits what the writers have prepared, and settles every accepted change. Every writer is closed. */
    public CommitResult commit() {
        WriteProfile profile = destination.profile(request);
        if (profile.input() == WriteProfile.Input.SNAPSHOT) {
            sendRest(profile.identity());
        }
        Settlement settlement = new Settlement(
                writers.stream()
                        .flatMap(RunWriter::sent)
                        .filter(Sent::isAccepted)
                        .sorted(Comparator.comparingInt(sent -> sent.number))
                        .toList(),
                profile.identity());
        CommitResult result = run.commit(List.copyOf(prepared), settlement);
        settlement.settleRest();
        writers.stream()
                .flatMap(RunWriter::sent)
                .filter(sent -> sent.outcome instanceof Outcome.Written && sent.change instanceof Change.Write)
                .forEach(sent -> source.put(profile.identity(), sent.change.row()));
        return result;
    }

    private void sendRest(List<String> identity) {
        Set<String> names = writers.stream()
                .flatMap(RunWriter::sent)
                .flatMap(sent -> Identity.of(sent.change.row(), identity).stream())
                .map(Identity::text)
                .collect(Collectors.toCollection(HashSet::new));
        List<Row> rest = source.without(names);
        if (!rest.isEmpty()) {
            try (RunWriter writer = writer()) {
                writer.write(rest.stream().<Change>map(Change.Write::new).toList());
            }
        }
    }

    /** Closes the run and every writer that is still open. Without a commit, this discards what was staged. */
    @Override
    public void close() {
        try (run) {
            writers.forEach(RunWriter::abandon);
        }
    }
}
