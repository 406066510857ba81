package dev.sluice.redis.rights;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.redis.config.RedisSettings;
import dev.sluice.redis.config.RedisSettings.NullFields;
import dev.sluice.redis.rights.ProbePlan.Trial;
import dev.sluice.redis.write.TestSettings;
import dev.sluice.spi.SyncMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class RequiredRightsTest {
    private static final List<SyncMode> MODES =
            List.of(SyncMode.UPSERT, SyncMode.INSERT, SyncMode.UPDATE, SyncMode.MIRROR);

    @Test
    void plainSyncsNeedTheSmallestUserAndNoMore() {
        for (SyncMode mode : List.of(SyncMode.UPSERT, SyncMode.INSERT, SyncMode.MIRROR)) {
            assertThat(needed(new TestSettings(), mode)).isSubsetOf("SET", "DEL");
            assertThat(needed(
                            new TestSettings()
                                    .hash()
                                    .nullFields(NullFields.OMIT)
                                    .expires(60),
                            mode))
                    .isSubsetOf("HSET", "DEL", "EXPIRE");
        }
    }

    @Test
    void eachSettingAddsItsRights() {
        assertThat(needed(new TestSettings(), SyncMode.MIRROR)).containsExactly("DEL", "SET");
        assertThat(needed(new TestSettings().database(1).waitReplicas(1), SyncMode.UPSERT))
                .containsExactly("SELECT", "SET", "WAIT");
        assertThat(needed(merge(), SyncMode.UPSERT)).containsExactly("HSET");
        assertThat(needed(merge().expires(60), SyncMode.UPSERT)).containsExactly("EXPIRE", "HSET");
        assertThat(needed(merge().neverExpires(), SyncMode.UPSERT)).containsExactly("HSET", "PERSIST");
        assertThat(needed(merge().nullFields(NullFields.DELETE), SyncMode.UPSERT))
                .containsExactly("HDEL", "HSET");
        assertThat(needed(merge(), SyncMode.UPDATE)).containsExactly("EVAL", "EVALSHA", "EXISTS", "HSET");
        assertThat(needed(merge(), SyncMode.INSERT)).containsExactly("HSET");
        assertThat(needed(merge(), SyncMode.MIRROR)).containsExactly("DEL", "HSET");
        assertThat(needed(merge().skipExisting(), SyncMode.INSERT))
                .containsExactly("EVAL", "EVALSHA", "EXISTS", "HSET");
        assertThat(needed(merge().replace(), SyncMode.UPSERT))
                .containsExactly("EVAL", "EVALSHA", "HDEL", "HKEYS", "HSET");
    }

    @Test
    void aNullNeedsHdelOnlyForItsRow() {
        assertThat(needOf("HDEL", merge().nullFields(NullFields.DELETE), Set.of(SyncMode.UPSERT)))
                .isEqualTo(Need.SOME);
        assertThat(needOf("HDEL", merge().nullFields(NullFields.DELETE).replace(), Set.of(SyncMode.UPSERT)))
                .isEqualTo(Need.ALL);
    }

    @Test
    void withoutModesOnlyUpsertCountsWholly() {
        assertThat(needOf("SET", new TestSettings(), Set.of())).isEqualTo(Need.ALL);
        assertThat(needOf("DEL", new TestSettings(), Set.of())).isEqualTo(Need.SOME);
        assertThat(needOf("EXISTS", merge(), Set.of())).isEqualTo(Need.SOME);
        assertThat(needOf("HSET", merge(), Set.of(SyncMode.AUDIENCE_MIRROR))).isEqualTo(Need.NONE);
    }

    /** A row of the table that can be tried is tried by runs and by checks, whatever it is. */
    @Test
    void everyRightOfTheTableIsTriedWhenItIsNeeded() {
        for (TestSettings settings : List.of(
                new TestSettings().waitReplicas(1),
                merge().expires(1),
                merge().nullFields(NullFields.DELETE).neverExpires(),
                merge().replace().skipExisting())) {
            for (SyncMode mode : MODES) {
                RedisSettings built = settings.build();
                Set<String> expected = RequiredRights.of(built, Set.of(mode)).keySet().stream()
                        .filter(right -> right.trial().isPresent())
                        .map(Right::command)
                        .collect(Collectors.toCollection(TreeSet::new));
                Set<String> missed = RequiredRights.of(built, Set.of(mode)).entrySet().stream()
                        .filter(right -> right.getValue() != Need.OPTIONAL)
                        .map(right -> right.getKey().command())
                        .collect(Collectors.toCollection(TreeSet::new));
                missed.retainAll(expected);
                assertThat(tried(ProbePlan.ofCheck(built, Set.of(mode)))).containsAll(missed);
                expected.remove("WAIT");
                assertThat(tried(ProbePlan.ofRun(built, mode))).containsAll(expected);
            }
        }
    }

    @Test
    void theKeyOfAProbeNeverStays() {
        for (SyncMode mode : MODES) {
            for (TestSettings settings : List.of(new TestSettings(), merge(), merge().replace())) {
                RedisSettings built = settings.build();
                assertThat(calls(ProbePlan.ofRun(built, mode).first()))
                        .filteredOn(call -> call.startsWith("SET "))
                        .allMatch(call -> call.endsWith(" XX"));
                for (ProbePlan plan : List.of(ProbePlan.ofRun(built, mode), ProbePlan.ofCheck(built, Set.of(mode)))) {
                    assertThat(calls(plan.first())).noneMatch(call -> call.startsWith("HSET "));
                    assertThat(plan.second(Set.of("EXPIRE", "DEL"))).isEmpty();
                    List<String> second = plan.second(Set.of("DEL")).stream()
                            .map(Trial::command)
                            .toList();
                    assertThat(second).isIn(List.of(), List.of("HSET", "EXPIRE"));
                }
            }
        }
    }

    private static TestSettings merge() {
        return new TestSettings().hash().nullFields(NullFields.OMIT);
    }

    /** The commands without which some row is not written. */
    private static Set<String> needed(TestSettings settings, SyncMode mode) {
        Set<String> commands = new TreeSet<>();
        RequiredRights.of(settings.build(), Set.of(mode)).forEach((right, need) -> {
            if (need == Need.SOME || need == Need.ALL) {
                commands.add(right.command());
            }
        });
        return commands;
    }

    private static Need needOf(String command, TestSettings settings, Set<SyncMode> modes) {
        return RequiredRights.of(settings.build(), modes).entrySet().stream()
                .filter(entry -> entry.getKey().command().equals(command))
                .map(Map.Entry::getValue)
                .reduce(Need.NONE, Need::or);
    }

    private static Set<String> tried(ProbePlan plan) {
        return Stream.concat(plan.first().stream(), plan.write().stream())
                .map(Trial::command)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static List<String> calls(List<Trial> trials) {
        List<String> calls = new ArrayList<>();
        for (Trial trial : trials) {
            calls.add(trial.call().arguments().stream()
                    .map(word -> new String(word, UTF_8))
                    .collect(Collectors.joining(" ")));
        }
        return calls;
    }
}
