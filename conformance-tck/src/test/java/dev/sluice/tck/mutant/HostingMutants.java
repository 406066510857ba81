package dev.sluice.tck.mutant;

import dev.sluice.spi.CheckObserver;
import dev.sluice.spi.CheckReport;
import dev.sluice.spi.CheckStep;
import dev.sluice.spi.Destination;
import dev.sluice.spi.DestinationConfig;
import dev.sluice.spi.DestinationException;
import dev.sluice.spi.DestinationWriter;
import dev.sluice.spi.ErrorCategory;
import dev.sluice.spi.ErrorDetail;
import dev.sluice.spi.RunContext;
import dev.sluice.spi.RunHandle;
import dev.sluice.spi.WriteRequest;
import dev.sluice.tck.memory.MemoryDestination;
import dev.sluice.tck.memory.MemoryEntry;
import dev.sluice.tck.memory.MemoryServer;
import dev.sluice.tck.memory.WrappedFixture;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.logging.Logger;

/** Destinations that reveal secrets, or need more of the JVM than a host provides. */
final class HostingMutants {
    private HostingMutants() {}

    static List<Mutant> all() {
        return List.of(
                Mutant.of("logs its URL", "9.06", () -> new MemoryDestination() {
                    @Override
                    public void connect(DestinationConfig config) {
                        Logger.getLogger("memory").fine("connecting to " + server(config));
                        super.connect(config);
                    }
                }),
                Mutant.ofFixture("needs the application's class loader", "9.07", () -> new WrappedFixture() {
                    @Override
                    public void isolate() {
                        System.setProperty(MemoryEntry.BOUND, "true");
                        super.isolate();
                    }

                    @Override
                    public void close() {
                        System.clearProperty(MemoryEntry.BOUND);
                        super.close();
                    }
                }),
                Mutant.of(
                        "puts its URL into a report", "9.01 9.12 9.13", Mutation.checks((request, observer, right) -> {
                            CheckReport report = right.apply(request, CheckObserver.NONE);
                            List<CheckStep> steps = new ArrayList<>(report.steps());
                            CheckStep first = steps.get(0);
                            steps.set(
                                    0,
                                    first.status() == CheckStep.Status.PASS
                                            ? new CheckStep(
                                                    first.name(),
                                                    CheckStep.Result.pass("well formed: "
                                                            + MemoryDestination.server(request.config())),
                                                    first.duration())
                                            : first);
                            steps.forEach(observer::ended);
                            return new CheckReport(steps);
                        })),
                Mutant.of(
                        "puts its password into a message",
                        "9.02",
                        refusing(config -> refusal(MemoryDestination.server(config), new IllegalStateException()))),
                Mutant.of(
                        "puts its password into a cause",
                        "9.02",
                        refusing(config -> refusal(
                                "The server is down.", new IllegalStateException(MemoryDestination.server(config))))),
                Mutant.of(
                        "puts its password into a suppressed exception",
                        "9.02",
                        refusing(config -> suppressing(new IllegalStateException(MemoryDestination.server(config))))),
                Mutant.of(
                        "puts its password into its text",
                        "9.03",
                        Mutation.writers((request, right) -> new LifecycleMutants.Around(right.get()) {
                            @Override
                            public String toString() {
                                return "writer to " + MemoryDestination.server(request.config());
                            }
                        })),
                Mutant.of("loads through the context class loader", "9.04", Mutation.writers((request, right) -> {
                    try {
                        Class.forName(
                                MemoryServer.class.getName(),
                                true,
                                Thread.currentThread().getContextClassLoader());
                    } catch (ClassNotFoundException e) {
                        throw DestinationException.of(ErrorDetail.of(
                                "DRIVER_MISSING", ErrorCategory.INTERNAL, "There is no driver.", "Install it.", false));
                    }
                    return right.get();
                })));
    }

    private static Supplier<Destination> refusing(Function<DestinationConfig, DestinationException> how) {
        return () -> new MemoryDestination() {
            @Override
            public DestinationWriter write(WriteRequest request, RunHandle run, RunContext context) {
                try {
                    return super.write(request, run, context);
                } catch (DestinationException e) {
                    throw e.detail().category() == ErrorCategory.CONNECTION ? how.apply(request.config()) : e;
                }
            }
        };
    }

    private static DestinationException refusal(String message, Throwable cause) {
        return DestinationException.of(
                ErrorDetail.of("CONNECTION_REFUSED", ErrorCategory.CONNECTION, message, "Start it.", true), cause);
    }

    private static DestinationException suppressing(Throwable suppressed) {
        DestinationException refusal = refusal("The server is down.", new IllegalStateException());
        refusal.addSuppressed(suppressed);
        return refusal;
    }
}
