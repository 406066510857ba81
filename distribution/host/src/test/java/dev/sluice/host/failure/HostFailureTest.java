package dev.sluice.host.failure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.spi.ErrorCategory;
import dev.sluice.spi.ErrorCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class HostFailureTest {
    @ParameterizedTest
    @EnumSource
    void everyFailureIsListedUnderItsNameWithSentences(HostFailure failure) {
        ErrorCode listed = failure.listed();
        assertThat(listed.code()).isEqualTo(failure.name());
        assertThat(listed.detail()).isEqualTo(failure.detail());
        assertThat(listed.detail().message()).endsWith(".");
        assertThat(listed.detail().remedy()).endsWith(".");
    }

    @Test
    void aMessageOfItsOwnKeepsTheRest() {
        HostException precise = HostFailure.STATE_IN_USE.exception("Another run uses the state of users.");
        assertThat(precise).hasMessage("Another run uses the state of users.");
        assertThat(precise.detail().category()).isEqualTo(ErrorCategory.LOCKED);
        assertThat(precise.detail().retryable()).isTrue();
        assertThat(precise.detail().remedy())
                .isEqualTo(HostFailure.STATE_IN_USE.detail().remedy());
        assertThat(HostFailure.STATE_IN_USE.detail("Used.", "Wait.").remedy()).isEqualTo("Wait.");
    }
}
