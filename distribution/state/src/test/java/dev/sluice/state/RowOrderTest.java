package dev.sluice.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.host.hash.Lifetime;
import dev.sluice.host.hash.RowHash;
import dev.sluice.state.file.Workspace;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Row i has the hash (i, i). Whatever the order: each row that is found is unchanged, and each record is found, skipped or after the last. */
class RowOrderTest {
    private static final long NOW = 1_000_000;

    @TempDir
    Path directory = Path.of("");

    private Workspace workspace;

    @BeforeEach
    void open() throws IOException, SQLException {
        workspace = Workspace.open(directory.resolve("work"));
    }

    @AfterEach
    void close() {
        workspace.close();
    }

    /** Records 0 to {@code count}, where a condition on the number {@code i} says which are doubtful. */
    private static String records(long count, String doubtful) {
        return "SELECT i AS position, i::VARCHAR AS identity, i AS hash_high, i AS hash_low, " + doubtful
                + " AS pending, false AS removed, false AS forgotten, 1 AS run, 1 AS checkpoint, 0::BIGINT AS written_at,"
                + " NULL::BIGINT AS expires_at FROM range(" + count + ") t(i)";
    }

    private static RowHash hash(long row) {
        return new RowHash(row, row);
    }

    /** The rows that are found. */
    private List<Long> find(String records, List<Long> rows) throws SQLException {
        return find(records, Optional.empty(), rows);
    }

    private List<Long> find(String records, Optional<String> patch, List<Long> rows) throws SQLException {
        List<Long> found = new ArrayList<>();
        try (RowOrder order = new RowOrder(workspace, records, patch, Lifetime.ENDLESS, NOW)) {
            for (int ordinal = 0; ordinal < rows.size(); ordinal++) {
                if (order.find(ordinal, ordinal + 1L, hash(rows.get(ordinal)))) {
                    found.add(rows.get(ordinal));
                }
            }
            order.end();
            assertThat(order.found()).isEqualTo(found.size());
            long place = order.place();
            String runs = "SELECT position + i AS position, ordinal + i AS ordinal, number + i AS number FROM found,"
                    + " range(length) t(i)";
            assertThat(workspace.number("SELECT count(*) FROM (" + runs + ")")).isEqualTo(found.size());
            assertThat(workspace.number("SELECT count(*) FROM (SELECT position FROM (" + runs
                            + ") UNION SELECT position FROM skipped)"))
                    .as("each record before the place is found or skipped")
                    .isEqualTo(place);
            assertThat(workspace.number("SELECT count(*) FROM skipped")).isEqualTo(place - found.size());
            assertThat(workspace.number("SELECT count(*) FROM (" + runs + ") WHERE number <> ordinal + 1"))
                    .isZero();
            StringBuilder values = new StringBuilder("SELECT count(*) FROM (" + runs + ") JOIN (VALUES (-1, -1)");
            for (int i = 0; i < Math.min(rows.size(), 3_000); i++) {
                values.append(", (").append(i).append(", ").append(rows.get(i)).append(')');
            }
            values.append(") t(o, r) ON o = ordinal WHERE r <> position");
            assertThat(workspace.number(values.toString()))
                    .as("the record of the row")
                    .isZero();
        }
        return found;
    }

    private static List<Long> upTo(long count) {
        return new ArrayList<>(
                java.util.stream.LongStream.range(0, count).boxed().toList());
    }

    @Test
    void everyRowIsFoundInTheOrderOfTheRecords() throws SQLException {
        List<Long> rows = upTo(100_000);
        assertThat(find(records(100_000, "false"), rows)).isEqualTo(rows);
        assertThat(workspace.number("SELECT count(*) FROM found")).as("one run").isEqualTo(1);
    }

    @Test
    void withoutRecordsNothingIsFound() throws SQLException {
        assertThat(find(records(0, "false"), upTo(10))).isEmpty();
    }

    @Test
    void changedNewAndMissingRowsAreNotFoundAndTheOthersAre() throws SQLException {
        List<Long> rows = upTo(20_000);
        rows.set(500, -1L);
        rows.set(501, -2L);
        rows.add(9_000, -3L);
        rows.subList(15_000, 15_050).clear();
        List<Long> expected = new ArrayList<>(rows);
        expected.removeIf(row -> row < 0);
        assertThat(find(records(20_000, "false"), rows)).isEqualTo(expected);
    }

