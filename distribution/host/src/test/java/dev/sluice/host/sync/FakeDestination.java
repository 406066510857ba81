package dev.sluice.host.sync;

import dev.sluice.spi.BatchResult;
import dev.sluice.spi.Change;
import dev.sluice.spi.CheckObserver;
import dev.sluice.spi.CheckReport;
import dev.sluice.spi.CheckRequest;
import dev.sluice.spi.Destination;
import dev.sluice.spi.DestinationException;
import dev.sluice.spi.DestinationSpec;
import dev.sluice.spi.DestinationWriter;
import dev.sluice.spi.ErrorCategory;
import dev.sluice.spi.ErrorCode;
import dev.sluice.spi.Identity;
import dev.sluice.spi.Outcome;
import dev.sluice.spi.Row;
import dev.sluice.spi.RowError;
import dev.sluice.spi.SyncMode;
import dev.sluice.spi.WriteProfile;
import dev.sluice.spi.WriteRequest;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A destination in memory whose answers a test can bend. Records are the rows' values as text, by the text of the identity. */
final class FakeDestination implements Destination {
    static final RowError ERROR =
            new RowError("FAKE_REJECTED", ErrorCategory.DATA, "The test refuses this row.", "Change the test.", false);
    static final RowError PARTIAL =
            new RowError("FAKE_PARTIAL", ErrorCategory.DATA, "The test takes half of it.", "Change the test.", false);
    static final RowError UNKNOWN =
            new RowError("FAKE_UNKNOWN", ErrorCategory.CONNECTION, "The test does not know.", "Change the test.", true);

    final Map<String, String> records = new ConcurrentHashMap<>();
    final ConcurrentLinkedQueue<String> log = new ConcurrentLinkedQueue<>();
    final AtomicInteger opened = new AtomicInteger();
    final AtomicInteger closed = new AtomicInteger();
    int batch = 5;
    int parallelism = 3;
    Optional<Duration> expiry = Optional.empty();
    String target = "memory";
    String rendering = "text";
    /** What to answer in place of writing a change; null to write it. */
    Function<Change, @Nullable Outcome> answer = change -> null;
    /** Called before a batch; may throw. */
    Function<List<Change>, @Nullable BatchResult> before = changes -> null;

    @Nullable
    DestinationException refusal;

    @Override
    public DestinationSpec spec() {
        return new DestinationSpec(
                "fake",
                "Fake",
                "1",
                URI.create("https://example.com"),
                "{}",
                "{}",
                Set.of(SyncMode.UPSERT, SyncMode.INSERT, SyncMode.UPDATE, SyncMode.MIRROR),
                Map.of(),
                true,
                false);
    }

    @Override
    public List<ErrorCode> errors() {
        return List.of(new ErrorCode(
                PARTIAL.code(),
                ErrorCode.Scope.ROW,
                PARTIAL.category(),
                PARTIAL.retryable(),
                true,
                PARTIAL.message(),
                PARTIAL.remedy()));
    }

    @Override
    public CheckReport check(CheckRequest request, CheckObserver observer) {
        throw new UnsupportedOperationException();
    }

    @Override
    public WriteProfile profile(WriteRequest request) {
        return new WriteProfile(
                request.primaryKey(),
                target,
                rendering,
                batch,
                parallelism,
                expiry,
                WriteProfile.Existing.OVERWRITE,
                WriteProfile.Absent.CREATE);
    }

    @Override
    public DestinationWriter write(WriteRequest request) {
        if (refusal != null) {
            throw refusal;
        }
        opened.incrementAndGet();
        return new Writer(request.primaryKey());
    }

    private final class Writer implements DestinationWriter {
        private final List<String> key;

        Writer(List<String> key) {
            this.key = key;
        }

        @Override
        public BatchResult write(List<Change> changes) {
            BatchResult instead = before.apply(changes);
            if (instead != null) {
                return instead;
            }
            BatchResult.Builder result = BatchResult.builder(changes.size());
            for (int i = 0; i < changes.size(); i++) {
                result.set(i, apply(changes.get(i)));
            }
            return result.build();
        }

        private Outcome apply(Change change) {
            Outcome outcome = answer.apply(change);
            if (outcome != null) {
                return outcome;
            }
            Optional<Identity> identity = Identity.of(change.row(), key);
            if (identity.isEmpty()) {
                return new Outcome.Rejected(ERROR);
            }
            String name = identity.get().text();
            if (change instanceof Change.Remove) {
                records.remove(name);
                log.add("-" + name);
            } else {
                records.put(name, text(change.row()));
                log.add(text(change.row()));
            }
            return Outcome.WRITTEN;
        }

        @Override
        public void close() {
            closed.incrementAndGet();
        }
    }

    static String text(Row row) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < row.size(); i++) {
            text.append(i == 0 ? "" : "|").append(row.value(i));
        }
        return text.toString();
    }
}
