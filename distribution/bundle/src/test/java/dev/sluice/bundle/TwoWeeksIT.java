package dev.sluice.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;
import tools.jackson.databind.JsonNode;

/**
 * Two weeks of a table of PostgreSQL that {@code sluice.yaml} mirrors into Redis. After each command all that Redis holds is compared with
 * what it should hold, and the report with what was done.
 */
class TwoWeeksIT {
    @TempDir
    Path directory;

    private Shop shop;

    @BeforeEach
    void open() throws IOException, SQLException {
        shop = new Shop(directory);
    }

    @AfterEach
    void close() throws IOException {
        shop.close();
    }

    @Test
    void redisIsWhatItShouldBeAfterEachDay() throws Exception {
        monday_theFirstMirrorIsPlannedAndRun();
        tuesday_rowsChangeComeAndGo();
        wednesday_rowsAreRejectedMendedAndRetried();
        thursday_theTableIsEmpty();
        friday_manyRowsAreDeleted();
        saturday_aColumnIsRenamed();
        sunday_theMappingChanges();
        monday_theStateIsLost();
        tuesday_redisIsEmptied();
        wednesday_redisMoves();
        thursday_recordsExpireBeforeTheNextRun();
        friday_aRunIsKilled();
        friday_aSecondRunComes();
        saturday_passwordsAreRotated();
        sunday_somebodyEditsRecords();
        sunday_nothingIsLeftBehind();
    }

    private void monday_theFirstMirrorIsPlannedAndRun() throws Exception {
        JsonNode plan = shop.run(10, "plan", "profiles", "--detailed-exitcode");
        Reports.assertPlan(plan, "400 read, 400 added, 0 changed, 0 renewed, 0 unchanged, 0 rejected, 0 removed");
        assertThat(plan.path("guards")).isEmpty();
        shop.assertRedisIs(Map.of());
        assertThat(shop.markers()).isEmpty();

        shop.sync("400 read, 400 added, 0 changed, 0 renewed, 0 unchanged, 0 rejected, 0 removed");
        shop.sync("400 read, 0 added, 0 changed, 0 renewed, 400 unchanged, 0 rejected, 0 removed");
    }

    private void tuesday_rowsChangeComeAndGo() throws Exception {
        shop.execute(
                "update profiles set plan = 'changed' where user_id <= 20",
                "update profiles set note = null where user_id = 21",
                "delete from profiles where user_id > 395",
                "insert into profiles values (401, 'Ü, \"new\"', 'free', -0.50, '2026-02-03 04:05:06.789+02', '')");
        String counts = "396 read, 1 added, 21 changed, 0 renewed, 374 unchanged, 0 rejected, 5 removed";
        Reports.assertPlan(shop.run(0, "plan", "profiles"), counts);
        shop.sync(counts);
    }

    private void wednesday_rowsAreRejectedMendedAndRetried() throws Exception {
        Map<String, String> before = shop.table();
        shop.execute(
                "update profiles set credit = 'NaN', plan = 'rejected' where user_id = 10",
                "insert into profiles values (402, 'without a number', 'free', 'NaN', '2026-02-03 04:05:06+00', null)",
                "update profiles set plan = 'pro' where user_id = 11",
                "delete from profiles where user_id = 395");
        JsonNode rejected = shop.run(4, "sync", "profiles");
        shop.assertRun(rejected, "396 read, 0 added, 1 changed, 0 renewed, 393 unchanged, 2 rejected, 1 removed");
        assertThat(rejected.path("errors").path(0).path("code").asString()).isEqualTo("ROW_VALUE_TYPE");
        assertThat(rejected.path("errors").path(0).path("message").asString()).contains("credit");
        Path letters = Path.of(rejected.path("deadLetters").asString());
        assertThat(Files.readAllLines(letters)).hasSize(2);
        Map<String, String> expected = shop.table();
        expected.put("user:10", before.get("user:10"));
        expected.remove("user:402");
        shop.assertRedisIs(expected);

        shop.execute("update profiles set credit = 7.5 where user_id = 10");
        JsonNode half = shop.run(4, "retry", "profiles");
        shop.assertRun(half, "2 read, 0 added, 1 changed, 0 renewed, 0 unchanged, 1 rejected, 0 removed");
        assertThat(half.path("settledDeadLetters").asInt())
                .as("one was written, and another has a newer letter")
                .isEqualTo(2);
        assertThat(Path.of(half.path("deadLetters").asString())).content().contains("\"attempts\":2", "\"402\"");
        expected.put("user:10", shop.table().get("user:10"));
        shop.assertRedisIs(expected);

        shop.execute("update profiles set credit = 0 where user_id = 402");
        JsonNode mended = shop.run(0, "retry", "profiles");
        shop.assertRun(mended, "1 read, 1 added, 0 changed, 0 renewed, 0 unchanged, 0 rejected, 0 removed");
        assertThat(shop.files()).noneMatch(name -> name.endsWith(".ndjson"));
        shop.assertRedisIs(shop.table());
        shop.sync("396 read, 0 added, 0 changed, 0 renewed, 396 unchanged, 0 rejected, 0 removed");
    }

