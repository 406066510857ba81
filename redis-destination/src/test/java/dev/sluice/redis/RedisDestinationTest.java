package dev.sluice.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sluice.redis.config.SettingsSchemas;
import dev.sluice.spi.CheckObserver;
import dev.sluice.spi.CheckRequest;
import dev.sluice.spi.Destination;
import dev.sluice.spi.DestinationConfig;
import dev.sluice.spi.DestinationException;
import dev.sluice.spi.Expiry;
import dev.sluice.spi.Field;
import dev.sluice.spi.FieldType;
import dev.sluice.spi.Row;
import dev.sluice.spi.RowSchema;
import dev.sluice.spi.SyncMode;
import dev.sluice.spi.WriteProfile;
import dev.sluice.spi.WriteProfile.Absent;
import dev.sluice.spi.WriteProfile.Existing;
import dev.sluice.spi.WriteRequest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

final class RedisDestinationTest {
    private static final String URL = "redis://me:canary-s3cret@h:7000/2";
    private static final RowSchema SCHEMA = RowSchema.of(new Field("id", FieldType.TEXT));

    private final Destination destination = new RedisDestination();

    @Test
    void isFoundByTheServiceLoader() {
        assertThat(ServiceLoader.load(Destination.class))
                .singleElement()
                .isInstanceOf(RedisDestination.class)
                .satisfies(found -> assertThat(found.spec()).isEqualTo(destination.spec()));
    }

    @Test
    void settingsAreReadByTheSchemasThatArePublished() {
        assertThat(destination.spec().configSchema()).isSameAs(SettingsSchemas.CONFIG);
        assertThat(destination.spec().targetSchema()).isSameAs(SettingsSchemas.TARGET);
    }

    @Test
    void theProfileSaysHowARunIsDriven() {
        WriteProfile profile = profile(SyncMode.UPSERT, Map.of("connection_url", URL), Map.of(), List.of("a", "b"));

        assertThat(profile.identity()).containsExactly("a", "b");
        assertThat(profile.preferredBatch()).isEqualTo(500);
        assertThat(profile.parallelism()).isEqualTo(10);
        assertThat(profile.expiry()).isEqualTo(Expiry.NONE);
        assertThat(profile.existing()).isEqualTo(Existing.OVERWRITE);
        assertThat(profile.absent()).isEqualTo(Absent.CREATE);
    }

    @Test
    void theKeyFieldIsTheIdentityBeforeThePrimaryKey() {
        assertThat(profile(SyncMode.UPSERT, Map.of("connection_url", URL), Map.of("key_field", "k"), List.of("a"))
                        .identity())
                .containsExactly("k");
    }

    @Test
    void theFieldsOfATemplateAreTheIdentityAndItsTextIsPartOfTheTarget() {
        WriteProfile profile = profile(
                SyncMode.UPSERT, Map.of("connection_url", URL), Map.of("key_template", "u:{b}:{a}"), List.of("a", "b"));
        assertThat(profile.identity()).containsExactly("b", "a");
        assertThat(profile.target()).isEqualTo("redis://h:7000/2 key u:{b}:{a}");
        assertThat(profile(SyncMode.UPSERT, Map.of("connection_url", URL), Map.of("key_template", "{a}"), List.of())
                        .identity())
                .containsExactly("a");
    }

    @Test
    void aFieldOfTheRowIsTheExpiryAndTheSettingsAreForTheOthers() {
        Map<String, Object> target = Map.of("ttl_field", "until", "value_field", "v");
        WriteProfile profile = profile(SyncMode.UPSERT, Map.of("connection_url", URL), target, List.of("id"));
        assertThat(profile.expiry()).isEqualTo(Expiry.inField("until"));
        assertThat(profile.fields()).containsExactly("v", "until");
        assertThat(profile(SyncMode.UPSERT, Map.of("connection_url", URL, "ttl_seconds", 60L), target, List.of("id"))
                        .expiry())
                .isEqualTo(Expiry.inField("until", Duration.ofSeconds(60)));
    }

