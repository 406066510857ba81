package dev.sluice.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
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
        assertThat(fixture.poison()).isEmpty();
    }
}
