package dev.sluice.tck.mutant;

import dev.sluice.spi.Change;
import dev.sluice.spi.Destination;
import dev.sluice.spi.DestinationRun;
import dev.sluice.spi.DestinationWriter;
import dev.sluice.spi.Identity;
import dev.sluice.spi.Outcome;
import dev.sluice.spi.Row;
import dev.sluice.spi.RunContext;
import dev.sluice.spi.RunHandle;
import dev.sluice.spi.SyncMode;
import dev.sluice.spi.WriteProfile;
import dev.sluice.spi.WriteRequest;
import dev.sluice.tck.audience.AudienceDestination;
import dev.sluice.tck.audience.AudienceFixture;
import dev.sluice.tck.memory.MemoryServer;
import dev.sluice.tck.staged.BulkRun;
import dev.sluice.tck.staged.Job;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Supplier;

/** Membership lists that add, remove or find the wrong members. */
final class AudienceMutants {
    private AudienceMutants() {}

    private interface Commit {
        List<Outcome> apply(Members members, List<Change> changes);
    }

    /** The list that a commit changes. */
    private abstract static class Members {
        final SyncMode mode;
        final ConcurrentMap<String, Map<String, MemoryServer.Cell>> table;
        private final List<String> identity;

        Members(SyncMode mode, ConcurrentMap<String, Map<String, MemoryServer.Cell>> table, List<String> identity) {
            this.mode = mode;
            this.table = table;
            this.identity = identity;
        }

        /** Applies changes correctly. */
        abstract List<Outcome> right(SyncMode as, List<Change> changes);

        final String name(Change change) {
            return Identity.of(change.row(), identity).map(Identity::text).orElse("");
        }

        final boolean has(Change change) {
            return table.containsKey(name(change));
        }
    }

