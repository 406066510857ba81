package dev.sluice.redis.connection.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sluice.redis.port.TransportFailure;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class DnsResolverTest {
    private static final Duration LONG = Duration.ofMinutes(1);

    private final AtomicInteger lookups = new AtomicInteger();
    private final CompletableFuture<InetAddress> service = new CompletableFuture<>();
    private final DnsResolver resolver = new DnsResolver(host -> {
        boolean first = lookups.incrementAndGet() == 1;
        if (host.equals("unknown")) {
            throw new UnknownHostException(host);
        }
        return new InetAddress[] {first && host.equals("slow") ? service.join() : InetAddress.getLoopbackAddress()};
    });

    private TransportFailure failure(String host, Duration timeout) {
        TransportFailure[] failure = new TransportFailure[1];
        assertThatExceptionOfType(TransportException.class)
                .isThrownBy(() -> resolver.resolve(host, timeout))
                .satisfies(e -> failure[0] = e.kind());
        return failure[0];
    }

    @Test
    void aHangingNameServiceBlocksNoOtherLookupAndIsAskedOnce() throws TransportException {
        assertThat(failure("slow", Duration.ofMillis(1))).isEqualTo(TransportFailure.UNKNOWN_HOST);
        assertThat(failure("slow", Duration.ofMillis(300)))
                .as("the second caller joins the pending lookup; a new lookup would succeed")
                .isEqualTo(TransportFailure.UNKNOWN_HOST);
        assertThat(resolver.resolve("quick", LONG))
                .as("other lookups are not blocked")
                .hasSize(1);

        service.complete(InetAddress.getLoopbackAddress());
        assertThat(resolver.resolve("slow", LONG)).containsExactly(InetAddress.getLoopbackAddress());
    }

    @Test
    void addressesAreNotCached() throws TransportException {
        resolver.resolve("quick", LONG);
        resolver.resolve("quick", LONG);
        assertThat(lookups).hasValue(2);
    }

    @Test
    void aFailedLookupIsRepeated() {
        assertThat(failure("unknown", LONG)).isEqualTo(TransportFailure.UNKNOWN_HOST);
        assertThat(failure("unknown", LONG)).isEqualTo(TransportFailure.UNKNOWN_HOST);
        assertThat(lookups).hasValue(2);
    }

    @Test
    void anInterruptEndsTheWait() {
        Thread.currentThread().interrupt();
        assertThat(failure("slow", LONG)).isEqualTo(TransportFailure.LOST);
        assertThat(Thread.interrupted()).isTrue();
    }
}
