package dev.sluice.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Jedis;

/** A history of rows that say the moment at which their record expires. */
final class MomentHistory extends History<MomentHistory.Line, MomentHistory.Line> {
    private int expired;
    private int withdrawn;

    /**
     * A row, or what was sent of it.
     *
     * @param until null for a record that stays
     */
    record Line(String value, @Nullable Long until) {
        boolean isOver(long now) {
            return until != null && until <= now;
        }
    }

    MomentHistory(Setting setting, Path directory, Server server, long seed) {
        super(setting, directory, server, seed);
    }

    @Override
    void edit() {
        for (int id = 0; id < KEYS; id++) {
            Line line = source.get(id);
            int chance = random.nextInt(10);
            if (line == null && chance < 4) {
                source.put(id, new Line("v" + random.nextInt(1_000), until()));
            } else if (line != null && chance == 0 && source.size() > 2) {
                source.remove(id);
            } else if (line != null && chance < 3) {
                // The expiry alone.
                source.put(id, new Line(line.value(), until()));
            } else if (line != null && chance == 3) {
                source.put(id, new Line("v" + random.nextInt(1_000), line.until()));
            }
        }
        // A guard stops a mirror of nothing.
        source.put(0, new Line("always", null));
        // Its time is over in every other step.
        long now = System.currentTimeMillis();
        Line before = source.getOrDefault(1, new Line("", now - 1));
        source.put(1, new Line("to and fro", before.isOver(now) ? now + 1_000_000 : now - 1_000));
    }

    /** Nothing that runs out while the next run goes on. */
    private @Nullable Long until() {
        long now = System.currentTimeMillis();
        return switch (random.nextInt(4)) {
            case 0 -> null;
            case 1 -> now - 1_000L * (2 + random.nextInt(100));
            case 2 -> now + 1_000L * (5 + random.nextInt(3));
            default -> now + 1_000L * (1_000 + random.nextInt(1_000));
        };
    }

    @Override
    boolean isWritten(Line row, long now) {
        return !row.isOver(now);
    }

    @Override
    boolean isGone(int id, @Nullable Line record, long now) {
        return !unsure.contains(id) && (record == null || record.isOver(now - TOLERANCE));
    }

    @Override
    List<String> options() {
        return List.of("--types", "until=instant", "--set", "ttl_field=until");
    }

    @Override
    String header() {
        return "until";
    }

    @Override
    String line(int id, Line row) {
        return row.value() + "," + (row.until() == null ? "" : Instant.ofEpochMilli(row.until()));
    }

    @Override
    void ran(Jedis jedis, long before, long after) {
        if (isMirror()) {
            unsure.clear();
        }
        Map<Integer, Line> known = new HashMap<>(sent);
        source.forEach((id, line) -> {
            Line record = known.get(id);
            if (!line.isOver(before)) {
                sent.put(id, line);
                unsure.remove(id);
                // It may have left an older record, which the next mirror withdraws.
                if (line.isOver(after)) {
                    unsure.add(id);
                }
            } else {
                expired++;
                if (isMirror() && record != null && !record.isOver(before)) {
                    withdrawn++;
                    sent.remove(id);
                }
            }
        });
        if (isMirror()) {
            sent.keySet().retainAll(source.keySet());
        }
    }

    @Override
    void look(int id, @Nullable Line record, @Nullable String there, long left, long now) {
        if (unsure.contains(id)) {
            return;
        }
        if (record == null || record.isOver(now - TOLERANCE)) {
            assertThat(there).as("%s", what(id, now)).isNull();
        } else if (!record.isOver(now + TOLERANCE)) {
            assertThat(there)
                    .as("%s", what(id, now))
                    .isNotNull()
                    .contains(record.value())
                    .doesNotContain("until");
            if (record.until() == null) {
                assertThat(left).as("%s", what(id, now)).isEqualTo(-1);
            } else {
                assertThat(now + left)
                        .as("%s", what(id, now))
                        .isBetween(record.until() - TOLERANCE, record.until() + TOLERANCE);
            }
        }
    }

    @Override
    void assertThatAllWasSeen() {
        assertThat(expired).as("rows whose time was over in a run: %s", log).isPositive();
        if (isMirror()) {
            assertThat(withdrawn).as("records that were withdrawn: %s", log).isPositive();
        }
    }
}
