package dev.sluice.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.tuple;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class ErrorCodeTest {
    private static ErrorCode code(String code, String message, String remedy) {
        return ErrorCode.row(ErrorDetail.of(code, ErrorCategory.DATA, message, remedy, false));
    }

    @Test
    void theCommonCodesAreThoseOfTheFactoriesOfTheException() {
        List<DestinationException> made = List.of(
                DestinationException.configuration(List.of(ErrorDetail.setting("", "wrong", "mend"))),
                DestinationException.unsupportedMode(SyncMode.AUDIENCE_MIRROR, "use another"),
                DestinationException.closed());
        assertThat(ErrorCode.COMMON)
                .extracting(code -> tuple(
                        code.code(), code.detail().category(), code.detail().retryable()))
                .containsExactlyElementsOf(made.stream()
                        .map(DestinationException::detail)
                        .map(e -> tuple(e.code(), e.category(), e.retryable()))
                        .toList());
    }

    @Test
    void aCodeIsUpperCaseWithUnderscores() {
        assertThat(code("KEY_EMPTY", "m", "r").code()).isEqualTo("KEY_EMPTY");
        Stream.of("", "key_empty", "KEY EMPTY", "KEY-EMPTY", "_KEY", "KEY_", "1KEY")
                .forEach(text -> assertThatIllegalArgumentException().isThrownBy(() -> code(text, "m", "r")));
    }

    @Test
    void itSaysWhatHappenedAndWhatToDo() {
        assertThatIllegalArgumentException().isThrownBy(() -> code("KEY_EMPTY", " ", "r"));
        assertThatIllegalArgumentException().isThrownBy(() -> code("KEY_EMPTY", "m", ""));
    }
}
