package dev.sluice.host.change.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.host.change.Checkpoints;
import dev.sluice.host.change.OpenedState;
import dev.sluice.spi.Expiry;
import dev.sluice.spi.FieldType;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** When records that expire are written again. */
abstract class ExpiryContract extends StateScenario {
    ExpiryContract(ChangeStateContract subject) {
        super(subject);
    }

    @Test
    void aRecordThatDoesNotExpireIsNeverRenewed() {
        run("a=1");
        now = now.plus(Duration.ofDays(10_000));
        assertThat(run("a=1").changes()).isEmpty();
        now = now.minus(Duration.ofDays(20_000));
        assertThat(run("a=1").changes()).isEmpty();
    }

    @Test
    void aRecordIsRenewedAfterHalfOfItsTimeAndWhenTheClockWentBack() {
        expiry = Expiry.after(Duration.ofHours(2));
        run("a=1");
        now = now.plus(Duration.ofMinutes(59));
        assertThat(run("a=1").difference().renewed()).isZero();
        now = now.plus(Duration.ofMinutes(2));
        assertThat(run("a=1").changes()).containsExactly("RENEWED a=1");
        assertThat(run("a=1").difference().renewed()).isZero();
        now = now.minus(Duration.ofDays(1));
        assertThat(run("a=1").changes()).containsExactly("RENEWED a=1");
    }

    @Test
    void aRenewalThatHasNoOutcomeIsDueAgain() {
        expiry = Expiry.after(Duration.ofHours(2));
        run("a=1");
        now = now.plus(Duration.ofHours(1)).plusSeconds(1);
        try (OpenedState state = open()) {
            assertThat(compare(state, "a=1").start(Checkpoints.NONE)).isNotNull();
            crash();
        }
        assertThat(run("a=1").changes()).containsExactly("RENEWED a=1");
    }

    @Test
    void aFieldOfSecondsCountsFromTheWrite() {
        schema = SECONDS;
        expiry = Expiry.inField("value");
        run("a=100", "b=1000", "c=");
        now = now.plusSeconds(49);
        assertThat(look("a=100", "b=1000", "c=").changes()).isEmpty();
        now = now.plusSeconds(2);
        assertThat(run("a=100", "b=1000", "c=").changes()).containsExactly("RENEWED a=100");
        now = now.plusSeconds(49);
        assertThat(run("a=100", "b=1000", "c=").changes()).isEmpty();
        now = now.minusSeconds(1000);
        assertThat(run("a=100", "b=1000", "c=").changes()).containsExactly("RENEWED a=100", "RENEWED b=1000");
    }

    @Test
    void theLongestTimesDoNotOverflow() {
        schema = SECONDS;
        expiry = Expiry.inField("value");
        String[] rows = {"a=" + Long.MAX_VALUE, "b=" + Long.MIN_VALUE, "c=0"};
        run(rows);
        assertThat(look(rows).changes()).doesNotContain("RENEWED " + rows[0]);
    }

    @ParameterizedTest
    @EnumSource(
            value = FieldType.class,
            names = {"INSTANT", "TIMESTAMP"})
    void aFieldThatHoldsTheMomentIsNeverRenewed(FieldType type) {
        schema = type == FieldType.INSTANT ? MOMENT : LOCAL;
        expiry = Expiry.inField("value");
        String[] rows = {"a=2026-11-24T13:00:00Z", "b=2026-11-20T13:00:00.123456789Z"};
        run(rows);
        now = now.plus(Duration.ofMinutes(59));
        assertThat(look(rows).changes()).isEmpty();
        now = now.plus(Duration.ofDays(1));
        assertThat(look(rows).changes()).isEmpty();
        now = now.minus(Duration.ofDays(2));
        assertThat(look(rows).changes()).isEmpty();
    }

    @Test
    void aRecordThatWouldExpireAtAnotherMomentIsWrittenAgain() {
        schema = SECONDS;
        expiry = Expiry.inField("value");
        run("a=100");
        expiry = Expiry.after(Duration.ofSeconds(100));
        assertThat(run("a=100").changes()).isEmpty();
        expiry = Expiry.after(Duration.ofSeconds(200));
        assertThat(run("a=100").changes()).containsExactly("RENEWED a=100");
        expiry = Expiry.NONE;
        assertThat(run("a=100").changes()).containsExactly("RENEWED a=100");
        assertThat(run("a=100").changes()).isEmpty();
        expiry = Expiry.after(Duration.ofSeconds(200));
        assertThat(run("a=100").changes()).containsExactly("RENEWED a=100");
    }

    @Test
    void aRowWhoseTimeIsOverHasNoRecordAndIsNoChange() {
        schema = SECONDS;
        expiry = Expiry.inField("value");
        assertThat(run("a=0", "b=-5", "c=100").changes()).containsExactly("ADDED c=100");
        assertThat(run("a=0", "b=-5", "c=100"))
                .satisfies(run -> assertThat(run.changes()).isEmpty())
                .satisfies(run -> assertThat(run.difference().expired()).isEqualTo(2))
                .satisfies(run -> assertThat(run.difference().unchanged()).isEqualTo(1));
        assertThat(run("a=100", "b=-5", "c=100").changes()).containsExactly("ADDED a=100");
    }

    @Test
    void aRecordIsWithdrawnOnceTheTimeOfItsRowIsOver() {
        schema = SECONDS;
        expiry = Expiry.inField("value");
        run("a=100", "b=100");
        assertThat(run("a=0", "b=100")).satisfies(run -> {
            assertThat(run.changes()).containsExactly("WITHDRAWN a=0");
            assertThat(run.difference().known()).isEqualTo(2);
        });
        assertThat(run("a=0", "b=100"))
                .satisfies(run -> assertThat(run.changes()).isEmpty())
                .satisfies(run -> assertThat(run.difference().expired()).isEqualTo(1));
        assertThat(run("b=100").difference().removals()).isZero();
    }

    @Test
    void aRecordThatExpiredIsNoLongerKnown() {
        schema = MOMENT;
        expiry = Expiry.inField("value");
        run("a=2026-11-24T13:00:00Z", "b=2026-11-24T13:00:00Z", "c=2026-12-24T13:00:00Z");
        now = now.plus(Duration.ofDays(1));
        assertThat(run("a=2026-11-24T13:00:00Z", "c=2026-12-24T13:00:00Z")).satisfies(run -> {
            assertThat(run.changes()).isEmpty();
            assertThat(run.difference().expired()).isEqualTo(1);
            assertThat(run.difference().removals())
                    .as("what is there under the key of b is not this sync's any more")
                    .isZero();
        });
        assertThat(run("a=2026-11-27T13:00:00Z", "c=2026-12-24T13:00:00Z").changes())
                .containsExactly("ADDED a=2026-11-27T13:00:00Z");
    }

    @Test
    void aNullIsAsTheOtherExpirySays() {
        schema = SECONDS;
        expiry = Expiry.inField("value", Duration.ofSeconds(60));
        run("a=", "b=1000");
        now = now.plusSeconds(31);
        assertThat(run("a=", "b=1000").changes()).containsExactly("RENEWED a=");
    }

    @Test
    void aRecordOfWhichNobodyKnowsIsWithdrawnToo() {
        schema = SECONDS;
        expiry = Expiry.inField("value");
        try (OpenedState state = open()) {
            assertThat(compare(state, "a=100", "b=0").start(Checkpoints.NONE)).isNotNull();
            crash();
        }
        assertThat(look("a=0", "b=0").changes()).containsExactly("WITHDRAWN a=0");
    }
}
