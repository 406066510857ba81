package dev.sluice.cli.command;

import dev.sluice.cli.option.NamedSync;
import dev.sluice.cli.option.Problems;
import dev.sluice.cli.option.SyncOptions;
import dev.sluice.definition.Definitions;
import dev.sluice.host.definition.SyncDefinition;
import dev.sluice.host.failure.HostException;
import dev.sluice.host.failure.HostFailure;
import dev.sluice.host.target.TargetRequest;
import dev.sluice.spi.ErrorDetail;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Looks for everything that is wrong with a definition file, without a connection. */
final class Validation {
    private final Application application;
    private final Definitions definitions;

    Validation(Application application, Definitions definitions) {
        this.application = application;
        this.definitions = definitions;
    }

    /**
     * What is wrong, if something is.
     *
     * @param references whether references are resolved
     */
    Optional<HostException> failure(boolean references) {
        List<ErrorDetail> problems = new ArrayList<>(definitions.problems(application.specs()));
        if (references) {
            Set<ErrorDetail> found = new LinkedHashSet<>();
            definitions.syncs().forEach(name -> found.addAll(problems(name)));
            Set<String> told = problems.stream().map(Validation::line).collect(Collectors.toSet());
            boolean formed = problems.isEmpty();
            // Of a file that is malformed somewhere, what has no place of its own may follow from that.
            found.stream()
                    .filter(problem -> formed || (problem.at().containsKey("line") && !told.contains(line(problem))))
                    .forEach(problems::add);
        }
        if (problems.size() > 1) {
            return Optional.of(new HostException(
                    HostFailure.DEFINITION_INVALID.detail("The definition has " + problems.size() + " problems."),
                    problems));
        }
        return problems.stream().findFirst().map(HostException::new);
    }

    /** What a run of the sync would say before it connects. */
    private List<ErrorDetail> problems(String name) {
        try {
            NamedSync named = application.unchecked(definitions, name);
            Problems references = new Problems(named.entry());
            references.addReferences(() -> application.console().references(named.base()));
            references.throwIfAny();
            SyncDefinition definition = new SyncOptions()
                    .resolve(application.host(), application.console(), named)
                    .definition();
            Problems settings = new Problems(named.entry());
            settings.collect("map", () -> {
                TargetRequest.requireSound(definition);
                return true;
            });
            settings.throwIfAny();
            return List.of();
        } catch (RuntimeException e) {
            return HostException.of(e).each().stream()
                    .map(problem -> ofSync(name, problem))
                    .toList();
        }
    }

    private static String line(ErrorDetail problem) {
        return problem.at().get("file") + ":" + problem.at().get("line");
    }

    private static ErrorDetail ofSync(String name, ErrorDetail problem) {
        return problem.at().containsKey("file") ? problem : problem.at("sync", name);
    }
}
