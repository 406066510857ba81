package dev.sluice.cli.command;

import dev.sluice.cli.option.NamedSync;
import dev.sluice.cli.output.Envelope;
import dev.sluice.host.failure.ExitCode;
import dev.sluice.host.failure.HostException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A command that does the same to one sync or to several, one after another: what goes wrong in one keeps no other from its turn. */
final class EachSync {
    private final String command;
    private final Application application;

    EachSync(String command, Application application) {
        this.command = command;
        this.application = application;
    }

    /** What a sync came to. */
    record Outcome(int exit, @Nullable Object result, List<String> words, Optional<HostException> failure) {
        static Outcome of(HostException failure) {
            return new Outcome(ExitCode.of(failure.detail().category()), null, List.of(), Optional.of(failure));
        }
    }

    /** @param names of the definition file; none for the one that options describe */
    int run(List<String> names, Function<NamedSync, Outcome> run) {
        if (names.size() > 1) {
            return each(names, run);
        }
        Outcome outcome = run.apply(names.isEmpty() ? application.unnamed() : application.sync(names.get(0)));
        return outcome.failure()
                .map(failure -> application.fail(command, failure, outcome.result(), outcome.words()))
                .orElseGet(() -> application.end(command, outcome.exit(), outcome.result(), outcome.words()));
    }

    private int each(List<String> names, Function<NamedSync, Outcome> run) {
        int worst = ExitCode.DONE;
        List<Object> results = new ArrayList<>();
        for (String each : names) {
            if (application.interruption().requested()) {
                break;
            }
            Outcome outcome;
            try {
                outcome = run.apply(application.sync(each));
            } catch (HostException e) {
                outcome = Outcome.of(e);
            }
            outcome.words().forEach(application::show);
            outcome.failure().ifPresent(application::tell);
            worst = ExitCode.worse(worst, outcome.exit());
            Map<String, @Nullable Object> result = new LinkedHashMap<>();
            result.put("sync", each);
            result.put("exit", outcome.exit());
            result.put("result", outcome.result());
            result.put("error", outcome.failure().map(Envelope::error).orElse(null));
            results.add(result);
        }
        return application.end(command, worst, results, List.of());
    }
}
