package dev.sluice.tck.mutant;

import dev.sluice.spi.BatchResult;
import dev.sluice.spi.Change;
import dev.sluice.spi.Field;
import dev.sluice.spi.FieldType;
import dev.sluice.spi.Identity;
import dev.sluice.spi.Outcome;
import dev.sluice.spi.Row;
import dev.sluice.spi.RowSchema;
import dev.sluice.spi.SyncMode;
import dev.sluice.tck.memory.MemoryServer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Wrong ways to write a batch. */
final class WriteMutants {
    private WriteMutants() {}

    private static final int BUFFER = 7;

    static List<Mutant> all() {
        return Mutant.joined(losses(), orders(), manners());
    }

    private static List<Mutant> losses() {
        return List.of(
                Mutant.of(
                        "loses row 501",
                        "4.03",
                        Mutation.batches((writer, batch, right) -> batch.size() == 501
                                ? Outcomes.padded(right.apply(batch.subList(0, 500)), 501)
                                : right.apply(batch))),
                Mutant.of("removes outside MIRROR", "4.11", Mutation.changes((writer, change, right) -> {
                    if (change instanceof Change.Remove && writer.mode != SyncMode.MIRROR) {
                        writer.table.remove(Identity.of(change.row(), writer.profile.identity())
                                .map(Identity::text)
                                .orElse(""));
                        return Outcome.WRITTEN;
                    }
                    return right.apply(change);
                })),
                Mutant.of(
                        "writes only when it is closed",
                        "10.01 10.02 16.07 4.01 4.02 4.07 4.09 4.11 4.14 4.17 5.02 5.03 6.01 6.10 6.14 6.15 7.01 7.02 "
                                + "7.04 7.05 7.06 7.08 7.11 8.12 9.09 9.10 1.07 13.06 6.16 7.13 8.18",
                        Mutation.opens((memory, at) -> memory.new Writer(at) {
                            private final List<Change> kept = new ArrayList<>();

                            @Override
                            public BatchResult applyAll(List<Change> batch) {
                                kept.addAll(batch);
                                return BatchResult.allWritten(batch.size());
                            }

                            @Override
                            public void close() {
                                super.applyAll(kept);
                                kept.clear();
                                super.close();
                            }
                        })),
                Mutant.of(
                        "loses the last partial batch",
                        "10.01? 10.02 11.02 11.07 4.03 4.06 4.13 5.08 6.02 6.04 6.08 6.11 6.13 6.14 6.15 7.01 7.04 7.05 "
                                + "7.06 8.04 8.05 8.08 8.09 11.11 6.16 9.11",
                        Mutation.batches((writer, batch, right) -> {
                            int whole = batch.size() / BUFFER * BUFFER;
                            return batch.size() < BUFFER
                                    ? right.apply(batch)
                                    : Outcomes.padded(right.apply(batch.subList(0, whole)), batch.size());
                        })),
                Mutant.of(
                        "loses the row after a full batch",
                        "10.01? 10.02 11.02 11.07 4.03 4.06 4.13 5.08 6.02 6.04 6.08 6.11 6.13 6.14 6.15 7.01 7.04 7.05 "
                                + "7.06 8.04 8.05 8.08 8.09 9.05 11.11 6.16 6.17 9.11",
                        Mutation.batches((writer, batch, right) -> {
                            if (batch.size() <= BUFFER) {
                                return right.apply(batch);
                            }
                            List<Change> kept = new ArrayList<>(batch);
                            kept.remove(BUFFER);
                            return Outcomes.padded(right.apply(kept), batch.size());
                        })),
                Mutant.of(
                        "loses rows beyond the values of a statement",
                        "4.13",
                        Mutation.batches((writer, batch, right) -> {
                            int values = 0;
                            List<Change> kept = new ArrayList<>();
                            for (Change change : batch) {
                                values += change.row().size();
                                if (values <= 0xFFFF) {
                                    kept.add(change);
                                }
                            }
                            return kept.size() == batch.size()
                                    ? right.apply(batch)
                                    : Outcomes.padded(right.apply(kept), batch.size());
                        })),
                Mutant.of("fails at an empty batch", "4.03 4.09 10.01?", Mutation.batches((writer, batch, right) -> {
                    Objects.requireNonNull(batch.get(0));
                    return right.apply(batch);
                })),
                Mutant.of("writes at most ten batches", "4.04 10.01?", Mutation.statefulBatches(() -> {
                    AtomicInteger batches = new AtomicInteger();
                    return (writer, batch, right) ->
                            batches.incrementAndGet() > 10 ? BatchResult.allWritten(batch.size()) : right.apply(batch);
                })),
                Mutant.of(
                        "stops at the first refused row",
                        "10.01? 10.02 4.11 5.02 6.01 6.10 6.14 6.15 7.01 7.08 6.16 7.13",
                        Mutation.batches((writer, batch, right) -> {
                            for (int i = 0; i < batch.size(); i++) {
                                if (right.apply(batch.subList(i, i + 1)).outcome(0) instanceof Outcome.Rejected) {
                                    return Outcomes.padded(right.apply(batch.subList(0, i + 1)), batch.size());
                                }
                            }
                            return right.apply(batch);
                        })),
                Mutant.of(
                        "swallows the first error of a batch",
                        "10.01 10.02 4.02 4.11 6.01 6.10 6.14 7.01 7.02 7.08 6.16 7.13",
                        Mutation.batches((writer, batch, right) -> {
                            BatchResult result = right.apply(batch);
                            BatchResult.Builder told = BatchResult.builder(batch.size());
                            boolean swallowed = false;
                            for (int i = 0; i < batch.size(); i++) {
                                boolean swallow = !swallowed && result.outcome(i) instanceof Outcome.Rejected;
                                told.set(i, swallow ? Outcome.WRITTEN : result.outcome(i));
                                swallowed |= swallow;
                            }
                            return told.build();
                        })));
    }

