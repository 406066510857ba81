package dev.sluice.cli.option;

import dev.sluice.definition.Given;
import dev.sluice.definition.References;
import dev.sluice.definition.SyncEntry;
import dev.sluice.host.failure.HostException;
import dev.sluice.spi.DestinationException;
import dev.sluice.spi.ErrorDetail;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Problems of several steps, none of which needs another, so that all are told at once; each in its place, if a definition file has one for
 * it. For one thread.
 */
public final class Problems {
    private final SyncEntry entry;
    private final List<ErrorDetail> found = new ArrayList<>();

    /** @param entry what a definition file says of the sync, or nothing */
    public Problems(SyncEntry entry) {
        this.entry = entry;
    }

    /** What a step gives; empty if it fails. */
    public <T> Optional<T> collect(Supplier<T> step) {
        return collect("", step);
    }

    /**
     * What a step gives; empty if it fails.
     *
     * @param path of the value that the step is about, such as {@code guards.max_errors}
     */
    public <T> Optional<T> collect(String path, Supplier<T> step) {
        try {
            return Optional.of(step.get());
        } catch (HostException | DestinationException e) {
            HostException.of(e).each().forEach(problem -> found.add(located(path, problem)));
            return Optional.empty();
        }
    }

    private ErrorDetail located(String path, ErrorDetail problem) {
        String setting = problem.pointer().orElse("");
        Given given = setting.isEmpty()
                ? entry.values().get(path)
                : entry.values().get("to." + setting.substring(setting.lastIndexOf('/') + 1));
        return given == null ? problem : given.located(problem);
    }

    /** Adds what cannot be resolved of the values of the definition file. */
    public void addReferences(Supplier<References> references) {
        entry.values().values().forEach(given -> {
            References own = references.get();
            if (given.value() instanceof String text) {
                own.expandQuery(text);
            }
            own.problems().forEach(problem -> found.add(given.located(problem)));
        });
    }

    /** @throws HostException with all problems, if there is one */
    public void throwIfAny() {
        HostException.throwIfAny(List.copyOf(new LinkedHashSet<>(found)));
    }
}
