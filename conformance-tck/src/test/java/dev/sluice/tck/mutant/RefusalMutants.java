package dev.sluice.tck.mutant;

import dev.sluice.spi.BatchResult;
import dev.sluice.spi.Change;
import dev.sluice.spi.CommitObserver;
import dev.sluice.spi.CommitResult;
import dev.sluice.spi.DestinationException;
import dev.sluice.spi.DestinationRun;
import dev.sluice.spi.ErrorCategory;
import dev.sluice.spi.ErrorDetail;
import dev.sluice.spi.Outcome;
import dev.sluice.spi.Row;
import dev.sluice.spi.RunMarker.State;
import dev.sluice.spi.SyncMode;
import dev.sluice.tck.memory.MemoryDestination;
import dev.sluice.tck.memory.MemoryRun;
import dev.sluice.tck.memory.MemoryServer;
import dev.sluice.tck.sql.SqlTable;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Locale;
import java.util.function.BiFunction;

/** Destinations that take a refusal or a lock for something else. */
final class RefusalMutants {
    private static final long LONG_NANOS = 2_000_000_000;

    private RefusalMutants() {}

    static List<Mutant> all() {
        return Mutant.joined(locales(), refusals(), locks(), waits(), markers());
    }

    /** What the Turkish lower case of a mode's name leads to. */
    private static boolean isForgotten(SyncMode mode) {
        return mode == SyncMode.INSERT
                && !mode.name().toLowerCase(Locale.getDefault()).equals("insert");
    }

    private static List<Mutant> locales() {
        return List.of(
                Mutant.of(
                        "finds the mode by its name in the lower case of the locale",
                        "9.05",
                        Mutation.opens((memory, at) -> memory.new Writer(at) {
                            @Override
                            public Outcome put(String identity, Row row) {
                                if (isForgotten(mode)) {
                                    table.put(identity, memory.record(row));
                                    return Outcome.WRITTEN;
                                }
                                return super.put(identity, row);
                            }
                        })),
                Mutant.ofSql(
                        "does not know INSERT in Turkish, and says that all was written",
                        "9.05",
                        SqlMutation.changes((writer, change) -> {
                            Outcome outcome = writer.right(change);
                            return isForgotten(writer.request.mode()) && outcome instanceof Outcome.Skipped
                                    ? Outcome.WRITTEN
                                    : outcome;
                        })));
    }

    private static List<Mutant> refusals() {
        return List.of(
                Mutant.of(
                        "takes a refusal in INSERT for a record that exists",
                        "7.13",
                        Mutation.changes((writer, change, right) -> skippedInInsert(writer.mode, right.apply(change)))),
                Mutant.of(
                        "removes what is in the way of a mirror",
                        "7.13",
                        Mutation.opens((memory, at) -> memory.new Writer(at) {
                            @Override
                            public Outcome put(String identity, Row row) {
                                Outcome outcome = super.put(identity, row);
                                if (mode == SyncMode.MIRROR && outcome instanceof Outcome.Rejected) {
                                    table.clear();
                                    table.put(identity, memory.record(row));
                                    return Outcome.WRITTEN;
                                }
                                return outcome;
                            }
                        })),
                Mutant.of(
                        "takes a refusal in UPDATE for a record that is absent",
                        "7.13 10.01? 10.02 4.11 6.01",
                        Mutation.changes((writer, change, right) -> {
                            Outcome outcome = right.apply(change);
                            return writer.mode == SyncMode.UPDATE && outcome instanceof Outcome.Rejected
                                    ? Outcome.skipped("RECORD_ABSENT")
                                    : outcome;
                        })),
                Mutant.ofSql(
                        "ignores what its table refuses to insert",
                        "7.13",
                        SqlMutation.changes(
                                (writer, change) -> skippedInInsert(writer.request.mode(), writer.right(change)))),
                Mutant.ofSql(
                        "removes the rows that are in the way of a mirror",
                        "7.13",
                        SqlMutation.changes((writer, change) -> {
                            Outcome outcome = writer.right(change);
                            if (writer.request.mode() == SyncMode.MIRROR && isRefused(outcome)) {
                                try (Statement statement = writer.connection.createStatement()) {
                                    statement.execute("DELETE FROM " + SqlTable.quoted(writer.table.name()));
                                }
                            }
                            return outcome;
                        })));
    }

    private static Outcome skippedInInsert(SyncMode mode, Outcome outcome) {
        return mode == SyncMode.INSERT && isRefused(outcome) ? Outcome.skipped("RECORD_EXISTS") : outcome;
    }

    /** Whether the target refuses a row. */
    private static boolean isRefused(Outcome outcome) {
        return outcome instanceof Outcome.Rejected rejected
                && List.of("POISON", "ROW_REFUSED").contains(rejected.error().code());
    }