    static List<Mutant> all() {
        return List.of(
                of(
                        "adds members in AUDIENCE_SUBTRACTIVE",
                        "5.13 14.13",
                        (members, changes) -> members.right(
                                members.mode == SyncMode.AUDIENCE_SUBTRACTIVE ? SyncMode.AUDIENCE_MIRROR : members.mode,
                                changes)),
                of(
                        "removes whom it is to add in AUDIENCE_SUBTRACTIVE",
                        "5.13 14.13",
                        (members, changes) -> members.right(
                                members.mode,
                                members.mode == SyncMode.AUDIENCE_SUBTRACTIVE
                                        ? changes.stream()
                                                .<Change>map(change -> new Change.Remove(change.row()))
                                                .toList()
                                        : changes)),
                of(
                        "removes members in AUDIENCE_ADDITIVE",
                        "4.11 14.13",
                        (members, changes) -> members.right(
                                members.mode == SyncMode.AUDIENCE_ADDITIVE ? SyncMode.AUDIENCE_MIRROR : members.mode,
                                changes)),
                of(
                        "removes the members that a run does not name",
                        "10.01 14.04 4.16 5.05 5.06 5.08 5.10 5.14 6.05 6.14 11.12 14.11 14.13 4.10 4.19 6.16 8.19 9.11",
                        (members, changes) -> {
                            List<Outcome> outcomes = members.right(members.mode, changes);
                            if (members.mode == SyncMode.AUDIENCE_MIRROR) {
                                Set<String> named = new HashSet<>();
                                changes.forEach(change -> named.add(members.name(change)));
                                members.table.keySet().retainAll(named);
                            }
                            return outcomes;
                        }),
                of("fails to remove a stranger", "10.02 5.06 5.07 5.09 5.10 10.01? 14.13", (members, changes) -> {
                    List<Outcome> outcomes = new ArrayList<>();
                    for (Change change : changes) {
                        outcomes.add(
                                change instanceof Change.Remove && !members.has(change)
                                        ? Outcome.skipped("NO_MEMBER")
                                        : members.right(members.mode, List.of(change))
                                                .get(0));
                    }
                    return outcomes;
                }),
                of(
                        "skips a known member",
                        "10.01 10.02 14.01 4.06 4.07 4.11 5.09 5.10 5.13 5.14 5.15 6.01 6.05 6.14 6.15 7.04 7.05 11.12 "
                                + "14.10 14.11 14.13 4.19 6.08 6.16 7.10 8.16",
                        (members, changes) -> {
                            List<Outcome> outcomes = new ArrayList<>();
                            for (Change change : changes) {
                                outcomes.add(
                                        change instanceof Change.Write && members.has(change)
                                                ? Outcome.skipped("MEMBER_KNOWN")
                                                : members.right(members.mode, List.of(change))
                                                        .get(0));
                            }
                            return outcomes;
                        }),
                Mutant.of(
                        "changes its list before the commit",
                        "4.11 5.13 14.01 14.04 14.05 14.06 14.07 14.12",
                        () -> new AudienceDestination() {
                            @Override
                            public DestinationWriter write(WriteRequest request, RunHandle run, RunContext context) {
                                return RunMutants.applyingAtOnce(
                                        super.write(request, run, context),
                                        batch -> applyTo(table(request.target()), request, batch));
                            }
                        },
                        AudienceFixture::new),
                Mutant.of(
                        "leaves the members of a run that was closed",
                        "14.04 14.06",
                        () -> new AudienceDestination() {
                            @Override
                            public DestinationRun run(
                                    WriteRequest request, Job job, RunHandle handle, WriteProfile profile) {
                                return new BulkRun(
                                        job, handle, profile.identity(), changes -> apply(request, changes)) {
                                    @Override
                                    public void close() {
                                        if (job.state() == Job.State.OPEN) {
                                            apply(job.uploaded(job.writers()));
                                        }
                                        super.close();
                                    }
                                };
                            }
                        },
                        AudienceFixture::new),
                matching(
                        "finds members by the primary key, whatever the settings choose",
                        (request, chosen) -> request.primaryKey()),
                naming(
                        "counts a member twice who is known by another field",
                        "5.14",
                        (right, row, fields) -> row.schema().names().contains("phone") && !fields.contains("phone")
                                ? right + "+" + row.value("phone")
                                : right));
    }

    /** Names a member; {@code right} is its name. */
    interface Naming {
        String name(String right, Row row, List<String> fields);
    }

    static Mutant naming(String name, String kills, Naming naming) {
        return Mutant.of(
                name,
                kills,
                () -> new AudienceDestination() {
                    @Override
                    public Optional<String> identity(Row row, List<String> fields) {
                        return super.identity(row, fields).map(right -> naming.name(right, row, fields));
                    }
                },
                AudienceFixture::new);
    }

    private interface Matching {
        List<String> fields(WriteRequest request, List<String> chosen);
    }

    private static Mutant matching(String name, Matching matching) {
        return Mutant.of(
                name,
                "5.14",
                () -> new AudienceDestination() {
                    @Override
                    public List<String> identity(WriteRequest request) {
                        return matching.fields(request, super.identity(request));
                    }
                },
                AudienceFixture::new);
    }

    private static Mutant of(String name, String kills, Commit commit) {
        Supplier<Destination> destination = () -> new AudienceDestination() {
            @Override
            public List<Outcome> apply(WriteRequest request, List<Change> changes) {
                ConcurrentMap<String, Map<String, MemoryServer.Cell>> table = table(request.target());
                return commit.apply(
                        new Members(request.mode(), table, profile(request).identity()) {
                            @Override
                            List<Outcome> right(SyncMode as, List<Change> some) {
                                return applyTo(
                                        table,
                                        new WriteRequest(
                                                request.config(),
                                                request.target(),
                                                as,
                                                request.schema(),
                                                request.primaryKey()),
                                        some);
                            }
                        },
                        changes);
            }
        };
        return Mutant.of(name, kills, destination, AudienceFixture::new);
    }
}
