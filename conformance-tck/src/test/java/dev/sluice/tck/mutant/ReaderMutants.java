package dev.sluice.tck.mutant;

import dev.sluice.spi.Destination;
import dev.sluice.spi.DestinationException;
import dev.sluice.spi.ReadBack;
import dev.sluice.spi.RecordReader;
import dev.sluice.spi.Row;
import dev.sluice.spi.RunContext;
import dev.sluice.spi.RunMarker;
import dev.sluice.spi.WriteRequest;
import dev.sluice.tck.memory.MemoryDestination;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Supplier;

/** Wrong readers. */
final class ReaderMutants {
    private ReaderMutants() {}

    static List<Mutant> all() {
        return List.of(
                Mutant.of(
                        "reports every record as matching",
                        "11.01 11.04 11.07 11.09 11.10 11.11 11.12",
                        answers((row, right) -> same(ReadBack.Status.MATCHES))),
                Mutant.of(
                        "compares the beginning of long texts",
                        "11.01",
                        answers((row, right) -> row.value("name") instanceof String name && name.length() > 255
                                ? new ReadBack(ReadBack.Status.MATCHES, List.of(), right.display(), right.expiresIn())
                                : right)),
                Mutant.of(
                        "takes a null of the row for any name",
                        "11.01",
                        answers((row, right) ->
                                row.value("name") == null && right.differences().equals(List.of("name"))
                                        ? same(ReadBack.Status.MATCHES)
                                        : right)),
                Mutant.of(
                        "does not say which fields differ",
                        "11.01 11.09",
                        answers((row, right) ->
                                new ReadBack(right.status(), List.of(), right.display(), right.expiresIn()))),
                Mutant.of(
                        "answers in a different order",
                        "11.01 11.04 11.07 11.10",
                        readers(right -> new AroundReader(right) {
                            @Override
                            public List<ReadBack> read(List<Row> expected) {
                                List<ReadBack> answers = new ArrayList<>(super.read(expected));
                                Collections.reverse(answers);
                                return answers;
                            }
                        })),
                Mutant.of(
                        "reports that no time matches",
                        "11.02 9.05",
                        answers((row, right) -> row.value("value") instanceof LocalDateTime
                                ? new ReadBack(ReadBack.Status.DIFFERS, List.of("value"), "cells", Optional.empty())
                                : right)),
                Mutant.of("creates the records that it does not find", "11.03", () -> new MemoryDestination() {
                    @Override
                    public Optional<RecordReader> reader(WriteRequest request, RunContext context) {
                        return super.reader(request, context).map(right -> new AroundReader(right) {
                            @Override
                            public List<ReadBack> read(List<Row> expected) {
                                List<ReadBack> answers = super.read(expected);
                                expected.forEach(row -> identity(row, request.primaryKey())
                                        .ifPresent(
                                                name -> table(request.target()).putIfAbsent(name, Map.of())));
                                return answers;
                            }
                        });
                    }
                }),
                Mutant.of(
                        "reports a foreign record as different",
                        "11.04",
                        answers((row, right) -> right.status() == ReadBack.Status.FOREIGN
                                ? new ReadBack(ReadBack.Status.DIFFERS, List.of("name"), "cells", Optional.empty())
                                : right)),
                Mutant.of(
                        "reports an expiry where there is none",
                        "11.05",
                        answers((row, right) -> right.status() == ReadBack.Status.ABSENT
                                ? right
                                : new ReadBack(
                                        right.status(),
                                        right.differences(),
                                        right.display(),
                                        Optional.of(Duration.ofDays(1))))),
                Mutant.of(
                        "overlooks a field that its records lack",
                        "11.01",
                        answers((row, right) ->
                                right.differences().equals(List.of("city")) ? same(ReadBack.Status.MATCHES) : right)),
                Mutant.of(
                        "names the key beside a field that its records lack",
                        "11.01",
                        answers((row, right) -> right.differences().equals(List.of("city"))
                                ? new ReadBack(right.status(), List.of("city", "id"), "cells", Optional.empty())
                                : right)),
                Mutant.of("reads after it is closed", "11.06", readers(right -> new AroundReader(right) {
                    @Override
                    public void close() {}
                })),
                Mutant.of("reads a target that it cannot reach as empty", "11.08", openings((request, right) -> {
                    try {
                        return right.get();
                    } catch (DestinationException e) {
                        return Optional.of(new EmptyReader());
                    }
                })),
                Mutant.of("fails to read with an exception of its driver", "11.08 8.15", openings((request, right) -> {
                    try {
                        return right.get();
                    } catch (DestinationException e) {
                        throw new IllegalStateException("no answer", e);
                    }
                })),
                Mutant.of("leaves a thread when its reader is closed", "11.06", readers(right -> {
                    LifecycleMutants.startLingering();
                    return right;
                })));
    }

    private interface Opening {
        Optional<RecordReader> open(WriteRequest request, Supplier<Optional<RecordReader>> right);
    }

    private static Supplier<Destination> openings(Opening opening) {
        return () -> new MemoryDestination() {
            @Override
            public Optional<RecordReader> reader(WriteRequest request, RunContext context) {
                return opening.open(request, () -> super.reader(request, context));
            }
        };
    }

    /** Finds nothing. */
    static final class EmptyReader implements RecordReader {
        @Override
        public List<ReadBack> read(List<Row> expected) {
            return expected.stream()
                    .map(row -> ReadBack.builder(ReadBack.Status.ABSENT).build())
                    .toList();
        }

        @Override
        public void close() {}
    }

    private static ReadBack same(ReadBack.Status status) {
        return new ReadBack(status, List.of(), "cells", Optional.empty());
    }

    static Supplier<Destination> answers(BiFunction<Row, ReadBack, ReadBack> change) {
        return readers(right -> new AroundReader(right) {
            @Override
            public List<ReadBack> read(List<Row> expected) {
                List<ReadBack> answers = new ArrayList<>(super.read(expected));
                for (int i = 0; i < answers.size(); i++) {
                    answers.set(i, change.apply(expected.get(i), answers.get(i)));
                }
                return answers;
            }
        });
    }

    private static Supplier<Destination> readers(java.util.function.UnaryOperator<RecordReader> change) {
        return () -> new MemoryDestination() {
            @Override
            public Optional<RecordReader> reader(WriteRequest request, RunContext context) {
                return super.reader(request, context).map(change);
            }
        };
    }

    static class AroundReader implements RecordReader {
        private final RecordReader right;

        AroundReader(RecordReader right) {
            this.right = right;
        }

        @Override
        public List<ReadBack> read(List<Row> expected) {
            return right.read(expected);
        }

        @Override
        public List<RunMarker> markers() {
            return right.markers();
        }

        @Override
        public void close() {
            right.close();
        }
    }
}
