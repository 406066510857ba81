package dev.sluice.host.hash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.spi.Expiry;
import dev.sluice.spi.Field;
import dev.sluice.spi.FieldType;
import dev.sluice.spi.Row;
import dev.sluice.spi.RowSchema;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LifetimeTest {
    private static Row row(FieldType type, @Nullable Object value) {
        return Row.of(RowSchema.of(new Field("ends", type)), value);
    }

    @Test
    void aTimeThatIsShortenedAtRandomLastsItsLeast() {
        Expiry after = Expiry.after(Duration.ofSeconds(100)).shortenedBy(25);
        assertThat(Lifetime.ofEveryRow(after)).isEqualTo(new Lifetime(75_000, Lifetime.FOREVER));
        Expiry byField = Expiry.inField("ends", Duration.ofSeconds(10)).shortenedBy(20);
        assertThat(Lifetime.of(byField, row(FieldType.INTEGER, 1_000L)))
                .isEqualTo(new Lifetime(800_000, Lifetime.FOREVER));
        assertThat(Lifetime.of(byField, row(FieldType.BIG_INTEGER, BigInteger.TEN)))
                .isEqualTo(new Lifetime(8_000, Lifetime.FOREVER));
        assertThat(Lifetime.of(byField, row(FieldType.INTEGER, null))).isEqualTo(new Lifetime(8_000, Lifetime.FOREVER));
    }

    @Test
    void nothingElseIsShortened() {
        Expiry byField = Expiry.inField("ends").shortenedBy(20);
        Instant moment = Instant.parse("2030-01-01T00:00:00Z");
        assertThat(Lifetime.of(byField, row(FieldType.INSTANT, moment)))
                .isEqualTo(new Lifetime(Lifetime.FOREVER, moment.toEpochMilli()));
        assertThat(Lifetime.of(byField, row(FieldType.INTEGER, null))).isEqualTo(Lifetime.ENDLESS);
        assertThat(Lifetime.of(byField, row(FieldType.INTEGER, -5L)).isOver(0)).isTrue();
        assertThat(Lifetime.of(byField, row(FieldType.INTEGER, Long.MAX_VALUE)).isOver(0))
                .isFalse();
        assertThat(Lifetime.ofEveryRow(Expiry.NONE.shortenedBy(20))).isEqualTo(Lifetime.ENDLESS);
        assertThat(Lifetime.ofEveryRow(Expiry.after(Duration.ofSeconds(100))))
                .isEqualTo(new Lifetime(100_000, Lifetime.FOREVER));
    }
}
