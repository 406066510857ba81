package dev.sluice.tck.mutant;

import dev.sluice.spi.CheckObserver;
import dev.sluice.spi.CheckReport;
import dev.sluice.spi.CheckRequest;
import dev.sluice.spi.CheckRun;
import dev.sluice.spi.CheckStep;
import dev.sluice.spi.Destination;
import dev.sluice.spi.DestinationConfig;
import dev.sluice.spi.DestinationException;
import dev.sluice.spi.ErrorCategory;
import dev.sluice.spi.ErrorDetail;
import dev.sluice.tck.memory.MemoryDestination;
import dev.sluice.tck.sql.SqlDestination;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Wrong checks. */
final class CheckMutants {
    private CheckMutants() {}

    private static final String UNKNOWN = "setting_that_no_schema_has";

    private static CheckReport defect(CheckObserver observer) {
        return new CheckRun(observer)
                .step("settings", () -> {
                    throw new IllegalStateException("no sync");
                })
                .report();
    }

    /** The request without a setting of its connection, or of its sync. */
    private static CheckRequest without(CheckRequest request, boolean ofConnection, String name) {
        return new CheckRequest(
                ofConnection ? without(request.config(), name) : request.config(),
                ofConnection ? request.target() : request.target().map(target -> without(target, name)),
                request.modes(),
                request.timeout());
    }

    private static DestinationConfig without(DestinationConfig settings, String name) {
        Map<String, Object> values = new HashMap<>(settings.values());
        values.remove(name);
        return DestinationConfig.of(values);
    }

    private static Supplier<Destination> sql(Mutation.Checks checks) {
        return () -> new SqlDestination() {
            @Override
            public CheckReport check(CheckRequest request, CheckObserver observer) {
                return checks.check(request, observer, super::check);
            }
        };
    }

