package dev.sluice.redis.check;

import dev.sluice.redis.config.RedisSettings;
import dev.sluice.redis.config.Topology;
import dev.sluice.redis.failure.FailureCatalog;
import dev.sluice.redis.failure.RedisFailure;
import dev.sluice.redis.port.ProbeConnection;
import dev.sluice.redis.port.ProbeConnectionFactory;
import dev.sluice.spi.CheckObserver;
import dev.sluice.spi.CheckReport;
import dev.sluice.spi.CheckRequest;
import dev.sluice.spi.CheckRun;
import dev.sluice.spi.CheckStep.Result;
import dev.sluice.spi.DestinationConfig;
import dev.sluice.spi.SyncMode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * "Test connection": first the settings, then the {@link TargetStep}s. It ends within the timeout of the request. This class is threadsafe.
 */
public final class RedisCheck {
    private final Settings settings;
    private final ProbeConnectionFactory connections;

    /** Reads settings. */
    @FunctionalInterface
    public interface Settings {
        /**
         * The typed settings.
         *
         * @param target empty if the check is not for a particular sync
         * @throws dev.sluice.spi.DestinationException with all problems
         */
        RedisSettings read(DestinationConfig config, Optional<DestinationConfig> target);
    }

    /** A check that reads settings and opens connections this way. */
    public RedisCheck(Settings settings, ProbeConnectionFactory connections) {
        this.settings = settings;
        this.connections = connections;
    }

    /** Performs the check. */
    public CheckReport run(CheckRequest request, CheckObserver observer) {
        // The reserve is for closing the connection and joining its thread.
        long reserve = Math.min(
                request.timeout().toNanos() / 10, Duration.ofMillis(250).toNanos());
        long deadline = System.nanoTime() + request.timeout().toNanos() - reserve;
        CheckRun run = new CheckRun(observer);
        SettingsStep step = new SettingsStep(settings, connections, request);
        run.step("settings", step);
        RedisSettings read = step.settings;
        ProbeConnection connection = step.connection;
        if (read == null || connection == null) {
            for (TargetStep skipped : TargetStep.of(new Topology.Standalone())) {
                run.step(skipped.title(), () -> Result.skipped(RedisFailure.AFTER_FAILURE.detail("not tried")));
            }
            return run.report();
        }
        KeyWarnings.oneSlot(read).ifPresent(warning -> run.step("key template", () -> warning));
        warn(run, read, request);
        try (BoundedCalls calls = new BoundedCalls(connection, request.timeout(), deadline)) {
            TargetSteps target =
                    new TargetSteps(read, request.modes(), new FailureCatalog(read), calls, new ArrayList<>());
            for (TargetStep next : TargetStep.of(read.topology())) {
                run.step(next.title(), () -> target.attempt(next));
            }
        }
        return run.report();
    }

    private static void warn(CheckRun run, RedisSettings settings, CheckRequest request) {
        if (request.modes().contains(SyncMode.MIRROR)) {
            MirrorWarnings.withoutPrefix(settings).ifPresent(warning -> run.step("key prefix", () -> warning));
            MirrorWarnings.staleFields(settings).ifPresent(warning -> run.step("stale fields", () -> warning));
        }
    }

    private static Duration min(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }

    /** Reads the settings, certificates and keys, and keeps them for the next steps. */
    private static final class SettingsStep implements CheckRun.Step {
        private final Settings source;
        private final ProbeConnectionFactory connections;
        private final CheckRequest request;
        private @Nullable RedisSettings settings;
        private @Nullable ProbeConnection connection;

        SettingsStep(Settings source, ProbeConnectionFactory connections, CheckRequest request) {
            this.source = source;
            this.connections = connections;
            this.request = request;
        }

        @Override
        public Result run() {
            RedisSettings read = source.read(request.config(), request.target());
            connection = connections.create(read, min(read.connectTimeout(), request.timeout()));
            settings = read;
            return Result.pass("valid");
        }
    }
}
