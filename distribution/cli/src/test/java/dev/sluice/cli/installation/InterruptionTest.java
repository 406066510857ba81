package dev.sluice.cli.installation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class InterruptionTest {
    private final Interruption interruption = new Interruption();

    @Test
    void aCommandThatThrowsIsNotWaitedFor() {
        assertThatThrownBy(() -> interruption.during(() -> {
                    throw new IllegalStateException("a defect");
                }))
                .isInstanceOf(IllegalStateException.class);
        interruption.interrupt();
        assertThat(interruption.requested())
                .as("whether the hook found a command to end")
                .isFalse();
    }

    @Test
    void aSignalStopsTheCommandAndWaitsUntilItHasEnded() throws InterruptedException {
        Thread hook = new Thread(interruption::interrupt);
        int exit = interruption.during(() -> {
            hook.start();
            interruption.await();
            return 3;
        });
        hook.join();
        assertThat(exit).isEqualTo(3);
        assertThat(interruption.requested()).isTrue();
    }
}
