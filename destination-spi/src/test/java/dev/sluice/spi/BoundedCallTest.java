package dev.sluice.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

final class BoundedCallTest {
    private final CountDownLatch answer = new CountDownLatch(1);
    private final AtomicReference<Thread> worker = new AtomicReference<>();

    /** Waits for an answer as a driver does that knows no interrupt. */
    private String ask() {
        worker.set(Thread.currentThread());
        boolean answered = false;
        while (!answered) {
            try {
                answer.await();
                answered = true;
            } catch (InterruptedException e) {
                // As a read of a socket goes on.
            }
        }
        return "answer";
    }

    @Test
    void aCallThatEndsHasItsResult() throws Exception {
        answer.countDown();
        assertThat(new BoundedCall("test", Duration.ofMinutes(1)).run(this::ask, () -> {}))
                .isEqualTo("answer");
        assertThat(worker.get()).isNotSameAs(Thread.currentThread());
    }

    @Test
    void theDeadlineCutsTheCallAndLeavesNoThread() throws Exception {
        assertThatThrownBy(() -> new BoundedCall("test", Duration.ofMillis(1)).run(this::ask, answer::countDown))
                .isInstanceOfSatisfying(DestinationException.class, thrown -> {
                    assertThat(thrown.detail().code()).isEqualTo("CALL_TIMED_OUT");
                    assertThat(thrown.detail().category()).isEqualTo(ErrorCategory.CONNECTION);
                    assertThat(thrown.detail().retryable()).isTrue();
                });
        Thread started = worker.get();
        if (started != null) {
            started.join();
        }
    }

    @Test
    void theDeadlineInterruptsACallThatListens() throws InterruptedException {
        CountDownLatch interrupted = new CountDownLatch(1);
        assertThatThrownBy(() -> new BoundedCall("test", Duration.ofMillis(50))
                        .run(
                                () -> {
                                    try {
                                        answer.await();
                                    } catch (InterruptedException e) {
                                        interrupted.countDown();
                                    }
                                    return "";
                                },
                                () -> {}))
                .isInstanceOf(DestinationException.class);
        assertThat(interrupted.await(1, TimeUnit.MINUTES)).isTrue();
    }

    @Test
    void anInterruptCutsTheCallAndKeepsTheFlag() throws Exception {
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        AtomicReference<Boolean> kept = new AtomicReference<>(false);
        CountDownLatch begun = new CountDownLatch(1);
        Thread caller = new Thread(() -> {
            thrown.set(catchThrowable(() -> new BoundedCall("test", Duration.ofMinutes(1))
                    .run(
                            () -> {
                                begun.countDown();
                                return ask();
                            },
                            answer::countDown)));
            kept.set(Thread.currentThread().isInterrupted());
        });
        caller.start();
        begun.await();
        caller.interrupt();
        caller.join();
        assertThat(thrown.get())
                .isInstanceOfSatisfying(
                        DestinationException.class,
                        e -> assertThat(e.detail().code()).isEqualTo("CALL_INTERRUPTED"));
        assertThat(kept.get()).isTrue();
    }

    @Test
    void anInterruptedThreadBeginsNoCall() {
        Thread.currentThread().interrupt();
        Throwable thrown =
                catchThrowable(() -> new BoundedCall("test", Duration.ofMinutes(1)).run(this::ask, () -> {}));
        assertThat(Thread.interrupted()).isTrue();
        assertThat(thrown).isInstanceOf(DestinationException.class);
        assertThat(worker.get()).isNull();
    }

    @Test
    void exceptionsOfTheCallAreThrownAsTheyAre() {
        BoundedCall calls = new BoundedCall("test", Duration.ofMinutes(1));
        IOException failure = new IOException("gone");
        AssertionError error = new AssertionError("wrong");
        assertThat(catchThrowable(() -> calls.run(
                        () -> {
                            throw failure;
                        },
                        () -> {})))
                .isSameAs(failure);
        assertThat(catchThrowable(() -> calls.run(
                        () -> {
                            throw error;
                        },
                        () -> {})))
                .isSameAs(error);
    }
}
