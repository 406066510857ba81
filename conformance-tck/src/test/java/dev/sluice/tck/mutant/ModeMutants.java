package dev.sluice.tck.mutant;

import dev.sluice.spi.Change;
import dev.sluice.spi.Destination;
import dev.sluice.spi.ErrorCategory;
import dev.sluice.spi.ErrorDetail;
import dev.sluice.spi.Identity;
import dev.sluice.spi.Outcome;
import dev.sluice.spi.SyncMode;
import dev.sluice.spi.WriteProfile;
import dev.sluice.tck.memory.MemoryDestination;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Modes that differ from what the profile declares. */
final class ModeMutants {
    private ModeMutants() {}

    static List<Mutant> all() {
        return List.of(
                Mutant.of(
                        "merges where it declares to overwrite",
                        "10.02 5.01 5.04 10.01?",
                        existing(WriteProfile.Existing.OVERWRITE, WriteProfile.Existing.MERGE)),
                Mutant.of(
                        "overwrites where it declares to merge",
                        "5.03 10.01?",
                        existing(WriteProfile.Existing.MERGE, WriteProfile.Existing.OVERWRITE)),
                Mutant.of(
                        "overwrites where it declares to skip",
                        "10.01 10.02 4.11 4.14 4.15 5.02 6.01 7.13",
                        existing(WriteProfile.Existing.SKIP, WriteProfile.Existing.OVERWRITE)),
                Mutant.of(
                        "skips what MIRROR has to overwrite",
                        "10.01? 10.02 4.14 4.15 5.04 5.15 6.01 6.15 4.19 6.08 6.16 7.13",
                        Mutation.changes((writer, change, right) -> writer.mode == SyncMode.MIRROR
                                        && change instanceof Change.Write
                                        && present(writer, change)
                                ? Outcome.skipped("RECORD_EXISTS")
                                : right.apply(change))),
                Mutant.of(
                        "creates in UPDATE",
                        "10.01 10.02 4.15 5.03",
                        Mutation.writesBy(
                                right -> Mutation.saying(right, right.existing(), WriteProfile.Absent.CREATE))),
                Mutant.of(
                        "reports a skipped row as written",
                        "10.01 10.02 4.14 5.02 5.03 6.01 6.15 6.16 7.13",
                        Mutation.changes((writer, change, right) -> {
                            Outcome outcome = right.apply(change);
                            return outcome instanceof Outcome.Skipped ? Outcome.WRITTEN : outcome;
                        })),
                Mutant.of(
                        "reports a skipped row as rejected",
                        "10.01? 10.02 4.14 5.02 5.03 6.01 6.15 7.05 6.16 7.13",
                        Mutation.changes((writer, change, right) -> {
                            Outcome outcome = right.apply(change);
                            return outcome instanceof Outcome.Skipped skipped
                                    ? Outcome.rejected(ErrorDetail.of(
                                            skipped.reason(), ErrorCategory.DATA, "It is there.", "Leave it.", false))
                                    : outcome;
                        })),
                Mutant.of(
                        "removes by prefix", "10.02 4.11 5.05 5.08 6.16", Mutation.changes((writer, change, right) -> {
                            if (change instanceof Change.Remove) {
                                Identity.of(change.row(), writer.profile.identity())
                                        .ifPresent(identity -> writer.table
                                                .keySet()
                                                .removeIf(name -> name.startsWith(identity.text())));
                                return Outcome.WRITTEN;
                            }
                            return right.apply(change);
                        })),
                Mutant.of("removes by pattern", "5.05", Mutation.changes((writer, change, right) -> {
                    if (change instanceof Change.Remove
                            && Identity.of(change.row(), writer.profile.identity())
                                    .map(Identity::text)
                                    .orElse("")
                                    .equals("*")) {
                        writer.table.clear();
                        return Outcome.WRITTEN;
                    }
                    return right.apply(change);
                })),
                Mutant.of(
                        "needs the whole row to remove it",
                        "10.01? 10.02 5.05 5.06 5.07 5.08 6.13 6.16",
                        Mutation.changes((writer, change, right) ->
                                change instanceof Change.Remove && change.row().size() == 1
                                        ? Outcome.rejected(ErrorDetail.of(
                                                "ROW_INCOMPLETE",
                                                ErrorCategory.DATA,
                                                "Fields are missing.",
                                                "Send them.",
                                                false))
                                        : right.apply(change))),
                Mutant.of(
                        "fails to remove an absent record",
                        "10.02 5.06 5.07 10.01?",
                        Mutation.changes((writer, change, right) -> change instanceof Change.Remove
                                        && !present(writer, change)
                                ? Outcome.rejected(ErrorDetail.of(
                                        "RECORD_ABSENT", ErrorCategory.DATA, "There is none.", "Leave it.", false))
                                : right.apply(change))),
                Mutant.of(
                        "skips the removal of an absent record",
                        "10.02 5.06 5.07 10.01? 6.16",
                        Mutation.changes(
                                (writer, change, right) -> change instanceof Change.Remove && !present(writer, change)
                                        ? Outcome.skipped("RECORD_ABSENT")
                                        : right.apply(change))),
                Mutant.of(
                        "removes at most seven records at a time",
                        "10.02 5.08 6.13",
                        Mutation.batches((writer, batch, right) -> {
                            int removals = 0;
                            List<Change> kept = new ArrayList<>();
                            for (Change change : batch) {
                                if (change instanceof Change.Remove && ++removals > MemoryDestination.PREFERRED_BATCH) {
                                    continue;
                                }
                                kept.add(change);
                            }
                            return kept.size() == batch.size()
                                    ? right.apply(batch)
                                    : Outcomes.padded(right.apply(kept), batch.size());
                        })));
    }

    private static Supplier<Destination> existing(WriteProfile.Existing declared, WriteProfile.Existing done) {
        return Mutation.writesBy(
                right -> right.existing() == declared ? Mutation.saying(right, done, right.absent()) : right);
    }

    private static boolean present(MemoryDestination.Writer writer, Change change) {
        return Identity.of(change.row(), writer.profile.identity())
                .map(identity -> writer.table.containsKey(identity.text()))
                .orElse(false);
    }
}
