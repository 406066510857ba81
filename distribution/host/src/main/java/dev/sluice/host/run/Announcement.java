package dev.sluice.host.run;

import com.github.f4b6a3.ulid.UlidCreator;
import dev.sluice.host.definition.SyncDefinition;
import dev.sluice.host.failure.HostException;
import dev.sluice.host.progress.SyncEvent;
import dev.sluice.host.progress.SyncListener;
import dev.sluice.host.report.SyncReport;
import dev.sluice.host.source.Source;
import dev.sluice.host.target.TargetRequest;
import dev.sluice.spi.DestinationSpec;
import dev.sluice.spi.ErrorCategory;
import dev.sluice.spi.ErrorDetail;
import dev.sluice.spi.Field;
import dev.sluice.spi.WriteProfile;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Tells listeners that a run begins, and how it ended, whichever way it did. */
final class Announcement {
    private Announcement() {}

    /** @param run is given its id, by which the listeners know it */
    static SyncReport of(
            SyncEvent.Purpose purpose,
            SyncDefinition definition,
            Clock clock,
            SyncListener listener,
            Function<String, SyncReport> run) {
        DestinationSpec spec = definition.destination().spec();
        Instant begun = clock.instant();
        long nanos = System.nanoTime();
        String id = start(
                purpose,
                definition.name(),
                Optional.of(new SyncEvent.Resolved(spec.id(), spec.version(), definition.mode())),
                listener);
        try {
            SyncReport report = run.apply(id).lasting(begun, Duration.ofNanos(System.nanoTime() - nanos));
            end(SyncEvent.Ended.with(report), listener);
            return report;
        } catch (RuntimeException | Error e) {
            end(SyncEvent.Ended.without(HostException.of(e)), listener);
            throw e;
        }
    }

    /** Tells of a run that could not begin. */
    static void ofFailure(SyncEvent.Purpose purpose, String sync, HostException failure, SyncListener listener) {
        start(purpose, sync, Optional.empty(), listener);
        end(SyncEvent.Ended.without(failure), listener);
    }

    private static String start(
            SyncEvent.Purpose purpose, String sync, Optional<SyncEvent.Resolved> resolved, SyncListener listener) {
        String id = UlidCreator.getUlid().toString();
        listener.heard(new SyncEvent.Started(id, purpose, sync, resolved));
        return id;
    }

    private static void end(SyncEvent.Ended ended, SyncListener listener) {
        ended.failure()
                .map(HostException::detail)
                .filter(Announcement::isGuard)
                .ifPresent(guard -> listener.heard(new SyncEvent.GuardStopped(guard)));
        listener.heard(ended);
    }

    private static boolean isGuard(ErrorDetail failure) {
        return failure.category() == ErrorCategory.GUARD;
    }

    /** Tells what a run works with. */
    static void opened(Source source, TargetRequest request, SyncListener listener) {
        WriteProfile profile = request.profile();
        List<String> columns = source.schema()
                .map(schema -> schema.fields().stream().map(Field::name).toList())
                .orElse(List.of());
        listener.heard(new SyncEvent.Opened(
                source.name(),
                columns,
                profile.target(),
                profile.identity(),
                profile.preferredBatch(),
                profile.parallelism()));
    }
}
