package dev.sluice.redis.marker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.redis.port.KeyBuilder;
import dev.sluice.redis.port.RejectedRow;
import dev.sluice.redis.write.ListeningContext;
import dev.sluice.redis.write.TestSettings;
import dev.sluice.spi.Field;
import dev.sluice.spi.FieldType;
import dev.sluice.spi.Row;
import dev.sluice.spi.RowSchema;
import dev.sluice.spi.RunContext;
import dev.sluice.spi.RunHandle;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class MarkerKeysTest {
    private static final RowSchema SCHEMA = RowSchema.of(new Field("k", FieldType.TEXT));

    @Test
    void theIdOfTheSyncEndsTheKeyAndWithoutItThereIsNone() {
        assertThat(MarkerKeys.beginning(new TestSettings().build(), new ListeningContext("run", "1a2b3c4d")))
                .hasValue("t:~sluice:1a2b3c4d");
        assertThat(MarkerKeys.beginning(new TestSettings().build(), RunContext.of("run")))
                .isEmpty();
    }

    @Test
    void writersInOtherProcessesFindThemInTheHandle() {
        for (List<String> suffixes : List.of(List.of(""), List.of(":1", ":2"))) {
            MarkerKeys keys = new MarkerKeys("p~sluice:x", suffixes);
            assertThat(MarkerKeys.of(RunHandle.of("run", keys.values()))).hasValue(keys);
        }
        assertThat(MarkerKeys.of(RunHandle.of("run"))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"m:1", "m:2"})
    void aRowWithSuchAKeyIsRejected(String key) {
        RejectedRow rejected = catchThrowableOfType(RejectedRow.class, () -> key(key));
        assertThat(rejected.error().code()).isEqualTo("KEY_IS_MARKER");
        assertThat(rejected.error().message()).doesNotContain(key);
    }

    @ParameterizedTest
    @ValueSource(strings = {"m", "m:", "m:3", "m:11", "n:1", "", "M:1"})
    void anyOtherKeyIsTaken(String key) throws RejectedRow {
        assertThat(key(key)).isEqualTo(key.getBytes(UTF_8));
    }

    private static byte[] key(String text) throws RejectedRow {
        KeyBuilder keys = row -> String.valueOf(row.value("k")).getBytes(UTF_8);
        return new MarkerKeys("m", List.of(":1", ":2")).protect(keys).key(Row.of(SCHEMA, text));
    }
}
