package dev.sluice.host.lane;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.host.deadletter.DeadLetters;
import dev.sluice.host.deadletter.FailedRows;
import dev.sluice.host.deadletter.KeptRow;
import dev.sluice.host.deadletter.LetterRules;
import dev.sluice.host.fake.FakeDestination;
import dev.sluice.host.fake.FakeSource;
import dev.sluice.host.ledger.Item;
import dev.sluice.host.ledger.Ledger;
import dev.sluice.host.progress.Cancellation;
import dev.sluice.host.progress.RunStatus;
import dev.sluice.host.progress.Warnings;
import dev.sluice.host.report.SyncReport;
import dev.sluice.spi.DestinationConfig;
import dev.sluice.spi.DestinationException;
import dev.sluice.spi.DestinationWriter;
import dev.sluice.spi.ErrorCategory;
import dev.sluice.spi.ErrorDetail;
import dev.sluice.spi.Identity;
import dev.sluice.spi.Outcome;
import dev.sluice.spi.Row;
import dev.sluice.spi.RunContext;
import dev.sluice.spi.RunHandle;
import dev.sluice.spi.SyncMode;
import dev.sluice.spi.WriteRequest;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class LanesTest {
    private static final int ROWS = 5_000;
    private static final int RECORDS = 97;
    private static final List<String> KEY = List.of("id");

    @TempDir
    Path directory;

    private final FakeDestination destination = new FakeDestination();
    private final Warnings warnings = new Warnings();
    private final CountDownLatch hanging = new CountDownLatch(1);
    private final AtomicInteger later = new AtomicInteger();
    private int admittedLater = Integer.MAX_VALUE;
    private boolean hangs;

    @Test
    void ofTenLanesTwoAreOpenedWhereProcessorsAreBusy() {
        write(10, () -> 1);
        assertThat(destination.opened.get()).isEqualTo(2);
    }

    @Test
    void allAreOpenedWhereLanesAreWaitedForAndProcessorsAreIdle() {
        write(10, () -> 0, () -> destination.opened.get() == 10);
        assertThat(destination.opened.get()).isEqualTo(10);
        assertThat(warnings.list()).isEmpty();
    }

    @Test
    void aDestinationThatAdmitsNoMoreIsWrittenToWithThoseThereAre() {
        admittedLater = 2;
        write(10, () -> 0, () -> !warnings.list().isEmpty());
        assertThat(destination.opened.get()).isEqualTo(3);
        assertThat(warnings.list()).singleElement().asString().contains("only 3 of 10", "FAKE_FULL");
    }

    @Test
    void anOpeningThatHangsHoldsUpNeitherTheRowsNorTheEnd() {
        admittedLater = 0;
        hangs = true;
        write(10, () -> 0, () -> hanging.getCount() == 0);
        assertThat(destination.opened.get()).isEqualTo(1);
        assertThat(warnings.list()).isEmpty();
    }

    @Test
    void aDestinationThatAdmitsOneIsWrittenToWithOne() {
        admittedLater = 0;
        write(2, () -> 1, () -> !warnings.list().isEmpty());
        assertThat(destination.opened.get()).isEqualTo(1);
        assertThat(warnings.list()).singleElement().asString().contains("only 1 of 2", "FAKE_FULL");
    }

    @Test
    void noMoreAreOpenedThanThereMayBe() {
        write(3, () -> 0, () -> destination.opened.get() == 3);
        assertThat(destination.opened.get()).isEqualTo(3);
    }

    /** It would hang else: nothing takes what is dispatched. */
    @Test
    @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void anErrorWhereRejectedRowsAreKeptEndsTheRun() {
        destination.answer = change -> Outcome.rejected(FakeDestination.ERROR);

        assertThat(failureOf(new FullDisk()))
                .contains(
                        "INTERNAL: The program has a defect: java.lang.AssertionError at dev.sluice.host.lane.LanesTest");
    }

    @Test
    @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void wantOfMemoryInTheDestinationIsNoDefectOfIt() {
        destination.before = changes -> {
            throw new OutOfMemoryError("canary-s3cret");
        };

        assertThat(failureOf(DeadLetters.none())).startsWith("MEMORY_EXHAUSTED: The program ran out of memory.");
    }

    /** What ends a run of many rows, whose counts add up all the same. */
    private String failureOf(FailedRows failedRows) {
        Cancellation cancellation = new Cancellation();
        RunStatus status = new RunStatus(cancellation);
        Ledger ledger = new Ledger(failedRows, counters -> {});
        WriteRequest request = request();
        try (Lanes lanes = new Lanes(
                1, 5, open(request), writers(request), ledger, status, headroom(() -> 1), warnings, cancellation)) {
            for (int row = 1; row <= ROWS; row++) {
                ledger.counters().read(1);
                lanes.dispatch(Item.row(row, Row.of(FakeSource.SCHEMA, "k" + row, "v"), null));
            }
        }
        ledger.close();
        SyncReport.Rows rows = ledger.counters().rows();
        assertThat(rows.rejected() + rows.indeterminate() + rows.notAttempted()).isEqualTo(ROWS);
        assertThat(rows.notAttempted()).isGreaterThan(ROWS / 2);
        return status.failure().orElseThrow().detail().code() + ": "
                + status.failure().orElseThrow().getMessage();
    }

    /** Keeps rows on a disk that has no room, and says so as file systems of Hadoop do. */
    private static final class FullDisk implements FailedRows {
        @Override
        public void row(long number, String outcome, ErrorDetail error, Row row) {
            throw new AssertionError("No space left on device");
        }

        @Override
        public void unsent(long number, ErrorDetail error, @Nullable Row row) {
            throw new AssertionError("No space left on device");
        }

        @Override
        public void removal(String outcome, ErrorDetail error, Row identity) {
            throw new AssertionError("No space left on device");
        }

        @Override
        public boolean hasOpen() {
            return false;
        }

        @Override
        public void settled(Identity record) {}

        @Override
        public void accepted(Identity record) {}

        @Override
        public void acceptedSettled() {}
    }

    private DestinationWriter open(WriteRequest request) {
        // The first lane is opened otherwise.
        if (!Thread.currentThread().getName().equals("sluice-opening") || later.getAndIncrement() < admittedLater) {
            return destination.write(request, RunHandle.of("test"), RunContext.of("test"));
        }
        if (hangs) {
            hanging.countDown();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        throw DestinationException.of(
                ErrorDetail.of("FAKE_FULL", ErrorCategory.CAPACITY, "There is no room.", "Make room.", true));
    }

    private static WriteRequest request() {
        return new WriteRequest(
                DestinationConfig.EMPTY, DestinationConfig.EMPTY, SyncMode.UPSERT, FakeSource.SCHEMA, KEY);
    }

    /** By a clock by which every wait is long. */
    private static Headroom headroom(DoubleSupplier load) {
        AtomicInteger clock = new AtomicInteger();
        return new Headroom(
                () -> clock.incrementAndGet() * Duration.ofSeconds(1).toNanos(), load);
    }

    private Writers writers(WriteRequest request) {
        return new Writers() {
            @Override
            public DestinationWriter open() {
                return LanesTest.this.open(request);
            }

            @Override
            public boolean isStaged() {
                return false;
            }

            @Override
            public void prepared(String text) {}
        };
    }

    private void write(int count, DoubleSupplier load) {
        write(count, load, () -> true);
    }

    /** Writes the records again and again, in the order of their versions, until that is enough, and looks at what arrived. */
    private void write(int count, DoubleSupplier load, BooleanSupplier enough) {
        int rows = 0;
        Cancellation cancellation = new Cancellation();
        RunStatus status = new RunStatus(cancellation);
        WriteRequest request = request();
        try (DeadLetters deadLetters = new DeadLetters(
                directory, "run", new LetterRules(KEY, KeptRow.ROW, ""), DeadLetters.Purpose.SYNC, Clock.systemUTC())) {
            Ledger ledger = new Ledger(deadLetters, counters -> {});
            try (Lanes lanes = new Lanes(
                    count,
                    5,
                    open(request),
                    writers(request),
                    ledger,
                    status,
                    headroom(load),
                    warnings,
                    cancellation)) {
                for (; rows < ROWS || !enough.getAsBoolean(); rows++) {
                    Row row = Row.of(FakeSource.SCHEMA, "k" + rows % RECORDS, "v" + rows);
                    Identity identity = Identity.of(row, KEY).orElseThrow();
                    lanes.dispatch(Item.row(rows, row, identity));
                }
            }
            assertThat(ledger.counters().rows().written()).isEqualTo(rows);
        }
        assertThat(status.failure()).isEmpty();
        assertThat(destination.closed.get()).isEqualTo(destination.opened.get());
        for (int record = 0; record < RECORDS; record++) {
            String start = "k" + record + "|v";
            assertThat(destination.log.stream()
                            .filter(entry -> entry.startsWith(start))
                            .map(entry -> Integer.valueOf(entry.substring(start.length()))))
                    .as("versions of one record come in their order, whichever lane they go through")
                    .isSorted()
                    .hasSize((rows - record + RECORDS - 1) / RECORDS);
        }
    }
}
