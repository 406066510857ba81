package dev.sluice.tck.mutant;

import dev.sluice.spi.BatchResult;
import dev.sluice.spi.Change;
import dev.sluice.spi.Destination;
import dev.sluice.spi.DestinationConfig;
import dev.sluice.spi.DestinationException;
import dev.sluice.spi.DestinationWriter;
import dev.sluice.spi.ErrorCategory;
import dev.sluice.spi.ErrorDetail;
import dev.sluice.spi.Outcome;
import dev.sluice.tck.memory.MemoryDestination;
import dev.sluice.tck.memory.MemoryServer;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** Wrong handling of lost connections and silent targets, and connections that stay open. */
final class ConnectionMutants {
    private ConnectionMutants() {}

    static List<Mutant> all() {
        return List.of(
                Mutant.of("passes a check of a silent target", "2.08 2.14", () -> new MemoryDestination() {
                    @Override
                    public void connect(DestinationConfig config) {
                        try {
                            super.connect(config);
                        } catch (DestinationException e) {
                            if (!e.detail().code().equals("CONNECTION_TIMED_OUT")) {
                                throw e;
                            }
                        }
                    }
                }),
                Mutant.of(
                        "leaves a connection after a check",
                        "2.09 2.14",
                        Mutation.checks((request, observer, right) -> {
                            int unused = MemoryServer.INSTANCE.connect();
                            return right.apply(request, observer);
                        })),
                Mutant.of(
                        "reports as written what was never answered",
                        "7.06 8.09",
                        unanswered(outcome -> Outcome.WRITTEN)),
                Mutant.of(
                        "reports as rejected what was never answered",
                        "7.06 8.09",
                        unanswered(outcome -> Outcome.rejected(ErrorDetail.of(
                                "NO_ANSWER", ErrorCategory.CONNECTION, "No answer.", "Write it again.", true)))),
                Mutant.of(
                        "clears the interrupt flag while it waits",
                        "8.09",
                        writers(writer -> new LifecycleMutants.Around(writer) {
                            @Override
                            public BatchResult write(List<Change> batch) {
                                BatchResult result = super.write(batch);
                                if (result.stop().isPresent()) {
                                    Thread.interrupted();
                                }
                                return result;
                            }
                        })),
                Mutant.of(
                        "leaves a connection when it is closed",
                        "8.10 8.12",
                        writers(writer -> new LifecycleMutants.Around(writer) {
                            @Override
                            public void close() {
                                super.close();
                                int unused = MemoryServer.INSTANCE.connect();
                            }
                        })),
                Mutant.of(
                        "loses the changes that were pending when the connection broke",
                        "7.04 7.05",
                        Mutation.opens((memory, at) -> memory.new Writer(at) {
                            @Override
                            public BatchResult lost(List<Change> rest) {
                                BatchResult after = super.lost(rest.subList(Math.min(1, rest.size()), rest.size()));
                                BatchResult.Builder all = BatchResult.builder(rest.size());
                                for (int i = 0; i < after.size(); i++) {
                                    all.set(i + 1, after.outcome(i));
                                }
                                return all.setRest(Outcome.WRITTEN).build();
                            }
                        })));
    }

    /** Changes the outcomes of changes that the target did not answer. */
    private static Supplier<Destination> unanswered(UnaryOperator<Outcome> change) {
        return writers(writer -> new LifecycleMutants.Around(writer) {
            @Override
            public BatchResult write(List<Change> batch) {
                BatchResult result = super.write(batch);
                BatchResult.Builder outcomes = BatchResult.builder(batch.size());
                for (int i = 0; i < batch.size(); i++) {
                    Outcome outcome = result.outcome(i);
                    outcomes.set(i, outcome instanceof Outcome.Indeterminate ? change.apply(outcome) : outcome);
                }
                return outcomes.build();
            }
        });
    }

    private static Supplier<Destination> writers(UnaryOperator<DestinationWriter> change) {
        return Mutation.writers((request, right) -> change.apply(right.get()));
    }
}
