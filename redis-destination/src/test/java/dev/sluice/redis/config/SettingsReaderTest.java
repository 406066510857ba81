package dev.sluice.redis.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.redis.config.RedisSettings.Format;
import dev.sluice.redis.config.RedisSettings.HashWrite;
import dev.sluice.redis.config.RedisSettings.InsertExisting;
import dev.sluice.redis.config.RedisSettings.NullFields;
import dev.sluice.redis.config.RedisSettings.Protocol;
import dev.sluice.redis.config.RedisSettings.Ttl;
import dev.sluice.spi.DestinationConfig;
import dev.sluice.spi.DestinationException;
import dev.sluice.spi.ErrorCategory;
import dev.sluice.spi.ErrorDetail;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SettingsReaderTest {
    private static final String CANARY = "canary-s3cret";
    private static final String URL = "redis://me:" + CANARY + "@h/2";

    @Test
    void aUrlIsEnoughAndTheRestHasDefaults() {
        assertThat(read(Map.of(), Map.of()))
                .isEqualTo(new RedisSettings(
                        new RedisUrl(
                                false, Optional.of("me"), Optional.of(Secret.of(CANARY)), "h", 6379, OptionalInt.of(2)),
                        new Topology.Standalone(),
                        new Tls(Optional.empty(), Optional.empty(), Optional.empty(), Tls.Verify.FULL),
                        2,
                        "",
                        Format.STRING,
                        new Ttl(Ttl.Kind.UNSET, 0),
                        Optional.empty(),
                        0,
                        HashWrite.MERGE,
                        NullFields.DELETE,
                        InsertExisting.OVERWRITE,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(30),
                        10,
                        500,
                        8 << 20,
                        64 << 20,
                        Protocol.AUTO,
                        0,
                        Duration.ofMinutes(5),
                        Optional.of("~sluice:")));
    }

    @Test
    void everySettingIsRead() {
        RedisSettings settings = read(
                Map.ofEntries(
                        Map.entry("key_prefix", "user:"),
                        Map.entry("data_format", "hash"),
                        Map.entry("ttl_seconds", 60L),
                        Map.entry("ttl_jitter_percent", 5L),
                        Map.entry("hash_write", "replace"),
                        Map.entry("null_fields", "omit"),
                        Map.entry("insert_existing", "skip"),
                        Map.entry("connect_timeout_ms", 1L),
                        Map.entry("command_timeout_ms", 2L),
                        Map.entry("max_connections", 3L),
                        Map.entry("pipeline_commands", 4L),
                        Map.entry("pipeline_bytes", 5000L),
                        Map.entry("max_value_bytes", 6L),
                        Map.entry("protocol", "resp2"),
                        Map.entry("connection_url", "rediss://:" + CANARY + "@h"),
                        Map.entry("topology", "sentinel"),
                        Map.entry("nodes", "i, j:7"),
                        Map.entry("sentinel_master", "m"),
                        Map.entry("sentinel_username", "u"),
                        Map.entry("sentinel_password", CANARY),
                        Map.entry("tls_ca_certificate", "ca.pem"),
                        Map.entry("tls_client_certificate", "me.pem"),
                        Map.entry("tls_client_key", CANARY),
                        Map.entry("tls_verify", "ca"),
                        Map.entry("wait_replicas", 8L),
                        Map.entry("retry_budget_seconds", 9L),
                        Map.entry("marker_key", "mark:")),
                Map.of("database", 7L, "key_field", "id", "ttl_field", "until"));

        assertThat(settings)
                .usingRecursiveComparison()
                .ignoringFields("url")
                .isEqualTo(new RedisSettings(
                        settings.url(),
                        new Topology.Sentinel(
                                "m",
                                List.of(new Endpoint("h", 26379), new Endpoint("i", 26379), new Endpoint("j", 7)),
                                Optional.of("u"),
                                Optional.of(Secret.of(CANARY))),
                        new Tls(
                                Optional.of("ca.pem"),
                                Optional.of("me.pem"),
                                Optional.of(Secret.of(CANARY)),
                                Tls.Verify.CA),
                        7,
                        "user:",
                        Format.HASH,
                        new Ttl(Ttl.Kind.EXPIRES, 60),
                        Optional.of("until"),
                        5,
                        HashWrite.REPLACE,
                        NullFields.OMIT,
                        InsertExisting.SKIP,
                        Optional.of("id"),
                        Optional.empty(),
                        Optional.empty(),
                        Duration.ofMillis(1),
                        Duration.ofMillis(2),
                        3,
                        4,
                        5000,
                        6,
                        Protocol.RESP2,
                        8,
                        Duration.ofSeconds(9),
                        Optional.of("mark:")));
        assertThat(settings.toString()).doesNotContain("canary");
    }

    @Test
    void theNodesOfAClusterBeginWithTheUrlAndAreDistinct() {
        Topology topology = read(
                        Map.of(
                                "connection_url",
                                "redis://h:7000",
                                "topology",
                                "cluster",
                                "nodes",
                                " [::1]:7001 , h2,h:7000\n"),
                        Map.of())
                .topology();
        assertThat(topology)
                .isEqualTo(new Topology.Cluster(
                        List.of(new Endpoint("h", 7000), new Endpoint("::1", 7001), new Endpoint("h2", 6379))));
    }

    @ParameterizedTest
    @ValueSource(strings = {" ", ",", "h:0", "h:65536", "a b c:x", "redis://me:" + CANARY + "@h", "h/1", "::1:7000"})
    void whatIsNoListOfNodesIsAProblemWithoutItsText(String nodes) {
        assertThat(problems(Map.of("connection_url", "redis://h", "topology", "cluster", "nodes", nodes), Map.of()))
                .singleElement()
                .returns(Optional.of("/config/nodes"), ErrorDetail::pointer)
                .satisfies(problem -> assertThat(problem.message()).doesNotContain("canary"));
    }

    @Test
    void everyEntryThatIsNoNodeIsNamed() {
        assertThat(problems(
                        Map.of("connection_url", "redis://h", "topology", "cluster", "nodes", "a, b:x, c:1, d/1, e:0"),
                        Map.of()))
                .singleElement()
                .extracting(ErrorDetail::message)
                .isEqualTo("Of 'nodes', entries 2, 4, 5 are not host:port.");
        assertThat(problems(Map.of("connection_url", "redis://h", "topology", "cluster", "nodes", "a b:x"), Map.of()))
                .singleElement()
                .extracting(ErrorDetail::message)
                .isEqualTo("Of 'nodes', entry 2 is not host:port.");
    }

    static Stream<Arguments> contradictions() {
        Map<String, Object> tls = Map.of("connection_url", "rediss://h");
        Map<String, Object> cluster = Map.of("connection_url", "redis://h", "topology", "cluster");
        Map<String, Object> sentinel = Map.of("topology", "sentinel", "sentinel_master", "m");
        return Stream.of(
                Arguments.of(Map.of("nodes", "h:1"), Map.of(), "nodes"),
                Arguments.of(Map.of("sentinel_master", "m"), Map.of(), "sentinel_master"),
                Arguments.of(Map.of("sentinel_username", "u"), Map.of(), "sentinel_username"),
                Arguments.of(Map.of("sentinel_password", CANARY), Map.of(), "sentinel_password"),
                Arguments.of(with(cluster, "sentinel_master", "m"), Map.of(), "sentinel_master"),
                Arguments.of(Map.of("topology", "cluster"), Map.of(), "connection_url"),
                Arguments.of(cluster, Map.of("database", 1L), "/target/database"),
                Arguments.of(Map.of("topology", "sentinel"), Map.of(), "sentinel_master"),
                Arguments.of(with(sentinel, "sentinel_username", "u"), Map.of(), "sentinel_password"),
                Arguments.of(Map.of("connection_url", "redis://h", "username", "u"), Map.of(), "password"),
                Arguments.of(Map.of("connection_url", "redis://:a@h", "password", CANARY), Map.of(), "password"),
                Arguments.of(Map.of("connection_url", "redis://u:a@h", "password", "a"), Map.of(), "password"),
                Arguments.of(Map.of("connection_url", "redis://:a@h", "username", "u"), Map.of(), "username"),
                Arguments.of(Map.of("tls_ca_certificate", "f"), Map.of(), "tls_ca_certificate"),
                Arguments.of(Map.of("tls_verify", "ca"), Map.of(), "tls_verify"),
                Arguments.of(Map.of("tls_verify", "none"), Map.of(), "tls_verify"),
                Arguments.of(with(tls, "tls_client_certificate", "f"), Map.of(), "tls_client_key"),
                Arguments.of(with(tls, "tls_client_key", CANARY), Map.of(), "tls_client_certificate"));
    }

    @ParameterizedTest
    @MethodSource("contradictions")
    void whatDoesNotGoTogetherIsAProblemThatPointsToIt(
            Map<String, Object> config, Map<String, Object> target, String setting) {
        assertThat(problems(config, target))
                .singleElement()
                .returns(Optional.of(setting.startsWith("/") ? setting : "/config/" + setting), ErrorDetail::pointer)
                .satisfies(problem -> assertThat(problem.toString()).doesNotContain("canary"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a%20b", "a@b:c/d?e#f", " p w ", "%", "${env:PW}", "pä$$wörd\n"})
    void aPasswordOfItsOwnIsTakenAsItIs(String password) {
        RedisUrl url = read(
                        Map.of("connection_url", "rediss://h:7/3", "username", "m e%41", "password", password),
                        Map.of())
                .url();
        assertThat(url.user()).hasValue("m e%41");
        assertThat(url.password()).hasValue(Secret.of(password));
        assertThat(url.endpoint()).isEqualTo(new Endpoint("h", 7));
        assertThat(url.database()).hasValue(3);
    }

    @Test
    void theSameCredentialsTwiceAreNoContradiction() {
        Map<String, Object> twice = Map.of("connection_url", "redis://u:a%20b@h", "username", "u", "password", "a b");
        assertThat(read(twice, Map.of()).url().password()).hasValue(Secret.of("a b"));
    }

    @Test
    void whatDoesGoTogetherIsNone() {
        Map<String, Object> cluster = Map.of("topology", "cluster");
        assertThat(read(cluster, Map.of("database", 0L)).database())
                .as("the target's database stands before the URL's")
                .isZero();
        assertThat(read(Map.of("tls_verify", "full"), Map.of()).tls().verify()).isEqualTo(Tls.Verify.FULL);
    }

    @Test
    void everyContradictionIsReportedAtOnce() {
        assertThat(problems(
                        Map.of(
                                "topology", "cluster",
                                "nodes", "?",
                                "sentinel_master", "m",
                                "tls_ca_certificate", "f",
                                "tls_client_key", "k",
                                "tls_verify", "some",
                                "wait_replicas", -1L),
                        Map.of("database", 3L)))
                .extracting(problem -> problem.pointer().orElseThrow())
                .containsExactlyInAnyOrder(
                        "/config/nodes",
                        "/config/sentinel_master",
                        "/config/tls_ca_certificate",
                        "/config/tls_client_key",
                        "/config/tls_client_certificate",
                        "/config/tls_verify",
                        "/config/wait_replicas",
                        "/target/database");
    }

    @Test
    void zeroSecondsMeanThatKeysNeverExpire() {
        assertThat(read(Map.of("ttl_seconds", 0L), Map.of()).ttl()).isEqualTo(new Ttl(Ttl.Kind.NEVER, 0));
    }

    @Test
    void aWholeNumberWrittenAsADecimalIsOne() {
        assertThat(read(Map.of("ttl_seconds", new BigDecimal("5.0")), Map.of()).ttl())
                .isEqualTo(new Ttl(Ttl.Kind.EXPIRES, 5));
    }

    @Test
    void aFractionIsNoWholeNumber() {
        assertThat(problems(Map.of("ttl_seconds", new BigDecimal("5.5")), Map.of()))
                .singleElement()
                .returns(Optional.of("/config/ttl_seconds"), ErrorDetail::pointer)
                .returns("'ttl_seconds' is not a whole number from 0 to 1000000000.", ErrorDetail::message);
    }

    @Test
    void aNumberGivenAsTextIsToldToLoseItsQuotes() {
        assertThat(problems(Map.of("ttl_seconds", "60"), Map.of("database", "1")))
                .extracting(ErrorDetail::message)
                .containsExactly("'ttl_seconds' is a text, not a number.", "'database' is a text, not a number.");
        assertThat(problems(Map.of("ttl_seconds", "60"), Map.of()))
                .singleElement()
                .extracting(ErrorDetail::remedy)
                .asString()
                .contains("without quotes");
    }

    @Test
    void aChoiceNamesItsChoices() {
        assertThat(problems(Map.of("data_format", "xml"), Map.of()))
                .singleElement()
                .extracting(ErrorDetail::remedy)
                .isEqualTo("Set data_format to one of string, hash, or remove it.");
    }

    @Test
    void whatIsOutOfRangeIsAProblemForEveryNumber() {
        Map<String, Object> tooSmall = Map.of(
                "connect_timeout_ms", 0L,
                "command_timeout_ms", 0L,
                "max_connections", 0L,
                "pipeline_commands", 0L,
                "pipeline_bytes", 1023L,
                "max_value_bytes", 0L,
                "ttl_seconds", -1L,
                "wait_replicas", -1L,
                "retry_budget_seconds", -1L);
        assertThat(problems(tooSmall, Map.of("database", -1L))).hasSize(10);
        Map<String, Object> tooLarge = new TreeMap<>();
        tooSmall.keySet().forEach(name -> tooLarge.put(name, Long.MAX_VALUE));
        assertThat(problems(tooLarge, Map.of("database", 16L))).hasSize(10);
        assertThat(problems(Map.of("pipeline_commands", 501L), Map.of())).hasSize(1);
    }

    @Test
    void anEmptyUrlIsOneProblem() {
        DestinationException thrown = failure(Map.of("connection_url", ""), Map.of());
        assertThat(thrown.problems())
                .singleElement()
                .returns(Optional.of("/config/connection_url"), ErrorDetail::pointer);
        assertThat(thrown.detail().category()).isEqualTo(ErrorCategory.CONFIGURATION);
    }

    @Test
    void aUrlThatIsNoTextIsOneProblem() {
        assertThat(problems(Map.of("connection_url", true), Map.of())).hasSize(1);
    }

    @Test
    void anUnknownSettingSuggestsTheNearest() {
        assertThat(problems(Map.of("ttl", 5L), Map.of("data_base", 1L)))
                .extracting(problem -> problem.pointer().orElseThrow(), ErrorDetail::remedy)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("/config/ttl", "Did you mean 'ttl_seconds'?"),
                        org.assertj.core.groups.Tuple.tuple("/target/data_base", "Did you mean 'database'?"));
    }

    @Test
    void anUnknownSettingLikeNoOtherListsThemAll() {
        assertThat(problems(Map.of("a/b~c", 5L), Map.of()))
                .singleElement()
                .returns(Optional.of("/config/a~1b~0c"), ErrorDetail::pointer)
                .extracting(ErrorDetail::remedy)
                .asString()
                .contains("connection_url", "protocol");
    }

    @Test
    void aValueGivenAsANameIsNotRepeated() {
        DestinationException thrown = failure(Map.of("redis://:" + CANARY + "@h", "x"), Map.of());
        assertThat(thrown.problems()).singleElement().returns(Optional.of("/config"), ErrorDetail::pointer);
        assertThat(thrown + thrown.detail().remedy()).doesNotContain("canary");
    }

    @ParameterizedTest
    @ValueSource(strings = {"key_prefix", "marker_key"})
    void aKeyThatUtf8CannotExpressIsRefused(String setting) {
        assertThat(problems(Map.of(setting, "\ud800"), Map.of()))
                .singleElement()
                .extracting(problem -> problem.pointer().orElseThrow())
                .isEqualTo("/config/" + setting);
    }

    @Test
    void inAClusterAHashTagWouldPutEveryMarkerOnOneNode() {
        assertThat(problems(
                        Map.of("topology", "cluster", "connection_url", "redis://h", "marker_key", "a{b}"), Map.of()))
                .singleElement()
                .extracting(problem -> problem.pointer().orElseThrow())
                .isEqualTo("/config/marker_key");
        for (String text : List.of("a{b", "a{}b}", "a}{b", "{b}")) {
            String topology = text.equals("{b}") ? "standalone" : "cluster";
            assertThat(read(Map.of("topology", topology, "connection_url", "redis://h", "marker_key", text), Map.of())
                            .markerKey())
                    .hasValue(text);
        }
    }

    @Test
    void theMarkerFollowsThePrefixUnlessItHasATextOfItsOwn() {
        assertThat(read(Map.of("key_prefix", "user:"), Map.of()).markerKey()).hasValue("user:~sluice:");
        assertThat(read(Map.of("key_prefix", "user:", "marker_key", "mark-"), Map.of())
                        .markerKey())
                .hasValue("mark-");
        assertThat(read(Map.of("marker_key", "off"), Map.of()).markerKey()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"1E+999999999", "-1E+999999999", "1E-999999999", "9223372036854775808", "-0.5"})
    void aNumberThatNoRangeHoldsIsAProblemAtOnce(String number) {
        assertThat(problems(Map.of("ttl_seconds", new BigDecimal(number)), Map.of()))
                .hasSize(1);
    }

    @Test
    void noProblemHoldsThePasswordWhateverIsWrong() {
        for (String url : List.of(CANARY, "http://" + CANARY, URL + "9", "redis://" + CANARY + "@h", URL + "?x")) {
            DestinationException thrown = failure(Map.of("connection_url", url, "data_format", CANARY), Map.of());
            assertThat(thrown.toString() + thrown.detail().remedy() + thrown.problems())
                    .doesNotContain("canary");
        }
        assertThat(read(Map.of(), Map.of()).toString()).doesNotContain("canary");
    }

    private static RedisSettings read(Map<String, Object> config, Map<String, Object> target) {
        Map<String, Object> complete = new TreeMap<>(config);
        complete.putIfAbsent("connection_url", URL);
        return SettingsReader.read(DestinationConfig.of(complete), DestinationConfig.of(target));
    }

    private static DestinationException failure(Map<String, Object> config, Map<String, Object> target) {
        return catchThrowableOfType(DestinationException.class, () -> read(config, target));
    }

    private static List<ErrorDetail> problems(Map<String, Object> config, Map<String, Object> target) {
        return failure(config, target).problems();
    }

    private static Map<String, Object> with(Map<String, Object> values, String name, Object value) {
        Map<String, Object> more = new TreeMap<>(values);
        more.put(name, value);
        return more;
    }
}