    private void thursday_theTableIsEmpty() throws Exception {
        Map<String, String> before = shop.table();
        shop.execute("create table kept as table profiles", "truncate profiles");
        assertThat(shop.run(0, "plan", "profiles").path("guards").toString()).contains("SOURCE_EMPTY");
        shop.assertFails(5, "SOURCE_EMPTY", "sync", "profiles");
        shop.assertRedisIs(before);
        shop.execute("insert into profiles table kept", "drop table kept");
        shop.sync("396 read, 0 added, 0 changed, 0 renewed, 396 unchanged, 0 rejected, 0 removed");
    }

    private void friday_manyRowsAreDeleted() throws Exception {
        Map<String, String> before = shop.table();
        shop.execute("delete from profiles where user_id between 101 and 159");
        JsonNode plan = shop.run(0, "plan", "profiles");
        Reports.assertPlan(plan, "337 read, 0 added, 0 changed, 0 renewed, 337 unchanged, 0 rejected, 59 removed");
        assertThat(plan.path("guards").toString()).contains("TOO_MANY_REMOVALS", "59 of 396");
        JsonNode error = shop.assertFails(5, "TOO_MANY_REMOVALS", "sync", "profiles");
        assertThat(error.path("remedy").asString()).contains("--max-delete-percent 15");
        shop.assertRedisIs(before);

        JsonNode allowed = shop.run(0, "sync", "profiles", "--max-delete-percent", "15");
        shop.assertRun(allowed, "337 read, 0 added, 0 changed, 0 renewed, 337 unchanged, 0 rejected, 59 removed");
        shop.assertRedisIs(shop.table());
    }

    private void saturday_aColumnIsRenamed() throws Exception {
        Map<String, String> before = shop.table();
        shop.execute("alter table profiles rename column name to full_name");
        JsonNode error = shop.assertFails(5, "COLUMN_MISSING", "sync", "profiles");
        assertThat(error.path("message").asString()).contains("'name'");
        shop.assertRedisIs(before);

        shop.map("full_name: display_name");
        JsonNode renamed = shop.run(0, "sync", "profiles");
        shop.assertRun(renamed, "337 read, 0 added, 0 changed, 337 renewed, 0 unchanged, 0 rejected, 0 removed");
        assertThat(renamed.path("warnings").toString()).contains("mapping");
        shop.assertRedisIs(before);
    }

    private void sunday_theMappingChanges() throws Exception {
        shop.map("full_name: display_name, plan: null");
        JsonNode plan = shop.run(0, "plan", "profiles");
        Reports.assertPlan(plan, "337 read, 0 added, 337 changed, 0 renewed, 0 unchanged, 0 rejected, 0 removed");
        JsonNode mapped = shop.run(0, "sync", "profiles");
        shop.assertRun(mapped, "337 read, 0 added, 337 changed, 0 renewed, 0 unchanged, 0 rejected, 0 removed");
        Map<String, String> table = shop.table();
        assertThat(table.get("user:1")).doesNotContain("plan=");
        shop.assertRedisIs(table);
        shop.sync("337 read, 0 added, 0 changed, 0 renewed, 337 unchanged, 0 rejected, 0 removed");
    }

    private void monday_theStateIsLost() throws Exception {
        Path state = directory.resolve(".sluice/state/profiles");
        Path snapshot = shop.snapshot();
        Files.delete(snapshot);
        JsonNode error = shop.assertFails(3, "STATE_UNREADABLE", "sync", "profiles");
        assertThat(error.toString()).contains(snapshot.toString(), "sluice state reset profiles");
        shop.assertRedisIs(shop.table());

        shop.orphan(1);
        shop.execute("delete from profiles where user_id = 1");
        shop.deleteFolder(state);
        JsonNode lost = shop.run(0, "sync", "profiles");
        shop.assertRun(lost, "336 read, 336 added, 0 changed, 0 renewed, 0 unchanged, 0 rejected, 0 removed");
        assertThat(lost.path("warnings").toString()).contains("the state is new", "stay");
        shop.assertRedisIs(shop.table());
        shop.sync("336 read, 0 added, 0 changed, 0 renewed, 336 unchanged, 0 rejected, 0 removed");
    }