    @Test
    void aChangedShapeOfValuesOrExpiriesWritesEverythingAgain() {
        Map<String, Object> config = Map.of("connection_url", URL, "ttl_seconds", 60L);
        Map<String, Object> jitter = new TreeMap<>(config);
        jitter.put("ttl_jitter_percent", 10L);
        assertThat(List.of(
                        profile(SyncMode.UPSERT, config, Map.of(), List.of("id"))
                                .rendering(),
                        profile(SyncMode.UPSERT, jitter, Map.of(), List.of("id"))
                                .rendering(),
                        profile(SyncMode.UPSERT, config, Map.of("ttl_field", "x"), List.of("id"))
                                .rendering(),
                        profile(SyncMode.UPSERT, config, Map.of("value_field", "x"), List.of("id"))
                                .rendering()))
                .doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "; key_template={b}; id; /target/key_template",
                "; key_template={id; id; /target/key_template",
                "; key_template={id} key_field=id; id; /target/key_template",
                "data_format=hash; value_field=v; id; /target/value_field",
                "; value_field=v ttl_field=v; id; /target/value_field",
                "; ttl_field=id; id; /target/ttl_field",
                "ttl_jitter_percent=10; ; id; /config/ttl_jitter_percent",
                "ttl_jitter_percent=10 ttl_seconds=0; ; id; /config/ttl_jitter_percent",
                "ttl_jitter_percent=26 ttl_seconds=9; ; id; /config/ttl_jitter_percent"
            })
    void whatHasNoMeaningIsRefused(String config, String target, String key, String pointer) {
        Map<String, Object> settings = settings(config);
        settings.put("connection_url", URL);
        assertThatExceptionOfType(DestinationException.class)
                .isThrownBy(() -> profile(SyncMode.UPSERT, settings, settings(target), List.of(key)))
                .satisfies(e -> assertThat(e.problems())
                        .singleElement()
                        .satisfies(problem -> assertThat(problem.pointer()).hasValue(pointer)));
    }

    private static Map<String, Object> settings(@Nullable String words) {
        Map<String, Object> settings = new TreeMap<>();
        for (String word : words == null ? new String[0] : words.split(" ", -1)) {
            String[] parts = word.split("=", 2);
            settings.put(parts[0], parts[1].matches("\\d+") ? (Object) Long.valueOf(parts[1]) : parts[1]);
        }
        return settings;
    }

    @Test
    void aPreviewShowsTheRecordAndSaysWhyThereIsNone() {
        RowSchema schema = RowSchema.of(
                new Field("id", FieldType.TEXT),
                new Field("n", FieldType.INTEGER),
                new Field("ttl", FieldType.INTEGER));
        Map<String, Object> target = Map.of("key_template", "u:{id}", "ttl_field", "ttl");
        List<Row> rows = List.of(
                Row.of(schema, "a:b", 1L, 60L),
                Row.of(schema, "c", 2L, null),
                Row.of(schema, "d", 3L, 0L),
                Row.of(schema, " ", 4L, 60L));

        assertThat(preview(Map.of("connection_url", URL), target, schema, rows))
                .containsExactly(
                        "u:a%3Ab = {\"id\":\"a:b\",\"n\":1}; expires in 60 s",
                        "u:c = {\"id\":\"c\",\"n\":2}",
                        "skipped: The time is over that ttl_field of the row says. The record is left as it is; a mirror removes one that it wrote.",
                        "rejected: KEY_EMPTY: The key field 'id' is null, missing, empty or blank.");
        assertThat(preview(
                        Map.of("connection_url", URL, "data_format", "hash", "ttl_jitter_percent", 10L),
                        target,
                        schema,
                        rows.subList(0, 1)))
                .containsExactly("u:a%3Ab = {id: a:b, n: 1}; expires in 60 s or earlier");
    }

    private List<String> preview(
            Map<String, Object> config, Map<String, Object> target, RowSchema schema, List<Row> rows) {
        return destination.preview(
                new WriteRequest(
                        DestinationConfig.of(config), DestinationConfig.of(target), SyncMode.UPSERT, schema, List.of()),
                rows);
    }

    @Test
    void theModeAndTheFormatDecideWhatBecomesOfRecords() {
        Map<String, Object> hash = Map.of("connection_url", URL, "data_format", "hash", "ttl_seconds", 60L);
        assertThat(profile(SyncMode.UPDATE, hash, Map.of(), List.of("a")))
                .extracting(WriteProfile::existing, WriteProfile::absent, WriteProfile::expiry)
                .containsExactly(Existing.MERGE, Absent.SKIP, Expiry.after(Duration.ofSeconds(60)));
        Map<String, Object> skip = Map.of("connection_url", URL, "insert_existing", "skip");
        assertThat(profile(SyncMode.INSERT, skip, Map.of(), List.of("a")).existing())
                .isEqualTo(Existing.SKIP);
        assertThat(profile(SyncMode.UPSERT, skip, Map.of(), List.of("a")).existing())
                .isEqualTo(Existing.OVERWRITE);
    }

    @Test
    void theTargetForgetsCredentialsAndKnowsServerDatabaseAndPrefix() {
        String target = target("redis://me:canary-s3cret@h:7000/2", "");
        assertThat(target).isEqualTo(target("redis://you:canary-s3cret-2@H:7000/2", ""));
        assertThat(List.of(target("redis://h:7001/2", ""), target("redis://h:7000/3", ""), target(URL, "p:")))
                .doesNotContain(target)
                .doesNotHaveDuplicates();
        assertThat(target).doesNotContain("canary");
    }

    @Test
    void theTargetOfSeveralServersForgetsTheirOrderAndKnowsEachOfThem() {
        String cluster = several("cluster", "redis://h:1", "I:2, j:3");
        assertThat(cluster)
                .isEqualTo(several("cluster", "rediss://me:canary-s3cret@j:3", "h:1 i:2, h:1"))
                .doesNotContain("canary");
        assertThat(List.of(
                        several("cluster", "redis://h:1", "i:2"),
                        several("sentinel", "redis://h:1", "i:2, j:3"),
                        target("redis://h:1", "")))
                .doesNotContain(cluster)
                .doesNotHaveDuplicates();
    }

    @Test
    void theTargetReadsLikeAnAddress() {
        assertThat(target("rediss://u:secret@Cache.example.com", "user:"))
                .isEqualTo("redis://cache.example.com:6379/0 prefix user:");
        assertThat(target("redis://[::1]:7000/3", "")).isEqualTo("redis://[::1]:7000/3");
        assertThat(several("sentinel", "redis://h:1", "i:2")).isEqualTo("redis-sentinel://h:1,i:2/m/0");
        assertThat(several("cluster", "redis://h:1", "i:2")).isEqualTo("redis-cluster://h:1,i:2/0");
    }

    private String several(String topology, String url, String nodes) {
        Map<String, Object> config = new TreeMap<>(Map.of("connection_url", url, "topology", topology, "nodes", nodes));
        if (topology.equals("sentinel")) {
            config.put("sentinel_master", "m");
        }
        return profile(SyncMode.UPSERT, config, Map.of(), List.of("id")).target();
    }

    @ParameterizedTest
    @EnumSource(names = "AUDIENCE_.*", mode = EnumSource.Mode.MATCH_ALL)
    void anAudienceModeIsRefusedAndTheModesToUseAreNamed(SyncMode mode) {
        assertThatExceptionOfType(DestinationException.class)
                .isThrownBy(() -> profile(mode, Map.of("connection_url", URL), Map.of(), List.of("id")))
                .satisfies(e -> assertThat(e.detail().code()).isEqualTo("MODE_UNSUPPORTED"))
                .satisfies(e -> assertThat(e.detail().remedy()).containsAnyOf("MIRROR", "UPSERT"));
        assertThat(destination.supports(mode)).isFalse();
    }

    @Test
    void allProblemsAreReportedAtOnceWithoutSecrets() {
        Map<String, Object> config = Map.of(
                "connection_url",
                "redis://canary-s3cret@h",
                "data_fromat",
                "hash",
                "ttl_seconds",
                -1L,
                "protocol",
                "x");
        assertThatExceptionOfType(DestinationException.class)
                .isThrownBy(() -> profile(SyncMode.UPSERT, config, Map.of("database", 99L), List.of()))
                .satisfies(e -> assertThat(e.problems())
                        .extracting(problem -> problem.pointer().orElseThrow())
                        .containsExactlyInAnyOrder(
                                "/config/connection_url",
                                "/config/data_fromat",
                                "/config/ttl_seconds",
                                "/config/protocol",
                                "/target/database",
                                "/target/key_field"))
                .satisfies(e -> assertThat(e.detail().remedy()).contains("Did you mean 'data_format'?"))
                .satisfies(e -> assertThat(e.toString()).doesNotContain("canary"));
    }

    @Test
    void aMissingUrlIsAProblemOfItsOwn() {
        assertThatExceptionOfType(DestinationException.class)
                .isThrownBy(() -> profile(SyncMode.UPSERT, Map.of(), Map.of(), List.of("id")))
                .satisfies(e -> assertThat(e.problems())
                        .singleElement()
                        .extracting(problem -> problem.pointer().orElseThrow())
                        .isEqualTo("/config/connection_url"));
    }

    @Test
    void checkingBadSettingsFailsTheFirstStep() {
        assertThat(destination
                        .check(
                                new CheckRequest(
                                        DestinationConfig.EMPTY, Optional.empty(), Set.of(), Duration.ofSeconds(5)),
                                CheckObserver.NONE)
                        .firstFailure())
                .hasValueSatisfying(step -> assertThat(step.name()).isEqualTo("settings"));
    }

    private String target(String url, String prefix) {
        return profile(SyncMode.UPSERT, Map.of("connection_url", url, "key_prefix", prefix), Map.of(), List.of("id"))
                .target();
    }

    private WriteProfile profile(
            SyncMode mode, Map<String, Object> config, Map<String, Object> target, List<String> primaryKey) {
        return destination.profile(
                new WriteRequest(DestinationConfig.of(config), DestinationConfig.of(target), mode, SCHEMA, primaryKey));
    }
}
