package dev.sluice.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.spi.Field;
import dev.sluice.spi.FieldType;
import dev.sluice.spi.Row;
import dev.sluice.spi.RowSchema;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class SimpleFixtureTest {
    @Test
    void theFieldsOfAJsonObjectAreTheTextsThatStandThere() {
        assertThat(
                        SimpleFixture.fieldsOfJson(
                                "{\"a\": \"x\\u00e9\\n\", \"b\":-0.0, \"c\":1.50, \"d\":{\"e\":[1,null]}, \"f\":null, \"g\":\"null\"}"))
                .isEqualTo(Map.of("a", "xé\n", "b", "-0.0", "c", "1.50", "d", "{\"e\":[1,null]}", "g", "null"));
        assertThat(SimpleFixture.fieldsOfJson(" { } ")).isEmpty();
        assertThatThrownBy(() -> SimpleFixture.fieldsOfJson("[1]")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void whatIsWrittenAsJsonIsReadBack() {
        Map<String, String> fields = Map.of("a\"\\", "line\r\n\ttab \u0001 \uD83D\uDE00", "b", "");
        assertThat(SimpleFixture.fieldsOfJson(SimpleFixture.jsonOfFields(fields)))
                .isEqualTo(fields);
    }

    @Test
    void everySpaceHasItsSettingsAndBrokenOnesGoOverThem() {
        AtomicReference<String> space = new AtomicReference<>("");
        ConformanceFixture fixture = SimpleFixture.of("any")
                .config(name -> Map.of("at", name, "size", 1L))
                .refused("nowhere", Map.of("at", "nowhere"), "GONE")
                .read(name -> {
                    space.set(name);
                    return Map.of();
                });
        fixture.isolate();
        Object first = fixture.config().values().get("at");
        fixture.isolate();
        assertThat(fixture.config().values()).containsEntry("size", 1L).doesNotContainEntry("at", first);
        fixture.readAll();
        assertThat(fixture.config().values()).containsEntry("at", space.get());
        assertThat(fixture.brokenSettings()).singleElement().satisfies(broken -> {
            assertThat(broken.config().values()).isEqualTo(Map.of("at", "nowhere", "size", 1L));
            assertThat(broken.invalid()).isFalse();
        });
        assertThat(fixture.refusedBy(Refuser.TARGET)).isEmpty();
    }

    @Test
    void aTypedTargetIsSeededWithTypesAndKeyNames() {
        RowSchema schema = RowSchema.of(new Field("a", FieldType.UUID), new Field("n", FieldType.DECIMAL));
        Row row = Row.of(schema, new UUID(1, 2), new BigDecimal("1.50"));
        List<Object> seen = new ArrayList<>();
        SimpleFixture.of("any")
                .seedRows((space, key, seeded) -> seen.addAll(List.of(key, seeded)))
                .seed(List.of("a"), List.of(row));
        assertThat(seen).containsExactly(List.of("a"), row);
    }

    @Test
    void aRefusedRowHasTheTypesOfItsValues() {
        ConformanceFixture fixture = SimpleFixture.of("any")
                .refusedRow(Refuser.DESTINATION, space -> Map.of("id", 5L, "when", LocalDate.EPOCH))
                .refusedRow(Refuser.TARGET, space -> Map.of("id", new StringBuilder("5")));
        assertThat(fixture.refusedBy(Refuser.DESTINATION).orElseThrow().row().schema())
                .isEqualTo(RowSchema.of(new Field("id", FieldType.INTEGER), new Field("when", FieldType.DATE)));
        assertThatThrownBy(() -> fixture.refusedBy(Refuser.TARGET)).hasMessageContaining("StringBuilder");
    }
}