    private void tuesday_redisIsEmptied() throws Exception {
        shop.empty();
        shop.execute("delete from profiles where user_id = 2");
        JsonNode plan = shop.run(0, "plan", "profiles");
        Reports.assertPlan(plan, "335 read, 335 added, 0 changed, 0 renewed, 0 unchanged, 0 rejected, 0 removed");
        JsonNode again = shop.run(0, "sync", "profiles");
        shop.assertRun(again, "335 read, 335 added, 0 changed, 0 renewed, 0 unchanged, 0 rejected, 0 removed");
        assertThat(again.path("warnings").toString()).contains("emptied");
        shop.assertRedisIs(shop.table());
        shop.sync("335 read, 0 added, 0 changed, 0 renewed, 335 unchanged, 0 rejected, 0 removed");
    }

    private void wednesday_redisMoves() throws Exception {
        shop.move();
        shop.execute("update profiles set note = 'moved' where user_id = 3", "delete from profiles where user_id = 4");
        JsonNode error = shop.assertFails(5, "STATE_OTHER_TARGET", "sync", "profiles");
        assertThat(error.path("remedy").asString()).contains("sluice state move profiles");
        shop.run(0, "state", "move", "profiles");
        shop.sync("334 read, 0 added, 1 changed, 0 renewed, 333 unchanged, 0 rejected, 1 removed");
    }

    private void thursday_recordsExpireBeforeTheNextRun() throws Exception {
        shop.expire(6);
        JsonNode first = shop.run(0, "sync", "profiles");
        shop.assertRun(first, "334 read, 0 added, 0 changed, 334 renewed, 0 unchanged, 0 rejected, 0 removed");
        shop.assertRedisIs(shop.table(), 334);
        await().atMost(Duration.ofSeconds(20)).until(() -> shop.isGone("user:5"));
        shop.execute("delete from profiles where user_id = 6");
        JsonNode late = shop.run(0, "sync", "profiles");
        shop.assertRun(late, "333 read, 333 added, 0 changed, 0 renewed, 0 unchanged, 0 rejected, 0 removed");
        assertThat(late.path("warnings").toString()).contains("Records expire 6 s after they are written");
        shop.assertRedisIs(shop.table(), 333);

        shop.expire(0);
        JsonNode lasting = shop.run(0, "sync", "profiles");
        shop.assertRun(lasting, "333 read, 0 added, 0 changed, 333 renewed, 0 unchanged, 0 rejected, 0 removed");
        shop.assertRedisIs(shop.table());
    }

    private void friday_aRunIsKilled() throws Exception {
        shop.execute("update profiles set note = 'before the kill'", "delete from profiles where user_id in (7, 8, 9)");
        Sluice.Running running = shop.start("sync", "profiles", "--max-rows-per-second", "100");
        await().atMost(Duration.ofSeconds(30)).until(() -> shop.withNote("before the kill") > 50);
        assertThat(running.process().destroyForcibly().waitFor()).isEqualTo(137);
        assertThat(shop.withNote("before the kill")).isLessThan(330);
        shop.execute("update profiles set note = 'after the kill' where user_id > 300");

        JsonNode next = shop.run(0, "sync", "profiles");
        assertThat(next.path("rows").path("read").asInt()).isEqualTo(330);
        assertThat(next.path("rows").path("written").asInt()).isGreaterThan(100);
        shop.assertRedisIs(shop.table());
        shop.sync("330 read, 0 added, 0 changed, 0 renewed, 330 unchanged, 0 rejected, 0 removed");
    }

