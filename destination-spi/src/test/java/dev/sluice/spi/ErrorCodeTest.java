package dev.sluice.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class ErrorCodeTest {
    private static ErrorCode code(String code, String message, String remedy) {
        return new ErrorCode(code, ErrorCode.Scope.ROW, ErrorCategory.DATA, false, false, message, remedy);
    }

    @Test
    void theCommonCodesAreThoseOfTheFactoriesOfTheException() {
        List<DestinationException> made = List.of(
                DestinationException.configuration(List.of(new Problem("", "wrong", "mend"))),
                DestinationException.unsupportedMode(SyncMode.AUDIENCE_MIRROR, "use another"),
                DestinationException.closed());
        assertThat(ErrorCode.COMMON)
                .extracting(ErrorCode::code, ErrorCode::category, ErrorCode::retryable)
                .containsExactlyElementsOf(made.stream()
                        .map(e -> org.assertj.core.groups.Tuple.tuple(e.code(), e.category(), e.retryable()))
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