    private static List<Mutant> orders() {
        return List.of(
                Mutant.of(
                        "reports refused rows last",
                        "10.01 10.02 4.02 4.11 6.01 6.10 7.01 7.08 7.13",
                        Mutation.batches((writer, batch, right) -> {
                            BatchResult result = right.apply(batch);
                            List<Outcome> outcomes = new ArrayList<>();
                            for (int i = 0; i < batch.size(); i++) {
                                outcomes.add(result.outcome(i));
                            }
                            outcomes.sort(Comparator.comparing(outcome -> outcome instanceof Outcome.Rejected));
                            BatchResult.Builder told = BatchResult.builder(batch.size());
                            for (int i = 0; i < batch.size(); i++) {
                                told.set(i, outcomes.get(i));
                            }
                            return told.build();
                        })),
                Mutant.of(
                        "applies a batch in reverse order",
                        "10.02 4.06 5.07 10.01? 1.07 6.03",
                        Mutation.batches((writer, batch, right) -> {
                            List<Change> reversed = new ArrayList<>(batch);
                            Collections.reverse(reversed);
                            BatchResult result = right.apply(reversed);
                            BatchResult.Builder told = BatchResult.builder(batch.size());
                            for (int i = 0; i < batch.size(); i++) {
                                told.set(i, result.outcome(batch.size() - 1 - i));
                            }
                            return told.build();
                        })),
                Mutant.of(
                        "keeps the first of several versions",
                        "10.02 4.06 5.07 10.01? 6.03",
                        Mutation.batches((writer, batch, right) -> {
                            Map<String, Change> firsts = new LinkedHashMap<>();
                            List<Change> all = new ArrayList<>();
                            for (Change change : batch) {
                                String name = Identity.of(change.row(), writer.profile.identity())
                                        .map(Identity::text)
                                        .orElse("");
                                Change first = firsts.putIfAbsent(name, change);
                                all.add(
                                        first == null || name.isEmpty() || change instanceof Change.Remove
                                                ? change
                                                : first);
                            }
                            return right.apply(all);
                        })),
                Mutant.of(
                        "writes a record only once per writer",
                        "10.02 4.07 4.14 7.04 7.05 7.08 10.01?",
                        Mutation.statefulBatches(() -> {
                            Set<String> known = new HashSet<>();
                            return (writer, batch, right) -> {
                                Set<String> before = Set.copyOf(known);
                                List<Change> fresh = new ArrayList<>();
                                for (Change change : batch) {
                                    String name = Identity.of(change.row(), writer.profile.identity())
                                            .map(Identity::text)
                                            .orElse("");
                                    if (!before.contains(name)) {
                                        fresh.add(change);
                                    }
                                    if (!name.isEmpty()) {
                                        known.add(name);
                                    }
                                }
                                return fresh.size() == batch.size()
                                        ? right.apply(batch)
                                        : Outcomes.padded(right.apply(fresh), batch.size());
                            };
                        })),
                Mutant.of(
                        "removes before it writes",
                        "10.02 5.07 10.01?",
                        Mutation.batches((writer, batch, right) -> reordered(batch, right, true))),
                Mutant.of(
                        "removes after it has written",
                        "10.02 5.07 10.01?",
                        Mutation.batches((writer, batch, right) -> reordered(batch, right, false))),
                Mutant.of(
                        "is not idempotent",
                        "10.01? 13.03 4.05 5.15 6.15 7.04 7.05 8.16",
                        Mutation.opens((memory, at) -> memory.new Writer(at) {
                            @Override
                            public Outcome put(String identity, Row row) {
                                Map<String, MemoryServer.Cell> before = table.get(identity);
                                Outcome outcome = super.put(identity, row);
                                Map<String, MemoryServer.Cell> after = table.get(identity);
                                if (after != null && after.equals(before) && outcome == Outcome.WRITTEN) {
                                    Map<String, MemoryServer.Cell> twice = new TreeMap<>(after);
                                    twice.put("times", new MemoryServer.Cell(FieldType.TEXT, "2"));
                                    table.put(identity, twice);
                                }
                                return outcome;
                            }
                        })));
    }

