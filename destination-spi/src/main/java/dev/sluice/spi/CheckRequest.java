package dev.sluice.spi;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * What a "test connection" is to try.
 *
 * @param config settings that {@link DestinationSpec#configSchema()} describes
 * @param target settings of one sync, if the check is for one
 * @param modes the modes that will be used; empty means any
 * @param timeout wall-clock time that the whole check may take
 */
public record CheckRequest(
        DestinationConfig config, Optional<DestinationConfig> target, Set<SyncMode> modes, Duration timeout) {
    /** @throws IllegalArgumentException if the timeout is not positive */
    public CheckRequest {
        requireNonNull(config, "config");
        requireNonNull(target, "target");
        modes = modes.isEmpty() ? Set.of() : Collections.unmodifiableSet(EnumSet.copyOf(modes));
        if (timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException("timeout is positive");
        }
    }
}
