package dev.sluice.tck.rule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.spi.DestinationRun;
import dev.sluice.spi.DestinationWriter;
import dev.sluice.spi.ReadBack;
import dev.sluice.spi.RecordReader;
import dev.sluice.spi.Row;
import dev.sluice.spi.RunContext;
import dev.sluice.spi.SyncMode;
import dev.sluice.spi.WriteRequest;
import dev.sluice.tck.host.HostRun;
import dev.sluice.tck.support.Held;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.opentest4j.TestAbortedException;

/** What open readers and closed writers hold. */
abstract class ReleaseRules extends CollisionRules {
    private static final int WRITERS = 100;
    private static final int FEWEST = 10;
    private static final Duration LONG = Duration.ofSeconds(15);

    /**
     * After 100 writers and readers were opened and closed, nothing holds more than a tenth of them. Asked because a host opens writers for
     * days, and each that is held keeps its settings, with their secrets. The rule opens fewer where that takes long. On failure look for
     * shutdown hooks that are not removed, for static lists and maps, for thread locals, and for timers and listeners that are not
     * cancelled.
     */
    @Test
    public final void required_r8_21_closedWritersAreLetGo() {
        WriteRequest request = request(writingMode());
        Held held = new Held();
        long end = System.nanoTime() + LONG.toNanos();
        for (int i = 0; i < WRITERS && (i < FEWEST || System.nanoTime() - end < 0); i++) {
            openAndClose(request, held);
        }
        assertThat(held.count())
                .as(
                        "of %d writers and readers that were opened and closed, those that something still holds",
                        held.size())
                .isLessThanOrEqualTo(held.size() / FEWEST);
    }

    private void openAndClose(WriteRequest request, Held held) {
        RunContext context = HostRun.context();
        try (DestinationRun run = destination.openRun(request, context);
                DestinationWriter writer = destination.write(request, run.handle(), context)) {
            held.add(writer);
        }
        destination.reader(request, context).ifPresent(reader -> {
            try (reader) {
                held.add(reader);
            }
        });
    }

    /**
     * An open reader that has read a record holds nothing: a writer and another client change the record meanwhile, and the reader then finds
     * what they wrote. Asked because a host verifies beside a run. Does not apply when there is no reader. On failure look for a result that is
     * not closed, for a transaction that lasts from one call to the next, and for answers that are kept.
     */
    @Test
    public final void capability_r11_12_anOpenReaderHoldsNothing() {
        SyncMode mode = rewritingMode();
        seed(person(1, "old"), person(2, "old"));
        try (RecordReader reader = destination
                .reader(request(mode), HostRun.context())
                .orElseThrow(() -> new TestAbortedException("not applicable: the destination has no reader"))) {
            assertMatch("before", reader, person(1, "old"), person(2, "old"));
            assertAllWritten("while a reader is open that has read them", write(mode, set(person(1)), set(person(2))));
            assertMatch("after a writer has changed them", reader, person(1), person(2));
            assertStatus(
                    "of what a writer has replaced",
                    reader,
                    ReadBack.Status.DIFFERS,
                    person(1, "old"),
                    person(2, "old"));
            seed(person(1, "by another client"));
            assertMatch("after another client has changed one", reader, person(1, "by another client"), person(2));
            assertAllWritten("while the reader is still open", write(mode, set(person(2, "again"))));
            assertMatch("after a writer has changed one", reader, person(1, "by another client"), person(2, "again"));
        }
        assertState("after the reader was closed", person(1, "by another client"), person(2, "again"));
    }

    private static void assertMatch(String when, RecordReader reader, Row... rows) {
        assertStatus(when, reader, ReadBack.Status.MATCHES, rows);
    }

    private static void assertStatus(String when, RecordReader reader, ReadBack.Status status, Row... rows) {
        assertThat(reader.read(List.of(rows)))
                .as("what a reader says of records, %s", when)
                .extracting(ReadBack::status)
                .containsOnly(status);
    }
}
