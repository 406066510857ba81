package dev.sluice.redis.connection;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import dev.sluice.redis.port.ProbeConnectionFactory;

/** Binds the connections of a check. They need no bound settings, because a check reads its settings as its first step. */
public final class ProbeModule extends AbstractModule {
    @Provides
    ProbeConnectionFactory probes() {
        return RoutedProbeConnection::new;
    }
}
