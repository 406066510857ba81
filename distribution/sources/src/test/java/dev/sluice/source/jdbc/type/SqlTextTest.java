package dev.sluice.source.jdbc.type;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Dates and times are read by hand, so they are held against the JDK's own reader. */
class SqlTextTest {
    private static final long SEED = Long.getLong("sluice.test.seed", System.nanoTime());

    @Test
    void everyTimeIsTheOneThatTheJdkReads() {
        Random random = new Random(SEED);
        for (int i = 0; i < 20_000; i++) {
            LocalTime time = LocalTime.ofNanoOfDay(random.nextLong(24L * 3600 * 1_000_000_000));
            String text = String.format(
                    "%02d:%02d:%02d.%09d", time.getHour(), time.getMinute(), time.getSecond(), time.getNano());
            String cut = text.substring(0, random.nextInt(10, text.length() + 1));
            assertThat(SqlText.time(cut)).as("%s of the seed %s", cut, SEED).isEqualTo(LocalTime.parse(cut));
            String whole = text.substring(0, 8);
            assertThat(SqlText.time(whole)).as(whole).isEqualTo(LocalTime.parse(whole));
        }
    }

    @Test
    void everyDateIsTheOneThatTheJdkReads() {
        for (LocalDate date = LocalDate.of(0, 1, 1); date.getYear() < 10_000; date = date.plusDays(17)) {
            assertThat(SqlText.date(date.toString())).isEqualTo(date);
        }
        assertThat(SqlText.date("12024-02-29")).isEqualTo(LocalDate.of(12024, 2, 29));
        assertThat(SqlText.date("0044-03-15 BC")).isEqualTo(LocalDate.of(-43, 3, 15));
        assertThat(SqlText.timestamp("0044-03-15 01:02:03.5 BC"))
                .isEqualTo(LocalDateTime.of(-43, 3, 15, 1, 2, 3, 500_000_000));
    }

    @ParameterizedTest
    @ValueSource(strings = {"2024-05-06 07:08:09.5+00", "2024-05-06 07:08:09.5+00:00", "2024-05-06 07:08:09.5"})
    void anInstantHasTheOffsetOfUtcOrNone(String text) {
        assertThat(SqlText.instant(text)).isEqualTo(Instant.parse("2024-05-06T07:08:09.5Z"));
        assertThat(SqlText.instant("0044-03-15 07:08:09+00 BC")).isEqualTo(Instant.parse("-0043-03-15T07:08:09Z"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2024-02-30 00:00:00",
                "2024-13-01 00:00:00",
                "2024-00-01 00:00:00",
                "2024-01-01 24:00:00",
                "2024-01-01 23:60:00",
                "2024-01-01 23:59:60",
                "2024-01-01 23:59:5a",
                "2024-01-01 +1:59:59",
                "2024-01-01 -1:59:59",
                "2024-01-01 23:59:59.1234567890",
                "2024-01-01 23:59:59,5",
                "2024-01-01 23:59:59+05:30",
                "2024-0a-01 00:00:00",
                "-024-01-01 00:00:00",
                "+024-01-01 00:00:00",
                "infinity",
                "-infinity",
                ""
            })
    void whatIsNoTimeIsRefused(String text) {
        assertThatExceptionOfType(DateTimeException.class).isThrownBy(() -> SqlText.instant(text));
    }
}
