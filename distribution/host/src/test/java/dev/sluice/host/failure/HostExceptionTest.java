package dev.sluice.host.failure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.spi.DestinationException;
import dev.sluice.spi.ErrorCategory;
import dev.sluice.spi.ErrorDetail;
import java.util.List;
import org.junit.jupiter.api.Test;

class HostExceptionTest {
    @Test
    void whatADestinationThrowsKeepsItsDetailItsProblemsAndIsTheCause() {
        ErrorDetail ttl = ErrorDetail.setting("/config/ttl_seconds", "must be above 0", "Give a number from 1.");
        DestinationException thrown = DestinationException.configuration(List.of(ttl));
        HostException failure = HostException.of(thrown);
        assertThat(failure.detail()).isEqualTo(thrown.detail());
        assertThat(failure.problems()).containsExactly(ttl);
        assertThat(failure).hasCause(thrown);
    }

    @Test
    void whatTheHostThrowsIsItself() {
        HostException thrown = HostFailure.KEY_MISSING.exception();
        assertThat(HostException.of(thrown)).isSameAs(thrown);
    }

    @Test
    void aDefectIsToldByItsPlaceAndNotByItsMessage() {
        HostException failure = HostException.of(new IllegalStateException("canary-s3cret"));
        assertThat(failure.is(HostFailure.INTERNAL)).isTrue();
        assertThat(failure.detail().category()).isEqualTo(ErrorCategory.INTERNAL);
        assertThat(failure)
                .hasMessageContaining("java.lang.IllegalStateException at ")
                .hasMessageContaining("HostExceptionTest")
                .hasMessageNotContaining("canary")
                .hasNoCause();
    }

    @Test
    void memoryThatIsExhaustedIsNoDefect() {
        HostException failure = HostException.of(new OutOfMemoryError("canary-s3cret"));
        assertThat(failure.is(HostFailure.MEMORY_EXHAUSTED)).isTrue();
        assertThat(failure.detail()).isEqualTo(HostFailure.MEMORY_EXHAUSTED.detail());
    }

    @Test
    void aPlaceIsAddedAndTheRestStays() {
        ErrorDetail problem = HostFailure.SETTING_INVALID.detail();
        HostException failure = new HostException(HostFailure.SETTING_INVALID.detail(), List.of(problem))
                .at("file", "sluice.yaml")
                .at("line", "3");
        assertThat(failure.detail().at()).containsEntry("file", "sluice.yaml").containsEntry("line", "3");
        assertThat(failure.problems()).containsExactly(problem);
    }
}
