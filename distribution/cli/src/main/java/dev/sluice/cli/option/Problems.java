package dev.sluice.cli.option;

import dev.sluice.host.failure.HostException;
import dev.sluice.spi.ErrorDetail;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Problems of several steps, none of which needs another, so that all are told at once. For one thread. */
public final class Problems {
    private final List<ErrorDetail> found = new ArrayList<>();

    /** What a step gives; empty if it fails. */
    public <T> Optional<T> collect(Supplier<T> step) {
        try {
            return Optional.of(step.get());
        } catch (HostException e) {
            found.addAll(e.each());
            return Optional.empty();
        }
    }

    /**
     * What a step gave.
     *
     * @throws HostException with all problems, if there is one
     */
    public <T> T require(Optional<T> result) {
        HostException.throwIfAny(List.copyOf(new LinkedHashSet<>(found)));
        return result.orElseThrow();
    }
}
