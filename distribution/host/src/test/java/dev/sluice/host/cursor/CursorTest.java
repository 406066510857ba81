package dev.sluice.host.cursor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.host.failure.HostException;
import dev.sluice.spi.FieldType;
import java.util.EnumSet;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class CursorTest {
    private static Cursor cursor(@Nullable String lookback) {
        return new Cursor("at", Optional.ofNullable(lookback));
    }

    @ParameterizedTest
    @CsvSource({
        "INSTANT, 2024-03-01T00:00:00Z, , 2024-02-29T23:55:00Z",
        "INSTANT, 2024-03-01T00:00:00Z, 0, 2024-03-01T00:00:00Z",
        "INSTANT, 2024-03-01T00:00:00.5Z, 90s, 2024-02-29T23:58:30.5Z",
        "TIMESTAMP, 2024-03-01T00:00:00, , 2024-02-29T23:55:00",
        "TIMESTAMP, 2024-03-01T00:00:00, 2h, 2024-02-29T22:00:00",
        "DATE, 2024-03-01, , 2024-02-29",
        "DATE, 2024-03-01, 2d, 2024-02-28",
        "DATE, 2024-03-01, 5m, 2024-02-29",
        "DATE, 2024-03-01, 0, 2024-03-01",
        "INTEGER, 100, 30, 70",
        "INTEGER, 100, 0, 100",
        "INTEGER, -9223372036854775807, 30, -9223372036854775808",
        "INTEGER, 100, 0.5, 99",
        "BIG_INTEGER, 18446744073709551615, 15, 18446744073709551600",
        "DECIMAL, 1.50, 0.25, 1.25",
    })
    void theLookbackReachesBack(FieldType type, String highest, @Nullable String lookback, String from) {
        Cursor cursor = cursor(lookback);
        assertThat(cursor.problem()).isEmpty();
        cursor.requireFor(type);
        assertThat(cursor.before(CursorValue.parse(type, highest)).text()).isEqualTo(from);
    }

    @ParameterizedTest
    @EnumSource(FieldType.class)
    void onlyTypesWhoseOrderIsCertainAreCursors(FieldType type) {
        EnumSet<FieldType> allowed = EnumSet.of(
                FieldType.INTEGER,
                FieldType.BIG_INTEGER,
                FieldType.DECIMAL,
                FieldType.DATE,
                FieldType.TIMESTAMP,
                FieldType.INSTANT);
        if (allowed.contains(type)) {
            cursor("0").requireFor(type);
        } else {
            assertThatThrownBy(() -> cursor("0").requireFor(type))
                    .isInstanceOf(HostException.class)
                    .hasMessageContaining("cannot be a cursor");
        }
    }

    @Test
    void aNumberNeedsALookbackOfItsOwnKind() {
        assertThatThrownBy(() -> new Cursor("at", Optional.empty()).requireFor(FieldType.INTEGER))
                .hasMessageContaining("no common lookback");
        assertThatThrownBy(() -> cursor("5m").requireFor(FieldType.INTEGER)).hasMessageContaining("no number");
        assertThatThrownBy(() -> cursor("300").requireFor(FieldType.INSTANT)).hasMessageContaining("no time");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "5 m", "-1", "1w", "m", "1e3", "5m30s"})
    void whatIsNoLookbackIsRefused(String text) {
        assertThat(cursor(text).problem()).isPresent();
    }
}
