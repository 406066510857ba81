package dev.sluice.tck.mutant;

import dev.sluice.spi.Change;
import dev.sluice.spi.CommitObserver;
import dev.sluice.spi.CommitResult;
import dev.sluice.spi.DestinationException;
import dev.sluice.spi.DestinationRun;
import dev.sluice.spi.DestinationWriter;
import dev.sluice.spi.FieldType;
import dev.sluice.spi.Outcome;
import dev.sluice.spi.RunContext;
import dev.sluice.spi.RunHandle;
import dev.sluice.spi.WriteProfile;
import dev.sluice.spi.WriteRequest;
import dev.sluice.tck.memory.MemoryServer;
import dev.sluice.tck.sql.SqlDestination;
import dev.sluice.tck.staged.BulkDestination;
import dev.sluice.tck.staged.BulkRun;
import dev.sluice.tck.staged.Job;
import dev.sluice.tck.staged.SwapDestination;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** Commits and snapshots whose answer is not true, and members that are found by another name than their own. */
final class CommitMutants {
    private CommitMutants() {}

    static List<Mutant> all() {
        return Mutant.joined(identities(), commits(), snapshots());
    }

    private static List<Mutant> identities() {
        return List.of(
                Mutant.ofSql(
                        "puts emails of its table in lower case",
                        "5.16",
                        SqlMutation.values((type, value) -> value instanceof String text && text.contains("@")
                                ? text.toLowerCase(Locale.ROOT)
                                : value)),
                Mutant.ofSql(
                        "trims the keys that its settings choose",
                        "5.16",
                        SqlMutation.writers(at -> new SqlMutation.Writer(at) {
                            @Override
                            public Optional<Object> converted(FieldType from, Object value, FieldType column) {
                                return super.converted(from, value, column)
                                        .map(right -> right instanceof String text
                                                        && !profile.identity().contains("id")
                                                        && !profile.identity().contains("tenant")
                                                ? text.strip()
                                                : right);
                            }
                        })),
                Mutant.ofSql(
                        "finds records by the primary key, whatever its settings choose",
                        "5.14",
                        () -> new SqlDestination() {
                            @Override
                            public List<String> identity(WriteRequest request) {
                                List<String> right = super.identity(request);
                                return request.primaryKey().isEmpty() ? right : request.primaryKey();
                            }
                        }),
                member("puts emails in lower case", text -> text.toLowerCase(Locale.ROOT)),
                member("trims the names of members", String::strip));
    }

    private static Mutant member(String name, UnaryOperator<String> change) {
        return AudienceMutants.naming(
                name, "5.16", (right, row, fields) -> fields.contains("id") ? right : change.apply(right));
    }

    /** A commit whose lost answer is an exception like any other. */
    private static DestinationRun failing(
            Job job, RunHandle handle, WriteProfile profile, Function<List<Change>, List<Outcome>> target) {
        return new BulkRun(job, handle, profile.identity(), target) {
            @Override
            public CommitResult commit(List<String> prepared, CommitObserver observer) {
                try {
                    return super.commit(prepared, observer);
                } catch (DestinationException e) {
                    throw DestinationException.of(e.detail());
                }
            }
        };
    }

    private static List<Mutant> commits() {
        return List.of(
                Mutant.of("takes a lost answer to a commit for a failure", "14.10", () -> new BulkDestination() {
                    @Override
                    public DestinationRun run(WriteRequest request, Job job, RunHandle handle, WriteProfile profile) {
                        return failing(job, handle, profile, changes -> apply(request, changes));
                    }
                }),
                Mutant.of("takes a lost answer to a swap for a failure", "14.10", () -> new SwapDestination() {
                    @Override
                    public DestinationRun run(WriteRequest request, Job job, RunHandle handle, WriteProfile profile) {
                        return failing(job, handle, profile, changes -> apply(request, changes));
                    }
                }));
    }

    private static List<Mutant> snapshots() {
        return List.of(
                Mutant.of("does nothing for a snapshot without a writer", "15.02", () -> new SwapDestination() {
                    @Override
                    public DestinationRun run(WriteRequest request, Job job, RunHandle handle, WriteProfile profile) {
                        return new BulkRun(job, handle, profile.identity(), changes -> apply(request, changes)) {
                            @Override
                            public CommitResult commit(List<String> prepared, CommitObserver observer) {
                                return prepared.isEmpty() ? CommitResult.COMPLETE : super.commit(prepared, observer);
                            }
                        };
                    }
                }),
                Mutant.of(
                        "swaps when a snapshot is closed in which nobody prepared",
                        "15.03 13.07",
                        () -> new SwapDestination() {
                            private boolean written;

                            @Override
                            public DestinationRun openRun(WriteRequest request, RunContext context) {
                                written = false;
                                return super.openRun(request, context);
                            }

                            @Override
                            public DestinationWriter write(WriteRequest request, RunHandle run, RunContext context) {
                                written = true;
                                return super.write(request, run, context);
                            }

                            @Override
                            public DestinationRun run(
                                    WriteRequest request, Job job, RunHandle handle, WriteProfile profile) {
                                return new BulkRun(
                                        job, handle, profile.identity(), changes -> apply(request, changes)) {
                                    @Override
                                    public void close() {
                                        if (!closed && !written && job.state() == Job.State.OPEN) {
                                            empty(request);
                                        }
                                        super.close();
                                    }
                                };
                            }
                        }),
                Mutant.of(
                        "empties its target when a snapshot is closed",
                        "14.04 14.06 15.03 13.07",
                        () -> new SwapDestination() {
                            @Override
                            public DestinationRun run(
                                    WriteRequest request, Job job, RunHandle handle, WriteProfile profile) {
                                return new BulkRun(
                                        job, handle, profile.identity(), changes -> apply(request, changes)) {
                                    @Override
                                    public void close() {
                                        if (!closed && job.state() == Job.State.OPEN) {
                                            empty(request);
                                        }
                                        super.close();
                                    }
                                };
                            }
                        }));
    }

    private static void empty(WriteRequest request) {
        MemoryServer.INSTANCE
                .table(String.valueOf(request.target().value("table").orElseThrow()))
                .clear();
    }
}
