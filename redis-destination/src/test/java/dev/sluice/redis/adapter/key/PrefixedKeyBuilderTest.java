package dev.sluice.redis.adapter.key;

import static dev.sluice.redis.adapter.text.OneOfEachType.single;
import static dev.sluice.redis.adapter.text.OneOfEachType.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.redis.adapter.text.OneOfEachType;
import dev.sluice.redis.port.RejectedRow;
import dev.sluice.redis.write.TestSettings;
import dev.sluice.spi.Field;
import dev.sluice.spi.FieldType;
import dev.sluice.spi.Identity;
import dev.sluice.spi.Row;
import dev.sluice.spi.RowSchema;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.junit.jupiter.params.provider.ValueSource;

class PrefixedKeyBuilderTest {
    private static final RowSchema TWO = RowSchema.of(new Field("a", FieldType.TEXT), new Field("b", FieldType.TEXT));

    @ParameterizedTest
    @EnumSource(
            mode = Mode.EXCLUDE,
            names = {"FLOAT", "DOUBLE", "BYTES", "JSON"})
    void everyOtherTypeIsAKeyByItsCanonicalText(FieldType type) throws RejectedRow {
        assertThat(key(List.of(type.name()), OneOfEachType.row())).isEqualTo("p:" + OneOfEachType.TEXTS.get(type));
    }

    @ParameterizedTest
    @EnumSource(names = {"FLOAT", "DOUBLE", "BYTES", "JSON"})
    void floatingPointNestedAndBinaryValuesAreNoKeys(FieldType type) {
        assertThat(rejection(List.of(type.name()), OneOfEachType.row())).isEqualTo("KEY_UNSUPPORTED_TYPE");
    }

    @Test
    void theKeyFieldComesBeforeThePrimaryKey() throws RejectedRow {
        PrefixedKeyBuilder keys = new PrefixedKeyBuilder(
                new TestSettings().prefix("p:").keyField("b").build(), List.of("a"));
        assertThat(utf8(keys.key(Row.of(TWO, "1", "2")))).isEqualTo("p:2");
    }

    @Test
    void aSinglePartIsNotEncoded() throws RejectedRow {
        assertThat(key(List.of("f"), single(FieldType.TEXT, "a:b%c"))).isEqualTo("p:a:b%c");
    }

    @Test
    void aCompositeKeyEncodesItsParts() throws RejectedRow {
        assertThat(key(List.of("b", "a"), Row.of(TWO, "x:y", "50%"))).isEqualTo("p:50%25:x%3Ay");
    }

    @Test
    void decimalsArePlain() throws RejectedRow {
        assertThat(key(List.of("f"), single(FieldType.DECIMAL, new BigDecimal("1E+3"))))
                .isEqualTo("p:1000");
        assertThat(rejection(List.of("f"), single(FieldType.DECIMAL, new BigDecimal("1E+2000000000"))))
                .isEqualTo("VALUE_NOT_REPRESENTABLE");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\t\n"})
    void emptyAndBlankTextIsNoKey(String text) {
        assertThat(rejection(List.of("f"), single(FieldType.TEXT, text))).isEqualTo("KEY_EMPTY");
        assertThat(rejection(List.of("a", "b"), Row.of(TWO, "x", text))).isEqualTo("KEY_EMPTY");
    }

    @Test
    void nullAndMissingFieldsAreNoKey() {
        assertThat(rejection(List.of("b"), Row.of(TWO, "x", null))).isEqualTo("KEY_EMPTY");
        assertThat(rejection(List.of("c"), Row.of(TWO, "x", "y"))).isEqualTo("KEY_EMPTY");
        assertThat(rejection(List.of("a", "c"), Row.of(TWO, "x", "y"))).isEqualTo("KEY_EMPTY");
    }

    @Test
    void halfOfASurrogatePairIsNoKey() {
        assertThat(rejection(List.of("f"), single(FieldType.TEXT, "\uD800"))).isEqualTo("KEY_MALFORMED");
        assertThat(rejection(List.of("a", "b"), Row.of(TWO, "x", "\uDC00"))).isEqualTo("KEY_MALFORMED");
    }

    @Test
    void rowsOfOtherShapesAreFoundTheirKey() throws RejectedRow {
        PrefixedKeyBuilder keys = builder(List.of("id"));
        RowSchema first = RowSchema.of(new Field("id", FieldType.TEXT), new Field("x", FieldType.TEXT));
        RowSchema second = RowSchema.of(new Field("x", FieldType.TEXT), new Field("id", FieldType.INTEGER));
        for (int i = 0; i < 3; i++) {
            assertThat(utf8(keys.key(Row.of(first, "7", "no")))).isEqualTo("p:7");
            assertThat(utf8(keys.key(Row.of(second, "no", 8L)))).isEqualTo("p:8");
        }
    }

    @Test
    void withoutAnyKeyFieldThereIsNoBuilder() {
        assertThatIllegalArgumentException().isThrownBy(() -> builder(List.of()));
    }

    @Test
    void noMessageHoldsTheValue() {
        RejectedRow rejected = catchThrowableOfType(
                RejectedRow.class, () -> builder(List.of("f")).key(single(FieldType.TEXT, "private-value\uD800")));
        assertThat(rejected).hasMessageContaining("'f'").hasMessageNotContaining("private-value");
    }

    @Test
    void keysAreEqualExactlyWhenIdentitiesAre() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        String alphabet = "ab:%253A \u00e9";
        PrefixedKeyBuilder keys = builder(List.of("a", "b"));
        Map<String, Identity> identities = new HashMap<>();
        for (int i = 0; i < 20_000; i++) {
            Row row = Row.of(TWO, text(random, alphabet), text(random, alphabet));
            Optional<Identity> identity = Identity.of(row, List.of("a", "b"));
            Optional<String> key = keyOf(keys, row);
            assertThat(key).as("seed %d", seed).isEqualTo(identity.map(known -> "p:" + known.text()));
            if (key.isPresent()) {
                Identity before = identities.put(key.get(), identity.get());
                assertThat(before == null || before.equals(identity.get()))
                        .as("seed %d", seed)
                        .isTrue();
            }
        }
    }

