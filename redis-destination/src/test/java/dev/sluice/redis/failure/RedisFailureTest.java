package dev.sluice.redis.failure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.redis.failure.FailureRow.Reading;
import dev.sluice.redis.port.Reply;
import dev.sluice.redis.port.TransportFailure;
import dev.sluice.redis.retry.RetryPolicy;
import dev.sluice.spi.ErrorCategory;
import dev.sluice.spi.ErrorCode.Scope;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

final class RedisFailureTest {
    @ParameterizedTest
    @EnumSource
    void everyRowSaysWhatHappenedAndWhatToDo(RedisFailure failure) {
        assertThat(failure.message()).endsWith(".");
        assertThat(failure.remedy()).endsWith(".");
        assertThat(failure.readings())
                .allSatisfy(reading -> assertThat(reading.message()).endsWith("."))
                .allSatisfy(reading -> assertThat(reading.remedy()).endsWith("."));
    }

    @ParameterizedTest
    @EnumSource
    void onlyTheEndOfARunIsRetriedAndAllThatIsRetriedMaySucceedLater(RedisFailure failure) {
        if (failure.whileOpening() != RetryPolicy.NEVER || failure.whileWriting() != RetryPolicy.NEVER) {
            assertThat(failure.scope()).isEqualTo(Scope.RUN);
            assertThat(failure.detail().retryable()).isTrue();
        }
    }

    @Test
    void noFailureOfTheLoginOrOfThePermissionsIsRetried() {
        assertThat(RedisFailure.values())
                .filteredOn(failure -> failure.category() == ErrorCategory.AUTHENTICATION
                        || failure.category() == ErrorCategory.PERMISSION
                        || failure.category() == ErrorCategory.CONFIGURATION)
                .isNotEmpty()
                .allMatch(failure ->
                        failure.whileOpening() == RetryPolicy.NEVER && failure.whileWriting() == RetryPolicy.NEVER);
    }

    @ParameterizedTest
    @EnumSource
    void everyFailureOfAConnectionIsInExactlyOneRow(TransportFailure kind) {
        assertThat(RedisFailure.values())
                .filteredOn(failure -> failure.transport().contains(kind))
                .hasSize(1);
    }

    @ParameterizedTest
    @MethodSource("readings")
    void everyTextOfTheTableIsRecognized(RedisFailure failure, Reading reading) {
        String text = String.join(
                " ", reading.text().beginning(), String.join(" ", reading.text().containing()));
        assertThat(ErrorReply.of(new Reply.Refused(text.strip())).failure()).isEqualTo(failure);
    }

    static Stream<org.junit.jupiter.params.provider.Arguments> readings() {
        return Arrays.stream(RedisFailure.values())
                .flatMap(failure -> failure.readings().stream()
                        .map(reading -> org.junit.jupiter.params.provider.Arguments.of(failure, reading)));
    }

    @Test
    void noTextOfTheTableHidesAnother() {
        List<String> beginnings = Arrays.stream(RedisFailure.values())
                .flatMap(failure -> failure.readings().stream())
                .map(Reading::text)
                .filter(text -> !text.isErrorCode())
                .map(text -> text.beginning().toLowerCase(Locale.ROOT))
                .toList();
        for (String beginning : beginnings) {
            assertThat(beginnings)
                    .filteredOn(other -> other.startsWith(beginning))
                    .containsExactly(beginning);
        }
    }

    @Test
    void whatDoesNotSpeakRedisIsAViolationOfTheProtocol() {
        assertThat(RedisFailure.NOT_REDIS.category()).isEqualTo(ErrorCategory.PROTOCOL);
    }
}
