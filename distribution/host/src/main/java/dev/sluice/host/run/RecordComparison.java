package dev.sluice.host.run;

import dev.sluice.host.hash.Lifetime;
import dev.sluice.host.report.RecordText;
import dev.sluice.host.report.VerifyReport;
import dev.sluice.host.report.VerifyReport.Kind;
import dev.sluice.host.target.Finding;
import dev.sluice.host.target.TargetLook;
import dev.sluice.spi.Identity;
import dev.sluice.spi.ReadBack;
import dev.sluice.spi.Row;
import dev.sluice.spi.WriteProfile;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Rows and their records, compared in chunks. Of several rows with one key the last counts. For one thread. */
final class RecordComparison {
    /** Differences that are remembered one by one, at most. */
    static final int MOST = 100_000;

    private static final int CHUNK = 1_000;

    private final TargetLook target;
    private final WriteProfile profile;
    private final long now;
    private final int examples;
    private final List<Looked> chunk = new ArrayList<>();
    private final Map<Identity, Difference> differences = new LinkedHashMap<>();
    private final Map<Kind, Long> beyond = new EnumMap<>(Kind.class);
    private final Map<Kind, List<VerifyReport.Example>> shown = new EnumMap<>(Kind.class);
    private long equal;
    private long seen;
    private long left;

    private record Looked(Identity identity, Row row, boolean known) {}

    /**
     * How a record differs.
     *
     * @param known whether the sync knows that it wrote the record; true where it remembers none
     */
    record Difference(Kind kind, boolean known) {}

    /**
     * @param now milliseconds since 1970
     * @param examples of each kind, at most
     */
    RecordComparison(TargetLook target, WriteProfile profile, long now, int examples) {
        this.target = target;
        this.profile = profile;
        this.now = now;
        this.examples = examples;
    }

    /** @param known see {@link Difference} */
    void add(Identity identity, Row row, boolean known) {
        chunk.add(new Looked(identity, row, known));
        if (chunk.size() == CHUNK) {
            end();
        }
    }

    /** Looks at the rest. */
    void end() {
        if (chunk.isEmpty()) {
            return;
        }
        List<ReadBack> found = target.compare(chunk.stream().map(Looked::row).toList());
        for (int i = 0; i < chunk.size(); i++) {
            count(chunk.get(i), found.get(i));
        }
        chunk.clear();
    }

    private void count(Looked looked, ReadBack found) {
        Difference before = differences.remove(looked.identity());
        if (before != null) {
            // Of another row with this key.
            left++;
        }
        Kind kind = kind(looked.row(), found);
        if (kind == null) {
            return;
        }
        if (differences.size() < MOST) {
            differences.put(looked.identity(), new Difference(kind, looked.known()));
        } else {
            beyond.merge(kind, 1L, Long::sum);
        }
        List<VerifyReport.Example> some = shown.computeIfAbsent(kind, key -> new ArrayList<>());
        if (some.size() < examples) {
            some.add(new VerifyReport.Example(kind, looked.row(), RecordText.of(found), found.differences()));
        }
    }

    /** Null where the record is as it should be, which is counted. */
    private @Nullable Kind kind(Row row, ReadBack found) {
        if (Lifetime.of(profile.expiry(), row).isOver(now)) {
            // It has no record, or one that the next run withdraws.
            left++;
            return null;
        }
        return switch (Finding.of(row, found, profile.expiry(), now)) {
            case EQUAL -> {
                equal++;
                yield null;
            }
            case STALE -> unlessLeft(profile.existing() == WriteProfile.Existing.SKIP, Kind.STALE);
            case MISSING -> unlessLeft(profile.absent() == WriteProfile.Absent.SKIP, Kind.MISSING);
            case FOREIGN -> unlessLeft(profile.existing() == WriteProfile.Existing.SKIP, Kind.FOREIGN);
            case EXPIRING -> unlessLeft(profile.existing() == WriteProfile.Existing.SKIP, Kind.EXPIRING);
        };
    }

    private @Nullable Kind unlessLeft(boolean leaves, Kind kind) {
        if (leaves) {
            left++;
            return null;
        }
        return kind;
    }

    /** Records that differ, as far as they are remembered. */
    Map<Identity, Difference> differences() {
        return differences;
    }

    /** Differences that are not remembered. */
    long beyond() {
        return beyond.values().stream().mapToLong(Long::longValue).sum();
    }

    long beyond(Kind kind) {
        return beyond.getOrDefault(kind, 0L);
    }

    long count(Kind kind) {
        return differences.values().stream()
                        .filter(difference -> difference.kind() == kind)
                        .count()
                + beyond(kind);
    }

    /** For a second look. */
    void sawAgain(long records) {
        seen = records;
    }

    /** Records that the second look found as they should be. */
    long resolved() {
        return seen - differences.size();
    }

    long equal() {
        return equal;
    }

    long left() {
        return left;
    }

    List<VerifyReport.Example> examples() {
        return shown.values().stream().flatMap(List::stream).toList();
    }
}