    private void friday_aSecondRunComes() throws Exception {
        shop.execute("update profiles set note = 'slowly'");
        // Long enough for the second one to start on a busy machine.
        Sluice.Running first = shop.start("sync", "profiles", "--max-rows-per-second", "25", "-o", "json");
        await().atMost(Duration.ofSeconds(30)).until(() -> shop.withNote("slowly") > 20);
        JsonNode error = shop.assertFails(7, "STATE_IN_USE", "sync", "profiles");
        assertThat(error.path("message").asString())
                .contains(Long.toString(first.process().pid()));
        Sluice.Running waiting = shop.start("sync", "profiles", "--wait", "1m", "-o", "json");
        Sluice.Ended ended = first.await();
        assertThat(ended.exit()).as(ended.err()).isZero();
        String all = "330 read, 0 added, 330 changed, 0 renewed, 0 unchanged, 0 rejected, 0 removed";
        shop.assertRun(ended.json().path("result"), all);
        Sluice.Ended second = waiting.await();
        assertThat(second.exit()).as(second.err()).isZero();
        shop.assertRun(
                second.json().path("result"),
                "330 read, 0 added, 0 changed, 0 renewed, 330 unchanged, 0 rejected, 0 removed");
        shop.assertRedisIs(shop.table());
    }

    private void saturday_passwordsAreRotated() throws Exception {
        Map<String, String> before = shop.table();
        shop.execute("update profiles set note = 'rotated' where user_id < 20");
        shop.rotateDatabase();
        shop.assertFails(3, "SOURCE_DATABASE_LOGIN", "sync", "profiles");
        shop.tellDatabase();
        shop.rotateRedis();
        shop.assertFails(3, "WRONG_PASSWORD", "sync", "profiles");
        shop.assertRedisIs(before);
        shop.tellRedis();
        shop.sync("330 read, 0 added, 12 changed, 0 renewed, 318 unchanged, 0 rejected, 0 removed");
    }

    private void sunday_somebodyEditsRecords() throws Exception {
        try (Jedis jedis = shop.redis()) {
            jedis.hset("user:10", "display_name", "edited");
            jedis.hset("user:11", "more", "added");
            jedis.del("user:12");
            jedis.del("user:13");
            jedis.lpush("user:13", "of another application");
            jedis.expire("user:14", 1_000);
            jedis.hset("user:9999", "plan", "of another application");
        }
        Map<String, String> edited = shop.contents().records();
        JsonNode found = shop.run(6, "verify", "profiles", "--all");
        Reports.assertVerified(found, "330 looked, 325 equal, 2 stale, 1 missing, 1 foreign, 1 expiring");
        assertThat(shop.contents().records()).isEqualTo(edited);

        JsonNode repaired = shop.run(6, "verify", "profiles", "--all", "--repair");
        Reports.assertVerified(repaired, "330 looked, 325 equal, 2 stale, 1 missing, 1 foreign, 1 expiring");
        assertThat(repaired.path("repair").path("rows").path("written").asInt()).isEqualTo(4);
        assertThat(repaired.path("stay").asInt()).isEqualTo(1);
        Map<String, String> expected = shop.table();
        expected.put("user:13", "list [of another application]");
        expected.put("user:9999", "hash {plan=of another application}");
        shop.assertRedisIs(expected);

        JsonNode refused = shop.run(4, "sync", "profiles");
        shop.assertRun(refused, "330 read, 0 added, 0 changed, 0 renewed, 329 unchanged, 1 rejected, 0 removed");
        assertThat(refused.path("errors").path(0).path("code").asString()).isEqualTo("WRONGTYPE");
        shop.assertRedisIs(expected);

        try (Jedis jedis = shop.redis()) {
            jedis.del("user:13", "user:9999");
        }
        JsonNode retried = shop.run(0, "retry", "profiles");
        shop.assertRun(retried, "1 read, 0 added, 1 changed, 0 renewed, 0 unchanged, 0 rejected, 0 removed");
        shop.assertRedisIs(shop.table());
    }

    private void sunday_nothingIsLeftBehind() throws Exception {
        shop.sync("330 read, 0 added, 0 changed, 0 renewed, 330 unchanged, 0 rejected, 0 removed");
        assertThat(shop.run(0, "plan", "profiles", "--detailed-exitcode")
                        .path("changes")
                        .asBoolean())
                .isFalse();
        Reports.assertVerified(
                shop.run(0, "verify", "profiles", "--all"),
                "330 looked, 330 equal, 0 stale, 0 missing, 0 foreign, 0 expiring");
        Set<String> state = new HashSet<>(shop.snapshots());
        state.addAll(Set.of("lock", "state.json"));
        assertThat(shop.files())
                .as("no dead letter, no spool, nothing of the run that was killed")
                .isEqualTo(state);
    }
}
