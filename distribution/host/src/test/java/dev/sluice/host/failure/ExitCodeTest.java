package dev.sluice.host.failure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.spi.ErrorCategory;
import java.util.EnumMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ExitCodeTest {
    @Test
    void everyCategoryHasTheExitCodeThatTheDocumentsName() {
        Map<ErrorCategory, Integer> codes = new EnumMap<>(ErrorCategory.class);
        for (ErrorCategory category : ErrorCategory.values()) {
            codes.put(category, ExitCode.of(category));
        }
        assertThat(codes)
                .containsExactlyInAnyOrderEntriesOf(Map.ofEntries(
                        Map.entry(ErrorCategory.INTERNAL, 1),
                        Map.entry(ErrorCategory.CLOSED, 1),
                        Map.entry(ErrorCategory.CONFIGURATION, 2),
                        Map.entry(ErrorCategory.UNSUPPORTED_MODE, 2),
                        Map.entry(ErrorCategory.AUTHENTICATION, 3),
                        Map.entry(ErrorCategory.PERMISSION, 3),
                        Map.entry(ErrorCategory.CONNECTION, 3),
                        Map.entry(ErrorCategory.PROTOCOL, 3),
                        Map.entry(ErrorCategory.CAPACITY, 3),
                        Map.entry(ErrorCategory.DATA, 3),
                        Map.entry(ErrorCategory.GUARD, 5),
                        Map.entry(ErrorCategory.LOCKED, 7),
                        Map.entry(ErrorCategory.CANCELLED, 130)));
    }
}
