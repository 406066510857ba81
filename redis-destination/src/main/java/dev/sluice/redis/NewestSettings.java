package dev.sluice.redis;

import dev.sluice.redis.config.RedisSettings;
import dev.sluice.redis.config.SettingsReader;
import dev.sluice.spi.DestinationConfig;
import dev.sluice.spi.DestinationException;
import dev.sluice.spi.RunContext;
import dev.sluice.spi.RunEvent;
import dev.sluice.spi.WriteRequest;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The settings as they are now: those of the request, replaced by what {@link RunContext#config()} has. Connections take their credentials
 * from here, so a password may change during a run. Settings that are wrong are reported once, and the ones before them stay. Threadsafe.
 */
final class NewestSettings implements Supplier<RedisSettings> {
    private final WriteRequest request;
    private final RunContext context;
    private DestinationConfig read;
    private RedisSettings settings;

    /** Begins with the settings of the request, which were read before. */
    NewestSettings(WriteRequest request, RedisSettings settings, RunContext context) {
        this.request = request;
        this.context = context;
        this.read = request.config();
        this.settings = settings;
    }

    @Override
    public synchronized RedisSettings get() {
        Map<String, Object> values = new HashMap<>(request.config().values());
        values.putAll(context.config().values());
        DestinationConfig newest = DestinationConfig.of(values);
        if (!newest.equals(read)) {
            read = newest;
            try {
                settings = SettingsReader.read(newest, request.target());
            } catch (DestinationException e) {
                context.report(RunEvent.warning(e.detail()));
            }
        }
        return settings;
    }
}
