package dev.sluice.redis;

import static java.util.Objects.requireNonNull;

import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.Stage;
import dev.sluice.redis.adapter.key.PrefixedKeyBuilder;
import dev.sluice.redis.check.RedisCheck;
import dev.sluice.redis.command.RowExpiry;
import dev.sluice.redis.config.RedisSettings;
import dev.sluice.redis.config.SettingsReader;
import dev.sluice.redis.connection.ProbeModule;
import dev.sluice.redis.failure.RedisFailure;
import dev.sluice.redis.marker.MarkerKeys;
import dev.sluice.redis.port.ProbeConnectionFactory;
import dev.sluice.redis.read.RecordPreview;
import dev.sluice.redis.read.RedisReader;
import dev.sluice.redis.run.OpenRuns;
import dev.sluice.redis.run.PlainRun;
import dev.sluice.redis.run.RunFactory;
import dev.sluice.redis.write.WriterFactory;
import dev.sluice.spi.CheckObserver;
import dev.sluice.spi.CheckReport;
import dev.sluice.spi.CheckRequest;
import dev.sluice.spi.Destination;
import dev.sluice.spi.DestinationConfig;
import dev.sluice.spi.DestinationRun;
import dev.sluice.spi.DestinationSpec;
import dev.sluice.spi.DestinationWriter;
import dev.sluice.spi.ErrorCode;
import dev.sluice.spi.RecordReader;
import dev.sluice.spi.Row;
import dev.sluice.spi.RunContext;
import dev.sluice.spi.RunHandle;
import dev.sluice.spi.SyncMode;
import dev.sluice.spi.WriteProfile;
import dev.sluice.spi.WriteRequest;
import java.net.URI;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/**
 * Writes each row into Redis under its own key, as a JSON text or as a hash. This class is threadsafe.
 * Between calls it keeps only what is open of each run, so that a server that admits few clients has room for one writer.
 */
public final class RedisDestination implements Destination {
    private static final String URL_SETTING = "connection_url";
    private static final DestinationSpec SPEC = DestinationSpec.builder("redis", SPI_VERSION)
            .displayName("Redis")
            .version(Optional.ofNullable(RedisDestination.class.getPackage().getImplementationVersion())
                    .orElse("development"))
            .documentation(URI.create("https://sluice.dev/docs/destinations/redis"))
            .configSchema(SettingsReader.configSchema())
            .targetSchema(SettingsReader.targetSchema())
            .modes(SyncMode.UPSERT, SyncMode.INSERT, SyncMode.UPDATE, SyncMode.MIRROR)
            .urlScheme("redis", URL_SETTING)
            .urlScheme("rediss", URL_SETTING)
            .build();

    private final OpenRuns openRuns = new OpenRuns();

    /** For {@link java.util.ServiceLoader}; does no I/O. */
    public RedisDestination() {}

    @Override
    public DestinationSpec spec() {
        return SPEC;
    }

    @Override
    public CheckReport check(CheckRequest request, CheckObserver observer) {
        requireNonNull(request, "request");
        requireNonNull(observer, "observer");
        ProbeConnectionFactory connections =
                Guice.createInjector(Stage.PRODUCTION, new ProbeModule()).getInstance(ProbeConnectionFactory.class);
        return new RedisCheck(RedisDestination::settings, connections).run(request, observer);
    }

    @Override
    public WriteProfile profile(WriteRequest request) {
        return RunProfile.of(requireNonNull(request, "request")).profile();
    }

    @Override
    public DestinationWriter write(WriteRequest request, RunHandle run, RunContext context) {
        requireNonNull(run, "run");
        requireNonNull(context, "context");
        return injector(request, run, context).getInstance(WriterFactory.class).open();
    }

    /** A run that keeps state leaves a marker. Any other run opens nothing. */
    @Override
    public DestinationRun openRun(WriteRequest request, RunContext context) {
        RedisSettings settings =
                RunProfile.of(requireNonNull(request, "request")).settings();
        Optional<String> marker = MarkerKeys.beginning(settings, requireNonNull(context, "context"));
        return marker.isPresent()
                ? injector(request, RunHandle.of(context.runId()), context)
                        .getInstance(RunFactory.class)
                        .open(marker.get())
                : new PlainRun(context);
    }

    @Override
    public Optional<RecordReader> reader(WriteRequest request, RunContext context) {
        requireNonNull(context, "context");
        return Optional.of(
                injector(request, RunHandle.of(context.runId()), context).getInstance(RedisReader.class));
    }

    /** Times of expiries are those without jitter. */
    @Override
    public List<String> preview(WriteRequest request, List<Row> rows) {
        RunProfile run = RunProfile.of(requireNonNull(request, "request"));
        RecordPreview preview = new RecordPreview(
                run.settings(),
                new PrefixedKeyBuilder(run.settings(), run.profile().identity()),
                RedisModule.serializer(run.settings()),
                RowExpiry.withoutJitter(run.settings(), run.mode(), Clock.systemUTC()));
        return requireNonNull(rows, "rows").stream().map(preview::of).toList();
    }

    @Override
    public List<ErrorCode> errors() {
        return RedisFailure.listed();
    }

    private static RedisSettings settings(DestinationConfig config, Optional<DestinationConfig> target) {
        return SettingsReader.read(config, target.orElse(DestinationConfig.EMPTY));
    }

    private Injector injector(WriteRequest request, RunHandle run, RunContext context) {
        RunProfile profile = RunProfile.of(requireNonNull(request, "request"));
        return Guice.createInjector(
                Stage.PRODUCTION,
                new RedisModule(
                        profile, run, context, openRuns, new NewestSettings(request, profile.settings(), context)));
    }
}
