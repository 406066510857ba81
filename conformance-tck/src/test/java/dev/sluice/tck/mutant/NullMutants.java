package dev.sluice.tck.mutant;

import dev.sluice.spi.BatchResult;
import dev.sluice.spi.Change;
import dev.sluice.spi.CommitObserver;
import dev.sluice.spi.CommitResult;
import dev.sluice.spi.DestinationRun;
import dev.sluice.spi.DestinationWriter;
import dev.sluice.spi.ReadBack;
import dev.sluice.spi.Row;
import dev.sluice.spi.RunContext;
import dev.sluice.spi.RunFate;
import dev.sluice.spi.RunHandle;
import dev.sluice.spi.WriteRequest;
import dev.sluice.tck.memory.MemoryDestination;
import dev.sluice.tck.sql.SqlDestination;
import dev.sluice.tck.sql.SqlReader;
import java.sql.Connection;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Destinations that take null for something. */
final class NullMutants {
    private NullMutants() {}

    static List<Mutant> all() {
        return List.of(
                Mutant.of(
                        "takes a null batch for an empty one",
                        "1.07",
                        Mutation.writers((request, right) -> given(right.get(), NullMutants::orEmpty))),
                Mutant.of(
                        "leaves null changes out",
                        "1.07",
                        Mutation.writers((request, right) -> given(right.get(), NullMutants::withoutNulls))),
                Mutant.of("opens a run of nothing", "1.07", () -> new MemoryDestination() {
                    @Override
                    public DestinationRun openRun(@Nullable WriteRequest request, RunContext context) {
                        return request == null ? ofNothing(context) : super.openRun(request, context);
                    }
                }),
                Mutant.ofSql("resolves a run of nothing", "1.07", () -> new SqlDestination() {
                    @Override
                    public RunFate resolve(
                            @Nullable WriteRequest request,
                            RunHandle unresolved,
                            RunContext context,
                            CommitObserver observer) {
                        return RunFate.NOT_COMMITTED;
                    }
                }),
                Mutant.ofSql("finds nothing where the rows are null", "1.07", () -> new SqlDestination() {
                    @Override
                    public SqlReader reader(Connection connection, String table, List<String> key) {
                        return new SqlReader(connection, table, key) {
                            @Override
                            public List<ReadBack> read(@Nullable List<Row> expected) {
                                return expected == null ? List.of() : super.read(expected);
                            }
                        };
                    }
                }),
                Mutant.ofSql(
                        "leaves null changes of its table out",
                        "1.07",
                        SqlMutation.writers(at -> given(new SqlMutation.Writer(at), NullMutants::withoutNulls))));
    }

    private static List<Change> orEmpty(@Nullable List<Change> batch) {
        return batch == null ? List.of() : batch;
    }

    private static List<Change> withoutNulls(List<Change> batch) {
        return batch.stream().filter(Objects::nonNull).toList();
    }

    private static DestinationWriter given(DestinationWriter right, UnaryOperator<List<Change>> change) {
        return new LifecycleMutants.Around(right) {
            @Override
            public BatchResult write(List<Change> batch) {
                return super.write(change.apply(batch));
            }
        };
    }

    private static DestinationRun ofNothing(RunContext context) {
        return new DestinationRun() {
            @Override
            public RunHandle handle() {
                return RunHandle.of(context.runId());
            }

            @Override
            public CommitResult commit(List<String> prepared, CommitObserver observer) {
                return CommitResult.COMPLETE;
            }

            @Override
            public void close() {}
        };
    }
}