    static List<Mutant> all() {
        return List.of(
                Mutant.of(
                        "cannot check a connection without a sync",
                        "2.10 2.12",
                        Mutation.checks((request, observer, right) -> {
                            DestinationConfig target = request.target().orElseThrow();
                            return right.apply(
                                    new CheckRequest(
                                            request.config(), Optional.of(target), request.modes(), request.timeout()),
                                    observer);
                        })),
                Mutant.of(
                        "takes a check without a sync for a defect",
                        "2.10 2.12",
                        Mutation.checks((request, observer, right) ->
                                request.target().isPresent() ? right.apply(request, observer) : defect(observer))),
                Mutant.of(
                        "checks no setting of the sync",
                        "2.12",
                        Mutation.checks(
                                (request, observer, right) -> right.apply(without(request, false, UNKNOWN), observer))),
                Mutant.of(
                        "checks no setting without a sync",
                        "2.12",
                        Mutation.checks((request, observer, right) -> right.apply(
                                request.target().isPresent() ? request : without(request, true, UNKNOWN), observer))),
                Mutant.ofSql("needs a sync to check its connection", "2.10 2.12", sql((request, observer, right) -> {
                    DestinationConfig unused = request.target().orElseThrow();
                    return right.apply(request, observer);
                })),
                Mutant.ofSql(
                        "fails a step of a check without a sync as a defect",
                        "2.10 2.12",
                        sql((request, observer, right) ->
                                request.target().isPresent() ? right.apply(request, observer) : defect(observer))),
                Mutant.ofSql(
                        "ignores unknown settings of the sync in a check",
                        "2.12",
                        sql((request, observer, right) -> right.apply(without(request, false, UNKNOWN), observer))),
                Mutant.ofSql(
                        "ignores unknown settings in a check without a sync",
                        "2.12 4.13?",
                        sql((request, observer, right) -> right.apply(
                                request.target().isPresent() ? request : without(request, true, UNKNOWN), observer))),
                Mutant.of("does not name the invalid setting", "2.11", Mutation.checks((request, observer, right) -> {
                    List<CheckStep> steps = new ArrayList<>(
                            right.apply(request, CheckObserver.NONE).steps());
                    steps.replaceAll(step -> step.status() == CheckStep.Status.FAIL
                            ? new CheckStep(
                                    step.name(),
                                    CheckStep.Result.fail(
                                            placeless(step.result().error().orElseThrow())),
                                    step.duration())
                            : step);
                    steps.forEach(observer::ended);
                    return new CheckReport(steps);
                })),
                Mutant.of(
                        "fails a check for lack of a permission that it does not need",
                        "2.01 8.08 9.04",
                        () -> new MemoryDestination() {
                            @Override
                            public void probe(DestinationConfig config, DestinationConfig target) {
                                throw DestinationException.of(ErrorDetail.of(
                                        "WRITE_FORBIDDEN", ErrorCategory.PERMISSION, "No admin.", "Be one.", false));
                            }
                        }),
                Mutant.of(
                        "checks nothing",
                        "1.07 2.01 2.03 2.04 2.05 2.07 2.08 2.10 2.11 2.12 8.08 8.19 9.12 9.14",
                        Mutation.checks((request, observer, right) -> new CheckReport(List.of()))),
                Mutant.of("leaves the record that a check wrote", "2.02 8.08 9.04", () -> new MemoryDestination() {
                    @Override
                    public void probe(DestinationConfig config, DestinationConfig target) {
                        super.probe(config, target);
                        table(target).put("probe", Map.of());
                    }
                }),
                Mutant.of("uses one code for all failures", "2.03 7.03 8.08 9.12", () -> new MemoryDestination() {
                    @Override
                    public void connect(DestinationConfig config) {
                        try {
                            super.connect(config);
                        } catch (DestinationException e) {
                            throw wrong();
                        }
                    }
                }),
                Mutant.of(
                        "throws when the target is down",
                        "2.02 2.03 2.05 2.06 2.07 2.08 2.11 2.12 8.08 8.11 9.01 9.06 13.06 2.14 8.15 8.19 9.12 9.13 9.14",
                        Mutation.checks((request, observer, right) -> {
                            CheckReport report = right.apply(request, observer);
                            if (!report.passed()) {
                                throw wrong();
                            }
                            return report;
                        })),
                Mutant.of(
                        "checks only the settings",
                        "2.03 2.07 2.08 8.08 2.14 8.19 9.12 9.14",
                        Mutation.checks((request, observer, right) -> {
                            List<CheckStep> steps =
                                    right.apply(request, CheckObserver.NONE).steps();
                            steps.subList(0, 1).forEach(observer::ended);
                            return new CheckReport(steps.subList(0, 1));
                        })),
                Mutant.of("only pings", "2.07", () -> new MemoryDestination() {
                    @Override
                    public void probe(DestinationConfig config, DestinationConfig target) {}
                }),
                Mutant.of(
                        "does not call the observer",
                        "2.04",
                        Mutation.checks((request, observer, right) -> right.apply(request, CheckObserver.NONE))),
                Mutant.of(
                        "calls the observer on another thread", "2.04", Mutation.checks((request, observer, right) -> {
                            List<CheckStep> steps = new ArrayList<>();
                            CheckReport report = right.apply(request, steps::add);
                            elsewhere(() -> steps.forEach(observer::ended));
                            return report;
                        })),
                Mutant.of(
                        "passes a check without settings",
                        "2.05",
                        Mutation.checks((request, observer, right) ->
                                request.config().values().isEmpty()
                                        ? new CheckReport(List.of())
                                        : right.apply(request, observer))),
                Mutant.of("throws when a setting is missing", "2.05", Mutation.checks((request, observer, right) -> {
                    if (request.config().value("server").isEmpty()) {
                        throw new NullPointerException("server");
                    }
                    return right.apply(request, observer);
                })),
                Mutant.of("leaves a thread after a check", "2.06", Mutation.checks((request, observer, right) -> {
                    LifecycleMutants.startLingering();
                    return right.apply(request, observer);
                })));
    }

    private static void elsewhere(Runnable task) {
        Thread thread = new Thread(task, "elsewhere");
        thread.start();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static DestinationException wrong() {
        return DestinationException.of(ErrorDetail.of(
                "CONNECTION_FAILED", ErrorCategory.CONNECTION, "Something is wrong.", "Try again.", true));
    }

    private static ErrorDetail placeless(ErrorDetail error) {
        return ErrorDetail.of(error.code(), error.category(), error.message(), error.remedy(), error.retryable());
    }
}
