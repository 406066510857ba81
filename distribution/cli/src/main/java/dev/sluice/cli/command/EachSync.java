package dev.sluice.cli.command;

import dev.sluice.cli.option.NamedSync;
import dev.sluice.cli.output.Envelope;
import dev.sluice.host.failure.ExitCode;
import dev.sluice.host.failure.HostException;
import dev.sluice.host.failure.HostFailure;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A command that does the same to one sync or to several: what goes wrong in one keeps no other from its turn. */
final class EachSync {
    private final String command;
    private final Application application;
    private final int jobs;

    /** @param jobs how many syncs are done at once */
    EachSync(String command, Application application, int jobs) {
        this.command = command;
        this.application = application;
        this.jobs = jobs;
    }

    /** What a sync came to. */
    record Outcome(int exit, @Nullable Object result, List<String> words, Optional<HostException> failure) {
        static Outcome of(HostException failure) {
            return new Outcome(ExitCode.of(failure.detail().category()), null, List.of(), Optional.of(failure));
        }
    }

    /** What is done to a sync. */
    @FunctionalInterface
    interface Action {
        /**
         * @param name in the definition file; empty for the one that options describe
         * @param sync gives the sync, or throws what is wrong with it
         */
        Outcome apply(Optional<String> name, Supplier<NamedSync> sync);
    }

    /** @param names of the definition file; none for the one that options describe */
    int run(List<String> names, Action run) {
        if (names.size() > 1) {
            return each(names, run);
        }
        Outcome outcome = names.isEmpty()
                ? run.apply(Optional.empty(), application::unnamed)
                : run.apply(Optional.of(names.get(0)), () -> application.sync(names.get(0)));
        return outcome.failure()
                .map(failure -> application.fail(command, failure, outcome.result(), outcome.words()))
                .orElseGet(() -> application.end(command, outcome.exit(), outcome.result(), outcome.words()));
    }

    private int each(List<String> names, Action run) {
        // What all share is made once, and what is broken of it is told once.
        application.host();
        application.requireDefinitions().requireValid(application.specs());
        ExecutorService threads =
                Executors.newFixedThreadPool(Math.min(jobs, names.size()), task -> new Thread(task, "sluice-job"));
        try {
            List<Future<Optional<Outcome>>> outcomes = new ArrayList<>();
            for (String name : names) {
                outcomes.add(threads.submit(() -> one(name, run)));
            }
            int worst = ExitCode.DONE;
            List<Object> results = new ArrayList<>();
            for (int i = 0; i < names.size(); i++) {
                Optional<Outcome> outcome = result(outcomes.get(i));
                if (outcome.isPresent()) {
                    worst = ExitCode.worse(worst, outcome.get().exit());
                    results.add(json(names.get(i), outcome.get()));
                }
            }
            return application.end(command, worst, results, List.of());
        } finally {
            threads.shutdownNow();
        }
    }

    /** Empty if the user wanted the command to end before the sync had its turn. */
    private Optional<Outcome> one(String name, Action run) {
        if (application.interruption().requested()) {
            return Optional.empty();
        }
        Outcome outcome;
        try {
            outcome = run.apply(Optional.of(name), () -> application.sync(name));
        } catch (RuntimeException e) {
            outcome = Outcome.of(HostException.of(e));
        }
        // The words of a sync stand together.
        synchronized (this) {
            outcome.words().forEach(application::show);
            outcome.failure().map(failure -> failure.at("sync", name)).ifPresent(application::tell);
        }
        return Optional.of(outcome);
    }

    private static Optional<Outcome> result(Future<Optional<Outcome>> outcome) {
        try {
            return outcome.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw HostFailure.RUN_STOPPED.exception();
        } catch (ExecutionException e) {
            throw HostException.of(Objects.requireNonNull(e.getCause()));
        }
    }

    private static Map<String, @Nullable Object> json(String name, Outcome outcome) {
        Map<String, @Nullable Object> result = new LinkedHashMap<>();
        result.put("sync", name);
        result.put("exit", outcome.exit());
        result.put("result", outcome.result());
        result.put("error", outcome.failure().map(Envelope::error).orElse(null));
        return result;
    }
}
