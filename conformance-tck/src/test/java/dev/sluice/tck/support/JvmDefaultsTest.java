package dev.sluice.tck.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Locale;
import java.util.TimeZone;
import org.junit.jupiter.api.Test;

class JvmDefaultsTest {
    @Test
    void everyDefaultIsAsBefore() {
        List<Object> before = defaults();
        assertThat(JvmDefaults.under("lv-LV", "Antarctica/Troll", JvmDefaultsTest::defaults))
                .doesNotContainAnyElementsOf(before);
        assertThatThrownBy(() -> JvmDefaults.under("lv-LV", "Antarctica/Troll", () -> {
                    throw new IllegalStateException();
                }))
                .isInstanceOf(IllegalStateException.class);
        assertThat(defaults()).isEqualTo(before);
    }

    private static List<Object> defaults() {
        return List.of(
                Locale.getDefault(),
                Locale.getDefault(Locale.Category.DISPLAY),
                Locale.getDefault(Locale.Category.FORMAT),
                TimeZone.getDefault());
    }
}