    @Test
    void manyChangedRowsInARowDoNotLoseTheOrder() throws SQLException {
        List<Long> rows = upTo(40_000);
        for (int i = 1_000; i < 6_000; i++) {
            rows.set(i, -1L - i);
        }
        assertThat(find(records(40_000, "false"), rows)).hasSize(35_000);
    }

    @Test
    void aDoubtfulRecordIsNeverFound() throws SQLException {
        List<Long> found = find(records(10_000, "i % 7 = 0"), upTo(10_000));
        assertThat(found).hasSize(10_000 - 1_429).noneMatch(row -> row % 7 == 0);
    }

    @Test
    void aGapBetweenRecordsEndsTheSearch() throws SQLException {
        String gap = "FROM (" + records(10_000, "false") + ") WHERE position <> 5000";
        assertThat(find(gap, upTo(10_000))).allMatch(row -> row < 5_000);
    }

    @Test
    void aShuffledSourceFindsWhatItFindsAndClaimsNothingElse() throws SQLException {
        List<Long> rows = upTo(3_000);
        Collections.shuffle(rows, new Random(7));
        assertThat(new TreeSet<>(find(records(3_000, "false"), rows))).isSubsetOf(rows);
    }

    @Test
    void aRecordOfAPatchCountsInsteadOfTheOneItReplacesAndFollowsTheLastIfItIsNew() throws SQLException {
        String whole = records(40_000, "false").replace("i AS hash_high", "if(i % 7 = 1, -i, i) AS hash_high");
        String patch = records(41_000, "i % 50 = 3") + " WHERE i % 7 = 1 OR i >= 40_000 ORDER BY i DESC";
        List<Long> expected = upTo(41_000);
        expected.removeIf(row -> row % 50 == 3 && (row % 7 == 1 || row >= 40_000));
        assertThat(find(whole, Optional.of(patch), upTo(41_000))).isEqualTo(expected);
    }

    @Test
    void randomEditsOfTheSourceKeepEveryClaimTrue() throws SQLException, IOException {
        long seed = 20_261_126;
        Random random = new Random(seed);
        for (int round = 0; round < 20; round++) {
            close();
            open();
            List<Long> rows = upTo(2_500);
            for (int edit = 0; edit < 1 + random.nextInt(60); edit++) {
                int at = random.nextInt(rows.size());
                switch (random.nextInt(4)) {
                    case 0 -> rows.set(at, -1L);
                    case 1 -> rows.add(at, -1L);
                    case 2 -> rows.remove(at);
                    default -> Collections.swap(rows, at, random.nextInt(rows.size()));
                }
            }
            Optional<String> patch = Optional.of(records(2_600, "i % 50 = 3") + " WHERE i % 11 = 0 OR i >= 2_500")
                    .filter(any -> random.nextBoolean());
            assertThat(find(records(2_500, "i % 50 = 3"), patch, rows))
                    .as("seed %d, round %d", seed, round)
                    .doesNotContain(-1L)
                    .doesNotHaveDuplicates()
                    .noneMatch(row -> row % 50 == 3);
        }
    }

    @Test
    void whereEachRowHasItsOwnExpiryARecordThatIsDueIsNotFound() throws SQLException {
        String records =
                "SELECT i AS position, i::VARCHAR AS identity, i AS hash_high, i AS hash_low, false AS pending,"
                        + " false AS removed, false AS forgotten, 1 AS run, 1 AS checkpoint, " + (NOW - 600)
                        + "::BIGINT AS written_at, "
                        + (NOW + 400) + "::BIGINT AS expires_at FROM range(3) t(i)";
        try (RowOrder order = new RowOrder(workspace, records, Optional.empty(), null, NOW)) {
            long[] lasts = {1_000, 2_000, 1_000_000};
            boolean[] found = new boolean[3];
            IntStream.range(0, 3).forEach(i -> found[i] = look(order, i, new Lifetime(lasts[i], Lifetime.FOREVER)));
            assertThat(found)
                    .as("half of the time is over, or it expires at another moment")
                    .containsOnly(false);
            assertThat(look(order, 3, 2, new Lifetime(Lifetime.FOREVER, NOW + 400)))
                    .isTrue();
            order.end();
        }
        assertThat(Arrays.asList(workspace.number("SELECT count(*) FROM skipped")))
                .containsExactly(2L);
    }

    private static boolean look(RowOrder order, int row, Lifetime lifetime) {
        return look(order, row, row, lifetime);
    }

    private static boolean look(RowOrder order, int ordinal, int row, Lifetime lifetime) {
        try {
            return order.find(ordinal, ordinal + 1L, new RowHash(row, row, 0, ordinal, lifetime));
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