    private static DestinationException connectionLost() {
        return DestinationException.of(ErrorDetail.of(
                "CONNECTION_LOST", ErrorCategory.CONNECTION, "The database cannot be reached.", "Look at it.", true));
    }

    /** The first half of a batch as written, the rest as unknown. */
    private static BatchResult halfWritten(int size, DestinationException why) {
        BatchResult.Builder result = BatchResult.builder(size);
        for (int i = 0; i < size / 2; i++) {
            result.set(i, Outcome.WRITTEN);
        }
        return result.setRest(Outcome.indeterminate(why.detail())).stop(why).build();
    }

    private static List<Mutant> locks() {
        return List.of(
                Mutant.of(
                        "reports the half of a batch before a lock as written",
                        "7.14",
                        Mutation.opens((memory, at) -> memory.new Writer(at) {
                            @Override
                            public BatchResult write(List<Change> batch) {
                                try {
                                    return super.write(batch);
                                } catch (DestinationException e) {
                                    if (closed) {
                                        throw e;
                                    }
                                    return halfWritten(batch.size(), e);
                                }
                            }
                        })),
                Mutant.ofSql(
                        "reports rows as written whose transaction a lock ended",
                        "7.14",
                        SqlMutation.transactions((writer, changes) -> {
                            try {
                                return writer.right(changes);
                            } catch (SQLException e) {
                                if (e.getErrorCode() != org.h2.api.ErrorCode.LOCK_TIMEOUT_1) {
                                    throw e;
                                }
                                writer.connection.rollback();
                                return halfWritten(changes.size(), connectionLost());
                            }
                        })));
    }

    private static List<Mutant> waits() {
        return List.of(
                Mutant.of(
                        "waits for a lock whoever interrupts it",
                        "8.20",
                        Mutation.opens((memory, at) -> memory.new Writer(at) {
                            @Override
                            public BatchResult write(List<Change> batch) {
                                long end = System.nanoTime() + LONG_NANOS;
                                boolean interrupted = false;
                                boolean locked = !MemoryServer.INSTANCE.awaitUnlocked();
                                while (locked && System.nanoTime() - end < 0) {
                                    interrupted |= Thread.interrupted();
                                    locked = !MemoryServer.INSTANCE.awaitUnlocked();
                                }
                                if (interrupted) {
                                    Thread.currentThread().interrupt();
                                }
                                if (locked) {
                                    throw connectionLost();
                                }
                                return super.write(batch);
                            }
                        })),
                Mutant.of(
                        "forgets an interrupt that ends its wait for a lock",
                        "8.20",
                        Mutation.opens((memory, at) -> memory.new Writer(at) {
                            @Override
                            public BatchResult write(List<Change> batch) {
                                if (!MemoryServer.INSTANCE.awaitUnlocked()) {
                                    boolean unused = Thread.interrupted();
                                    throw connectionLost();
                                }
                                return super.write(batch);
                            }
                        })),
                Mutant.ofSql(
                        "waits for a locked row in the driver",
                        "8.20",
                        SqlMutation.writers(at -> new SqlMutation.Writer(at) {
                            @Override
                            public BatchResult write(List<Change> batch) {
                                try {
                                    return connection.isClosed() ? super.write(batch) : transaction(List.copyOf(batch));
                                } catch (SQLException e) {
                                    return BatchResult.builder(batch.size())
                                            .setRest(Outcome.indeterminate(
                                                    connectionLost().detail()))
                                            .stop(connectionLost())
                                            .build();
                                }
                            }
                        })));
    }

    private static Mutant marked(String name, BiFunction<String, String, DestinationRun> run) {
        return Mutant.of(name, "16.09", () -> new MemoryDestination() {
            @Override
            public DestinationRun markedRun(String runId, String marker) {
                return run.apply(runId, marker);
            }
        });
    }

    private static boolean isLocked(DestinationException e) {
        return e.detail().code().equals("TABLE_LOCKED");
    }

    private static List<Mutant> markers() {
        return List.of(
                marked(
                        "logs that a lock kept it from completing its marker",
                        (id, marker) -> new MemoryRun(id, marker) {
                            @Override
                            public CommitResult commit(List<String> prepared, CommitObserver observer) {
                                try {
                                    return super.commit(prepared, observer);
                                } catch (DestinationException e) {
                                    if (isLocked(e)) {
                                        return CommitResult.COMPLETE;
                                    }
                                    throw e;
                                }
                            }
                        }),
                marked("completes its marker beside a lock, and throws", (id, marker) -> new MemoryRun(id, marker) {
                    @Override
                    public CommitResult commit(List<String> prepared, CommitObserver observer) {
                        try {
                            return super.commit(prepared, observer);
                        } catch (DestinationException e) {
                            if (isLocked(e)) {
                                replace(State.COMPLETE);
                            }
                            throw e;
                        }
                    }
                }));
    }
}