    private static List<Mutant> manners() {
        return List.of(
                Mutant.of("sorts the caller's list", "4.08 7.01", Mutation.batches((writer, batch, right) -> {
                    BatchResult result = right.apply(batch);
                    if (batch instanceof ArrayList<Change> list) {
                        list.sort(Comparator.comparing(
                                change -> String.valueOf(change.row().value("id"))));
                    }
                    return result;
                })),
                Mutant.of("sorts the bytes of a row", "4.08 6.13", Mutation.values(value -> {
                    if (value instanceof byte[] bytes) {
                        Arrays.sort(bytes);
                    }
                    return value;
                })),
                Mutant.of("keeps the caller's list", "10.02 4.09 10.01?", Mutation.statefulBatches(() -> {
                    AtomicReference<List<Change>> last = new AtomicReference<>(List.of());
                    return (writer, batch, right) -> {
                        BatchResult unused = right.apply(last.get());
                        last.set(batch);
                        return right.apply(batch);
                    };
                })),
                Mutant.of(
                        "uses the first row's fields for all rows",
                        "4.10 4.11 5.07 6.01 6.06 6.08 6.10 10.01? 4.19",
                        Mutation.batches((writer, batch, right) -> {
                            List<Change> same = new ArrayList<>();
                            for (Change change : batch) {
                                Row first = batch.get(0).row();
                                same.add(
                                        change instanceof Change.Write
                                                ? new Change.Write(only(change.row(), first.schema()))
                                                : change);
                            }
                            return right.apply(same);
                        })));
    }

    private static Row only(Row row, RowSchema schema) {
        List<Field> fields = new ArrayList<>();
        List<@Nullable Object> values = new ArrayList<>();
        for (Field field : row.schema().fields()) {
            if (schema.has(field.name()) || field.name().equals("id")) {
                fields.add(field);
                values.add(row.value(field.name()));
            }
        }
        return Row.of(RowSchema.of(fields), values.toArray());
    }

    private static BatchResult reordered(
            List<Change> batch, java.util.function.Function<List<Change>, BatchResult> right, boolean removalsFirst) {
        List<Change> ordered = new ArrayList<>(batch);
        ordered.sort(Comparator.comparing(change -> change instanceof Change.Remove != removalsFirst));
        BatchResult result = right.apply(ordered);
        BatchResult.Builder told = BatchResult.builder(batch.size());
        boolean[] used = new boolean[batch.size()];
        for (int i = 0; i < batch.size(); i++) {
            for (int j = 0; j < batch.size(); j++) {
                if (!used[j] && ordered.get(j) == batch.get(i)) {
                    used[j] = true;
                    told.set(i, result.outcome(j));
                    break;
                }
            }
        }
        return told.build();
    }
}
