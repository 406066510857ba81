package dev.sluice.cli.installation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
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

    @Test
    void everythingThatRunsIsStoppedAndNothingThatHasEnded() {
        List<String> stopped = new ArrayList<>();
        Interruption.Stoppable one = interruption.onRequest(() -> stopped.add("one"));
        Interruption.Stoppable two = interruption.onRequest(() -> stopped.add("two"));
        two.close();
        interruption.request();
        Interruption.Stoppable late = interruption.onRequest(() -> stopped.add("late"));
        assertThat(stopped).containsExactly("one", "late");
        one.close();
        late.close();
    }

    @Test
    void anExitThatAPluginCallsForIsToldFromASignal() {
        StackTraceElement exit = new StackTraceElement("java.lang.Runtime", "exit", "Runtime.java", 115);
        StackTraceElement signal = new StackTraceElement("java.lang.Shutdown", "exit", "Shutdown.java", 170);
        assertThat(Interruption.isExitCalled(List.<StackTraceElement[]>of(new StackTraceElement[] {signal})))
                .isFalse();
        assertThat(Interruption.isExitCalled(List.<StackTraceElement[]>of(new StackTraceElement[] {signal, exit})))
                .isTrue();
    }
}
