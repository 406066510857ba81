package dev.sluice.host.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.host.report.DeadLetters;
import dev.sluice.spi.DestinationConfig;
import dev.sluice.spi.Identity;
import dev.sluice.spi.Row;
import dev.sluice.spi.SyncMode;
import dev.sluice.spi.WriteRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.DoubleSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LanesTest {
    private static final int ROWS = 5_000;
    private static final int RECORDS = 97;

    @TempDir
    Path directory;

    private final FakeDestination destination = new FakeDestination();

    @Test
    void ofTenLanesTwoAreOpenedWhereProcessorsAreBusy() {
        write(10, () -> 1);
        assertThat(destination.opened.get()).isEqualTo(2);
    }

    @Test
    void allAreOpenedWhereLanesAreWaitedForAndProcessorsAreIdle() {
        write(10, () -> 0);
        assertThat(destination.opened.get()).isEqualTo(10);
    }

    @Test
    void noMoreAreOpenedThanThereMayBe() {
        write(3, () -> 0);
        assertThat(destination.opened.get()).isEqualTo(3);
    }

    /** Writes the records again and again, in the order of their versions, and looks at what arrived. */
    private void write(int count, DoubleSupplier load) {
        // A clock by which every wait is long.
        AtomicInteger clock = new AtomicInteger();
        Headroom headroom = new Headroom(
                () -> clock.incrementAndGet() * Duration.ofSeconds(1).toNanos(), load);
        Cancellation cancellation = new Cancellation();
        Ending ending = new Ending(cancellation);
        List<String> key = List.of("id");
        WriteRequest request = new WriteRequest(
                DestinationConfig.EMPTY, DestinationConfig.EMPTY, SyncMode.UPSERT, FakeSource.SCHEMA, key);
        try (DeadLetters deadLetters = new DeadLetters(directory.resolve("dead.ndjson"))) {
            Ledger ledger = new Ledger(deadLetters);
            try (Lanes lanes = new Lanes(
                    count,
                    5,
                    Batch::rows,
                    destination.write(request),
                    () -> destination.write(request),
                    ledger,
                    ending,
                    headroom,
                    cancellation)) {
                for (int i = 0; i < ROWS; i++) {
                    Row row = Row.of(FakeSource.SCHEMA, "k" + i % RECORDS, "v" + i);
                    Identity identity = Identity.of(row, key).orElseThrow();
                    lanes.batch(identity).add(i, row);
                    lanes.filled(identity);
                }
            }
            assertThat(ledger.tally().written.sum()).isEqualTo(ROWS);
        }
        assertThat(ending.failure()).isEmpty();
        assertThat(destination.closed.get()).isEqualTo(destination.opened.get());
        for (int record = 0; record < RECORDS; record++) {
            String start = "k" + record + "|v";
            assertThat(destination.log.stream()
                            .filter(entry -> entry.startsWith(start))
                            .map(entry -> Integer.valueOf(entry.substring(start.length()))))
                    .as("versions of one record come in their order, whichever lane they go through")
                    .isSorted()
                    .hasSize((ROWS - record + RECORDS - 1) / RECORDS);
        }
    }
}
