package dev.sluice.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class DestinationExceptionTest {
    @Test
    void wrongSettingsAreToldAllAtOnceInTheOrderGiven() {
        DestinationException wrong = DestinationException.configuration(List.of(
                ErrorDetail.setting("/config/b", "is too small", "Raise it."),
                ErrorDetail.setting("", "contradicts", "Choose one.")));
        assertThat(wrong).hasMessage("b: is too small; contradicts");
        assertThat(wrong.detail().remedy()).isEqualTo("Raise it.; Choose one.");
        assertThat(wrong.detail().category()).isEqualTo(ErrorCategory.CONFIGURATION);
        assertThat(wrong.problems()).hasSize(2);
        assertThat(wrong.detail().retryable()).isFalse();
    }

    @Test
    void anErrorAlwaysHasARemedy() {
        assertThatThrownBy(() ->
                        DestinationException.of(ErrorDetail.of("X", ErrorCategory.INTERNAL, "message", " ", false)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> DestinationException.configuration(List.of()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ErrorDetail.of("X", ErrorCategory.DATA, "message", "", false))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ErrorDetail.setting("config", "message", "remedy"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void anUnsupportedModeIsNamed() {
        DestinationException refused = DestinationException.unsupportedMode(SyncMode.AUDIENCE_MIRROR, "Use MIRROR.");
        assertThat(refused.detail().code()).isEqualTo("MODE_UNSUPPORTED");
        assertThat(refused).hasMessageContaining("AUDIENCE_MIRROR");
        assertThat(refused.detail().remedy()).contains("MIRROR");
    }
}
