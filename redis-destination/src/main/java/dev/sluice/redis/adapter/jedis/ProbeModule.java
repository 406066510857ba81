package dev.sluice.redis.adapter.jedis;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import dev.sluice.redis.port.ProbeConnectionFactory;

/** Binds the connections of a check, for which there may be no valid settings yet. */
public final class ProbeModule extends AbstractModule {
    @Provides
    ProbeConnectionFactory probes() {
        return JedisProbeConnection::new;
    }
}
