package dev.sluice.tck.mutant;

import dev.sluice.spi.BatchResult;
import dev.sluice.spi.Change;
import dev.sluice.spi.Destination;
import dev.sluice.spi.DestinationConfig;
import dev.sluice.spi.DestinationException;
import dev.sluice.spi.DestinationWriter;
import dev.sluice.spi.ErrorCategory;
import dev.sluice.spi.ErrorDetail;
import dev.sluice.spi.FieldType;
import dev.sluice.spi.Identity;
import dev.sluice.spi.Outcome;
import dev.sluice.spi.Row;
import dev.sluice.spi.RunContext;
import dev.sluice.spi.RunHandle;
import dev.sluice.spi.WriteRequest;
import dev.sluice.tck.memory.MemoryDestination;
import dev.sluice.tck.memory.MemoryServer;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Wrong ways to fail. */
final class FailureMutants {
    private FailureMutants() {}

    static List<Mutant> all() {
        return List.of(
                Mutant.of("has a code in words", "7.07", Mutation.changes((writer, change, right) -> {
                    Outcome outcome = right.apply(change);
                    return outcome instanceof Outcome.Skipped ? Outcome.skipped("is there already") : outcome;
                })),
                Mutant.of(
                        "reports a refused row as written",
                        "7.01 7.08 7.13",
                        Mutation.changes((writer, change, right) -> {
                            Outcome outcome = right.apply(change);
                            return outcome instanceof Outcome.Rejected rejected
                                            && rejected.error().code().equals("POISON")
                                    ? Outcome.WRITTEN
                                    : outcome;
                        })),
                Mutant.of(
                        "refuses a batch for one refused row",
                        "7.01 7.08 7.13",
                        Mutation.batches((writer, batch, right) -> {
                            boolean poisoned = batch.stream()
                                    .anyMatch(change ->
                                            "poison".equals(change.row().value("name")));
                            return poisoned
                                    ? BatchResult.builder(batch.size())
                                            .setRest(Outcome.rejected(ErrorDetail.of(
                                                    "POISON", ErrorCategory.DATA, "A row is bad.", "Mend it.", false)))
                                            .build()
                                    : right.apply(batch);
                        })),
                Mutant.of("overlooks a refusal in a large batch", "7.01", Mutation.batches((writer, batch, right) -> {
                    BatchResult result = right.apply(batch);
                    if (batch.size() < 100) {
                        return result;
                    }
                    BatchResult.Builder overlooked = BatchResult.builder(batch.size());
                    for (int i = 0; i < batch.size(); i++) {
                        boolean poisoned = "poison".equals(batch.get(i).row().value("name"));
                        overlooked.set(i, poisoned ? Outcome.WRITTEN : result.outcome(i));
                    }
                    result.stop().ifPresent(overlooked::stop);
                    return overlooked.build();
                })),
                Mutant.of("writes a part of a refused row", "7.01 7.13", Mutation.changes((writer, change, right) -> {
                    Outcome outcome = right.apply(change);
                    if (outcome instanceof Outcome.Rejected
                            && "poison".equals(change.row().value("name"))) {
                        writer.table.put(
                                Identity.of(change.row(), writer.profile.identity())
                                        .orElseThrow()
                                        .text(),
                                Map.of("id", new MemoryServer.Cell(FieldType.INTEGER, 5L)));
                    }
                    return outcome;
                })),
                Mutant.of("puts a row's values into its error", "7.01 7.02", () -> new MemoryDestination() {
                    @Override
                    public ErrorDetail error(Row row, String code) {
                        return ErrorDetail.of(
                                code, ErrorCategory.DATA, "Bad row: " + row.value("name"), "Mend the row.", false);
                    }
                }),
                Mutant.of("puts a piece of a row's value into its error", "7.01 7.02", () -> new MemoryDestination() {
                    @Override
                    public ErrorDetail error(Row row, String code) {
                        String name = String.valueOf(row.value("name"));
                        return ErrorDetail.of(
                                code,
                                ErrorCategory.DATA,
                                "Bad row: " + name.substring(0, Math.min(6, name.length())) + "...",
                                "Mend the row.",
                                false);
                    }
                }),
                Mutant.of("reports a wrong password as a lost connection", "7.03", () -> new MemoryDestination() {
                    @Override
                    public void connect(DestinationConfig config) {
                        try {
                            super.connect(config);
                        } catch (DestinationException e) {
                            throw e.detail().category() == ErrorCategory.AUTHENTICATION
                                    ? DestinationException.of(ErrorDetail.of(
                                            e.detail().code(),
                                            ErrorCategory.CONNECTION,
                                            "The server hung up.",
                                            "Try again.",
                                            true))
                                    : e;
                        }
                    }
                }),
                Mutant.of("says that a wrong password may pass later", "7.03", () -> new MemoryDestination() {
                    @Override
                    public void connect(DestinationConfig config) {
                        try {
                            super.connect(config);
                        } catch (DestinationException e) {
                            throw e.detail().category() == ErrorCategory.AUTHENTICATION
                                    ? DestinationException.of(ErrorDetail.of(
                                            e.detail().code(),
                                            ErrorCategory.AUTHENTICATION,
                                            "The password is wrong.",
                                            "Try again.",
                                            true))
                                    : e;
                        }
                    }
                }),
                Mutant.of(
                        "throws when a part of a batch is applied",
                        "7.05",
                        Mutation.opens((memory, at) -> memory.new Writer(at) {
                            private int size;

                            @Override
                            public BatchResult write(List<Change> batch) {
                                size = batch.size();
                                return super.write(batch);
                            }

                            @Override
                            public BatchResult lost(List<Change> rest) {
                                if (rest.size() < size) {
                                    throw DestinationException.of(ErrorDetail.of(
                                            "CONNECTION_LOST",
                                            ErrorCategory.CONNECTION,
                                            "It was lost.",
                                            "Repeat it.",
                                            true));
                                }
                                return super.lost(rest);
                            }
                        })),
                Mutant.of(
                        "takes what a lost connection cut off a large batch for written",
                        "7.05",
                        Mutation.opens((memory, at) -> memory.new Writer(at) {
                            @Override
                            public BatchResult lost(List<Change> rest) {
                                return rest.size() > 50 ? BatchResult.allWritten(rest.size()) : super.lost(rest);
                            }
                        })),
                Mutant.of(
                        "throws the driver's exception",
                        "7.03 7.07 9.02 8.15 8.17 8.18",
                        Mutation.writers((request, right) -> {
                            try {
                                return right.get();
                            } catch (DestinationException e) {
                                if (e.detail().category() == ErrorCategory.CONNECTION) {
                                    throw new IllegalStateException("connection refused");
                                }
                                throw e;
                            }
                        })),
                Mutant.of("reports a refused connection as a defect", "11.08 7.03", () -> new MemoryDestination() {
                    @Override
                    public DestinationException connectionRefused(DestinationConfig config) {
                        return DestinationException.of(ErrorDetail.of(
                                "CONNECTION_REFUSED",
                                ErrorCategory.INTERNAL,
                                "The server is down.",
                                "Start it.",
                                true));
                    }
                }),
                Mutant.of("leaves a thread when it cannot connect", "7.03", () -> new MemoryDestination() {
                    @Override
                    public DestinationWriter write(WriteRequest request, RunHandle run, RunContext context) {
                        try {
                            return super.write(request, run, context);
                        } catch (DestinationException e) {
                            if (e.detail().category() == ErrorCategory.CONNECTION) {
                                LifecycleMutants.startLingering();
                            }
                            throw e;
                        }
                    }
                }),
                Mutant.of(
                        "reports as written what a lost connection swallowed",
                        "7.04 7.05 13.06",
                        lost(batch -> BatchResult.allWritten(batch.size()))),
                Mutant.of(
                        "reports as rejected what a lost connection swallowed",
                        "7.04 7.05",
                        lost(batch -> BatchResult.builder(batch.size())
                                .setRest(Outcome.rejected(ErrorDetail.of(
                                        "CONNECTION_LOST",
                                        ErrorCategory.CONNECTION,
                                        "It was lost.",
                                        "Repeat it.",
                                        true)))
                                .build())));
    }

    private static Supplier<Destination> lost(java.util.function.Function<List<Change>, BatchResult> answer) {
        return Mutation.opens((memory, at) -> memory.new Writer(at) {
            @Override
            public BatchResult lost(List<Change> batch) {
                return answer.apply(batch);
            }
        });
    }
}
