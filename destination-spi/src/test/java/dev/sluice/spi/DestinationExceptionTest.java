package dev.sluice.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class DestinationExceptionTest {
    @Test
    void wrongSettingsAreToldAllAtOnceInTheOrderGiven() {
        DestinationException wrong = DestinationException.configuration(List.of(
                new Problem("/config/b", "is too small", "Raise it."), new Problem("", "contradicts", "Choose one.")));
        assertThat(wrong).hasMessage("b: is too small; contradicts");
        assertThat(wrong.remedy()).isEqualTo("Raise it.; Choose one.");
        assertThat(wrong.category()).isEqualTo(ErrorCategory.CONFIGURATION);
        assertThat(wrong.problems()).hasSize(2);
        assertThat(wrong.retryable()).isFalse();
    }

    @Test
    void anErrorAlwaysHasARemedy() {
        assertThatThrownBy(() -> DestinationException.of("X", ErrorCategory.INTERNAL, "message", " ", false))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> DestinationException.configuration(List.of()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new RowError("X", ErrorCategory.DATA, "message", "", false))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Problem("config", "message", "remedy"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void anUnsupportedModeIsNamed() {
        DestinationException refused = DestinationException.unsupportedMode(SyncMode.AUDIENCE_MIRROR, "Use MIRROR.");
        assertThat(refused.code()).isEqualTo("MODE_UNSUPPORTED");
        assertThat(refused).hasMessageContaining("AUDIENCE_MIRROR");
        assertThat(refused.remedy()).contains("MIRROR");
    }
}
