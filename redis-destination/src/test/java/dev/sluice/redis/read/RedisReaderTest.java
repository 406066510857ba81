package dev.sluice.redis.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.redis.adapter.hash.HashRowSerializer;
import dev.sluice.redis.adapter.json.JsonRowSerializer;
import dev.sluice.redis.adapter.key.PrefixedKeyBuilder;
import dev.sluice.redis.command.RowExpiry;
import dev.sluice.redis.config.RedisSettings;
import dev.sluice.redis.config.RedisSettings.Format;
import dev.sluice.redis.config.RedisSettings.NullFields;
import dev.sluice.redis.failure.FailureCatalog;
import dev.sluice.redis.port.RowSerializer;
import dev.sluice.redis.run.OpenRuns;
import dev.sluice.redis.write.ListeningContext;
import dev.sluice.redis.write.TestSettings;
import dev.sluice.spi.DestinationException;
import dev.sluice.spi.ErrorCategory;
import dev.sluice.spi.Field;
import dev.sluice.spi.FieldType;
import dev.sluice.spi.ReadBack;
import dev.sluice.spi.ReadBack.Status;
import dev.sluice.spi.Row;
import dev.sluice.spi.RowSchema;
import dev.sluice.spi.RunContext;
import dev.sluice.spi.RunMarker;
import dev.sluice.spi.SyncMode;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RedisReaderTest {
    private static final RowSchema SCHEMA = RowSchema.of(
            new Field("id", FieldType.INTEGER),
            new Field("name", FieldType.TEXT),
            new Field("score", FieldType.DECIMAL));
    private static final Row ADA = Row.of(SCHEMA, 1L, "Ada", null);

    private static final RunContext KEEPS_STATE = new ListeningContext("run2", "1a2b3c4d");

    private final FakeExecutor server = new FakeExecutor();

    @Test
    void aJsonRecordMatchesWhateverItsSpacesAndOrder() {
        server.strings.put("t:1", "{\"id\":1,\"name\":\"Ada\",\"score\":null}");
        assertThat(readJson(ADA))
                .isEqualTo(new ReadBack(
                        Status.MATCHES,
                        List.of(),
                        "t:1 = {\"id\":1,\"name\":\"Ada\",\"score\":null}",
                        Optional.empty()));
        server.strings.put("t:1", "{ \"name\":\"Ada\", \"score\":null, \"id\":1 }");
        assertThat(readJson(ADA).status()).isEqualTo(Status.MATCHES);
    }

    @Test
    void differencesOfAJsonRecordAreNamed() {
        server.strings.put("t:1", "{\"id\":1,\"name\":\"Bob\",\"old\":true}");
        ReadBack answer = readJson(ADA);
        assertThat(answer.status()).isEqualTo(Status.DIFFERS);
        assertThat(answer.differences()).containsExactly("name", "score", "old");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "hello", "[1]", "17", "{\"id\":1} trailing", "{\"id\":"})
    void whatIsNoJsonObjectIsForeign(String text) {
        server.strings.put("t:1", text);
        assertThat(readJson(ADA).status()).isEqualTo(Status.FOREIGN);
    }

    @Test
    void aRecordOfTheOtherFormatIsForeign() {
        server.hashes.put("t:1", List.of("id", "1"));
        assertThat(readJson(ADA).status()).isEqualTo(Status.FOREIGN);
        server.hashes.clear();
        server.strings.put("t:1", "{}");
        assertThat(readHash(new TestSettings().hash(), ADA).status()).isEqualTo(Status.FOREIGN);
    }

    @Test
    void whatIsNotThereIsAbsent() {
        ReadBack absent = new ReadBack(Status.ABSENT, List.of(), "", Optional.empty());
        assertThat(readJson(ADA)).isEqualTo(absent);
        assertThat(readHash(new TestSettings().hash(), ADA)).isEqualTo(absent);
    }

    @Test
    void aRowThatCannotBeWrittenHasNoRecord() {
        RowSchema number = RowSchema.of(new Field("id", FieldType.INTEGER), new Field("x", FieldType.DOUBLE));
        assertThat(readJson(Row.of(SCHEMA, null, "Ada", null)).status()).isEqualTo(Status.ABSENT);
        assertThat(readJson(Row.of(number, 1L, Double.NaN)).status()).isEqualTo(Status.ABSENT);
        assertThat(readHash(new TestSettings().hash(), Row.of(number, 1L, Double.NaN))
                        .status())
                .isEqualTo(Status.ABSENT);
        server.strings.put("t:1", "{}");
        assertThat(readJson(Row.of(number, 1L, Double.NaN)).status()).isEqualTo(Status.DIFFERS);
    }

    @Test
    void aMergedHashMayHaveOtherFields() {
        server.hashes.put("t:1", List.of("name", "Ada", "other", "x", "id", "1"));
        ReadBack answer = readHash(new TestSettings().hash(), ADA);
        assertThat(answer.status()).isEqualTo(Status.MATCHES);
        assertThat(answer.display()).isEqualTo("t:1 = {name: Ada, other: x, id: 1}");
    }

    @Test
    void aReplacedHashMayNot() {
        server.hashes.put("t:1", List.of("name", "Ada", "other", "x", "id", "1"));
        assertThat(readHash(new TestSettings().hash().replace(), ADA).differences())
                .containsExactly("other");
    }

    @Test
    void differencesOfAHashAreNamed() {
        server.hashes.put("t:1", List.of("name", "Bob", "score", "9"));
        assertThat(readHash(new TestSettings().hash(), ADA).differences()).containsExactly("id", "name", "score");
        assertThat(readHash(new TestSettings().hash().nullFields(NullFields.OMIT), ADA)
                        .differences())
                .containsExactly("id", "name");
        assertThat(readHash(new TestSettings().hash().nullFields(NullFields.EMPTY), ADA)
                        .differences())
                .containsExactly("id", "name", "score");
    }

    @Test
    void theExpiryIsTold() {
        server.strings.put("t:1", "{}");
        server.expiries.put("t:1", 1_500L);
        assertThat(readJson(ADA).expiresIn()).contains(Duration.ofMillis(1_500));
    }

    @Test
    void theDisplayIsOneLineThatDoesNothingToATerminal() {
        server.hashes.put("t:1", List.of("id", "1", "name", "a\nb\u001B[31m\u202E", "long", "x".repeat(5_000)));
        String display = readHash(new TestSettings().hash(), ADA).display();
        assertThat(display)
                .startsWith("t:1 = {id: 1, name: a\\nb\\u001b[31m\\u202e, long: x")
                .endsWith("x …");
        assertThat(display).hasSizeLessThan(2_100);
    }

    @Test
    void answersAreInOrderOverAnyNumberOfTrips() {
        RedisSettings settings = new TestSettings().pipelineCommands(3).build();
        List<Row> rows = IntStream.range(0, 5)
                .mapToObj(i -> Row.of(SCHEMA, i == 2 ? null : (Long) (long) i, "Ada", null))
                .toList();
        server.strings.put("t:3", "{\"id\":3,\"name\":\"Ada\",\"score\":null}");
        assertThat(reader(settings).read(rows))
                .extracting(ReadBack::status)
                .containsExactly(Status.ABSENT, Status.ABSENT, Status.ABSENT, Status.MATCHES, Status.ABSENT);
        assertThat(reader(settings).read(List.of())).isEmpty();
    }

    @Test
    void oneLossIsReadAgainAndTwoAreAnError() {
        server.lossesToCome = 1;
        assertThat(readJson(ADA).status()).isEqualTo(Status.ABSENT);
        server.lossesToCome = 2;
        assertThat(catchThrowableOfType(DestinationException.class, () -> readJson(ADA))
                        .detail()
                        .category())
                .isEqualTo(ErrorCategory.CONNECTION);
    }

    @Test
    void aRefusedLogInIsNotTriedAgain() {
        server.refusedLogIn = Optional.of("WRONGPASS invalid username-password pair");
        assertThat(catchThrowableOfType(DestinationException.class, () -> readJson(ADA))
                        .detail()
                        .code())
                .isEqualTo("WRONG_PASSWORD");
        assertThat(server.trips).isEqualTo(1);
    }

    @Test
    void aDeeplyNestedRowIsComparedToo() {
        String deep = "[".repeat(20_000) + "]".repeat(20_000);
        RowSchema schema = RowSchema.of(new Field("id", FieldType.INTEGER), new Field("j", FieldType.JSON));
        server.strings.put("t:1", "{\"id\":1,\"j\":" + deep + "}");

        assertThat(readJson(Row.of(schema, 1L, deep)).status()).isEqualTo(Status.MATCHES);
        assertThat(readJson(Row.of(schema, 1L, "[" + deep + "]")).differences()).contains("j");
        server.strings.put("t:1", "{\"id\":1,\"j\":1}");
        assertThat(readJson(Row.of(schema, 1L, deep)).differences()).contains("j");
        assertThat(readJson(Row.of(schema, 1L, "2")).differences()).containsExactly("j");
    }

    @Test
    void aRefusalIsAnErrorOfTheRun() {
        server.refusal = Optional.of("NOPERM User app has no permissions to run the 'get' command");
        DestinationException refused = catchThrowableOfType(DestinationException.class, () -> readJson(ADA));
        assertThat(refused.detail().category()).isEqualTo(ErrorCategory.PERMISSION);
        assertThat(refused.detail().remedy()).contains("+get");
    }

    @Test
    void aClosedReaderSaysSo() {
        RedisReader reader = reader(new TestSettings().build());
        reader.close();
        reader.close();
        assertThat(server.closed).isTrue();
        assertThat(catchThrowableOfType(DestinationException.class, () -> reader.read(List.of(ADA)))
                        .detail()
                        .category())
                .isEqualTo(ErrorCategory.CLOSED);
    }

    @Test
    void theMarkerIsReadAndStays() {
        server.strings.put("t:~sluice:1a2b3c4d", "run1 complete 7");
        try (RedisReader reader = reader(new TestSettings().build(), KEEPS_STATE)) {
            assertThat(reader.markers()).containsExactly(RunMarker.found("run1", RunMarker.State.COMPLETE, 7));
        }
        assertThat(server.strings).containsEntry("t:~sluice:1a2b3c4d", "run1 complete 7");
    }

    @Test
    void withoutTheRightToReadTheMarkerIsUnreadableAndTheRightIsNamed() {
        server.refusal = Optional.of("NOPERM User u has no permissions to run the 'get' command");
        try (RedisReader reader = reader(new TestSettings().build(), KEEPS_STATE)) {
            assertThat(reader.markers())
                    .singleElement()
                    .satisfies(marker -> assertThat(
                                    ((RunMarker.Unreadable) marker).why().remedy())
                            .contains("+get"));
        }
    }

    @Test
    void noMarkerIsKeptWithoutStateOrWhereItIsOff() {
        assertThat(reader(new TestSettings().build()).markers()).containsExactly(RunMarker.NOT_KEPT);
        assertThat(reader(new TestSettings().withoutMarker().build(), KEEPS_STATE)
                        .markers())
                .containsExactly(RunMarker.NOT_KEPT);
        assertThat(server.trips).isZero();
    }

    private ReadBack readJson(Row row) {
        return reader(new TestSettings().build()).read(List.of(row)).get(0);
    }

    private ReadBack readHash(TestSettings settings, Row row) {
        return reader(settings.build()).read(List.of(row)).get(0);
    }

    private RedisReader reader(RedisSettings settings) {
        return reader(settings, RunContext.of("test"));
    }

    private RedisReader reader(RedisSettings settings, RunContext context) {
        RowSerializer serializer =
                settings.format() == Format.HASH ? new HashRowSerializer(settings) : new JsonRowSerializer(settings);
        return new RedisReader(
                settings,
                SyncMode.MIRROR,
                new PrefixedKeyBuilder(settings, List.of("id")),
                serializer,
                new RowExpiry(settings, SyncMode.MIRROR, true, Clock.systemUTC(), new Random(1)),
                server,
                new FailureCatalog(settings),
                context,
                new OpenRuns());
    }
}
