package dev.sluice.cli.doctor;

import dev.sluice.definition.Definitions;
import dev.sluice.host.failure.HostException;
import dev.sluice.spi.DestinationSpec;
import dev.sluice.spi.ErrorDetail;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Looks at the definition file. References in it are not resolved: {@code sluice validate} does that. */
public final class DefinitionFindings {
    private static final String ABOUT = "definition";

    private DefinitionFindings() {}

    public static List<Finding> of(Optional<Path> file, List<DestinationSpec> plugins) {
        if (file.isEmpty()) {
            return List.of(Finding.ok(ABOUT, "There is none; `sluice init` writes one."));
        }
        try {
            Definitions definitions = Definitions.read(file.get());
            List<ErrorDetail> problems = definitions.problems(plugins);
            return problems.isEmpty()
                    ? List.of(Finding.ok(ABOUT, file.get() + ", syncs " + String.join(", ", definitions.syncs()) + "."))
                    : problems.stream()
                            .map(problem -> Finding.problem(ABOUT, problem))
                            .toList();
        } catch (HostException e) {
            List<ErrorDetail> problems = e.problems().isEmpty() ? List.of(e.detail()) : e.problems();
            return problems.stream()
                    .map(problem -> Finding.problem(ABOUT, problem))
                    .toList();
        }
    }
}