    @Test
    void aTemplatePutsFieldsBetweenItsTexts() throws RejectedRow {
        PrefixedKeyBuilder keys = template(List.of("user:{", "}:", ":profile"), List.of("a", "b"));
        assertThat(utf8(keys.key(Row.of(TWO, "acme", "42")))).isEqualTo("p:user:{acme}:42:profile");
        assertThat(utf8(keys.key(Row.of(TWO, "a:}b", "50%")))).isEqualTo("p:user:{a%3A%7Db}:50%25:profile");
    }

    @Test
    void lettersAndDigitsOfATemplateStayAsTheyAreInAField() throws RejectedRow {
        assertThat(utf8(template(List.of("user", "-", ""), List.of("a", "b")).key(Row.of(TWO, "user7", "x-y"))))
                .isEqualTo("p:user" + "user7-x%2Dy");
    }

    @Test
    void charactersBeyondAsciiAreEncodedAsTheirBytes() throws RejectedRow {
        assertThat(utf8(template(List.of("", "→", "\ud83d\ude00"), List.of("a", "b"))
                        .key(Row.of(TWO, "é→", "\ud83d\ude00\ud83d\ude01"))))
                .isEqualTo("p:é%E2%86%92→%F0%9F%98%80\ud83d\ude01\ud83d\ude00");
    }

    @Test
    void aTemplateIsRejectedWhereAnyOfItsFieldsIsEmpty() {
        PrefixedKeyBuilder keys = template(List.of("", "-", "-", ""), List.of("a", "b", "c"));
        for (String nothing : Arrays.asList(null, "", " ", "\t")) {
            assertKeyEmpty(keys, Row.of(TWO, nothing, "x"), "a");
            assertKeyEmpty(keys, Row.of(TWO, "x", nothing), "b");
        }
        assertKeyEmpty(keys, Row.of(TWO, "x", "x"), "c");
    }

    private static void assertKeyEmpty(PrefixedKeyBuilder keys, Row row, String field) {
        assertThatExceptionOfType(RejectedRow.class)
                .isThrownBy(() -> keys.key(row))
                .satisfies(e -> {
                    assertThat(e.error().code()).isEqualTo("KEY_EMPTY");
                    assertThat(e.error().message())
                            .isEqualTo("The key field '" + field + "' is null, missing, empty or blank.");
                    assertThat(e.error().remedy())
                            .isEqualTo(
                                    "Give every row a value in '" + field + "', or choose other fields for the key.");
                });
    }

    @Test
    void keysOfATemplateAreEqualExactlyWhenIdentitiesAre() throws RejectedRow {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        List<List<String>> shapes = List.of(
                List.of("", ":", ""),
                List.of("x-", "-", "-x"),
                List.of("{", "}{", "}"),
                List.of("%", "a%/", "%"),
                List.of("2", "5F-F2", "A"),
                List.of("", "é→", "→"));
        for (List<String> literals : shapes) {
            PrefixedKeyBuilder keys = template(literals, List.of("a", "b"));
            Map<String, Row> rows = new HashMap<>();
            for (int i = 0; i < 20_000; i++) {
                String a = "z" + text(random, "a5F2%-:{}/é→");
                String b = "z" + text(random, "a5F2%-:{}/é→");
                Row before = rows.put(utf8(keys.key(Row.of(TWO, a, b))), Row.of(TWO, a, b));
                assertThat(before == null
                                || (before.value(0).equals(a) && before.value(1).equals(b)))
                        .as("seed %d, literals %s, %s and %s", seed, literals, a, b)
                        .isTrue();
            }
        }
    }

    private static PrefixedKeyBuilder template(List<String> literals, List<String> fields) {
        return new PrefixedKeyBuilder(
                new TestSettings().prefix("p:").keyTemplate(literals, fields).build(), List.of());
    }

    private static Optional<String> keyOf(PrefixedKeyBuilder keys, Row row) {
        try {
            return Optional.of(utf8(keys.key(row)));
        } catch (RejectedRow e) {
            return Optional.empty();
        }
    }

    private static String text(Random random, String alphabet) {
        StringBuilder text = new StringBuilder();
        for (int length = random.nextInt(4); length > 0; length--) {
            text.append(alphabet.charAt(random.nextInt(alphabet.length())));
        }
        return text.toString();
    }

    private static String key(List<String> primaryKey, Row row) throws RejectedRow {
        return utf8(builder(primaryKey).key(row));
    }

    private static String rejection(List<String> primaryKey, Row row) {
        return catchThrowableOfType(RejectedRow.class, () -> builder(primaryKey).key(row))
                .error()
                .code();
    }

    private static PrefixedKeyBuilder builder(List<String> primaryKey) {
        return new PrefixedKeyBuilder(new TestSettings().prefix("p:").build(), primaryKey);
    }
}
