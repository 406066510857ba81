package dev.sluice.host.plugin;

import dev.sluice.host.failure.HostFailure;
import dev.sluice.spi.BatchResult;
import dev.sluice.spi.BoundedCall;
import dev.sluice.spi.Change;
import dev.sluice.spi.CheckObserver;
import dev.sluice.spi.CheckReport;
import dev.sluice.spi.CheckRequest;
import dev.sluice.spi.CommitObserver;
import dev.sluice.spi.CommitResult;
import dev.sluice.spi.Destination;
import dev.sluice.spi.DestinationException;
import dev.sluice.spi.DestinationRun;
import dev.sluice.spi.DestinationSpec;
import dev.sluice.spi.DestinationWriter;
import dev.sluice.spi.ErrorCode;
import dev.sluice.spi.ErrorDetail;
import dev.sluice.spi.ReadBack;
import dev.sluice.spi.RecordReader;
import dev.sluice.spi.Row;
import dev.sluice.spi.RunContext;
import dev.sluice.spi.RunFate;
import dev.sluice.spi.RunHandle;
import dev.sluice.spi.RunMarker;
import dev.sluice.spi.SyncMode;
import dev.sluice.spi.TargetMemory;
import dev.sluice.spi.WriteProfile;
import dev.sluice.spi.WriteRequest;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/**
 * Calls a plugin's destination, its writers and its readers with the plugin's class loader as the thread's context class loader, which
 * libraries use to find their services.
 */
final class ContextDestination implements Destination {
    private final Destination plugin;
    private final ClassLoader loader;

    ContextDestination(Destination plugin, ClassLoader loader) {
        this.plugin = plugin;
        this.loader = loader;
    }

    static <T> T within(ClassLoader loader, Supplier<T> call) {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(loader);
        try {
            return call.get();
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    /** A call whose errors end here: an {@link Error} of a plugin, such as a missing class, is a defect of the plugin and not of the host. */
    private <T> T within(Supplier<T> call) {
        try {
            return within(loader, call);
        } catch (LinkageError | AssertionError | StackOverflowError e) {
            throw DestinationException.of(
                    HostFailure.DESTINATION_BROKEN.detail(
                            name() + " ended a call with " + e.getClass().getName() + ", which it does not declare."),
                    e);
        }
    }

    /** A call before anything is written: whatever it throws without declaring it, and no answer, are defects of the plugin. */
    private <T> T answer(String name, Supplier<T> call) {
        T answer;
        try {
            answer = within(call);
        } catch (DestinationException e) {
            throw e;
        } catch (RuntimeException e) {
            throw DestinationException.of(
                    broken("ended " + name + " with " + e.getClass().getName() + ", which it does not declare"), e);
        }
        if (answer == null) {
            throw DestinationException.of(broken("gave no answer to " + name));
        }
        return answer;
    }

    private ErrorDetail broken(String what) {
        return HostFailure.DESTINATION_BROKEN.detail(
                name() + " " + what + ".",
                "Report this to the makers of the destination. --verbose shows where it happened.");
    }

    private String name() {
        return "The destination " + plugin.getClass().getName();
    }

    private void within(Runnable call) {
        within(loader, () -> {
            call.run();
            return true;
        });
    }

    @Override
    public DestinationSpec spec() {
        return within(plugin::spec);
    }

    @Override
    public boolean supports(SyncMode mode) {
        return within(() -> plugin.supports(mode));
    }

    /** Ends for sure: a destination that does not keep the deadline is interrupted at twice its time, and then left alone. */
    @Override
    public CheckReport check(CheckRequest request, CheckObserver observer) {
        Duration longest = request.timeout().multipliedBy(2);
        AtomicBoolean over = new AtomicBoolean();
        CheckObserver heard = step -> {
            if (!over.get()) {
                observer.ended(step);
            }
        };
        try {
            return new BoundedCall("sluice-check", longest)
                    .run(() -> answer("check", () -> plugin.check(request, heard)), () -> over.set(true));
        } catch (DestinationException e) {
            if (over.get() && !Thread.currentThread().isInterrupted()) {
                throw DestinationException.of(HostFailure.DESTINATION_HANGS.detail(
                        name() + " did not end a check within " + longest.toMillis() + " ms, and was given "
                                + request.timeout().toMillis() + " ms.",
                        "Look whether the target answers, and report this to the makers of the destination."));
            }
            throw e;
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException("a check declares no other exception", e);
        }
    }

    @Override
    public WriteProfile profile(WriteRequest request) {
        return answer("profile", () -> plugin.profile(request));
    }

    @Override
    public DestinationWriter write(WriteRequest request, RunHandle run, RunContext context) {
        return new Writer(within(() -> plugin.write(request, run, context)));
    }

    @Override
    public DestinationRun openRun(WriteRequest request, RunContext context) {
        return new Run(within(() -> plugin.openRun(request, context)));
    }

    @Override
    public RunFate resolve(WriteRequest request, RunHandle unresolved, RunContext context, CommitObserver observer) {
        return within(() -> plugin.resolve(request, unresolved, context, observer));
    }

    @Override
    public Optional<RecordReader> reader(WriteRequest request, RunContext context) {
        return within(() -> plugin.reader(request, context)).map(Reader::new);
    }

    @Override
    public List<String> preview(WriteRequest request, List<Row> rows) {
        return answer("preview", () -> plugin.preview(request, rows));
    }

    @Override
    public List<ErrorCode> errors() {
        return answer("errors", plugin::errors);
    }

    @Override
    public void close() {
        within(plugin::close);
    }

    private final class Run implements DestinationRun {
        private final DestinationRun run;

        Run(DestinationRun run) {
            this.run = run;
        }

        @Override
        public RunHandle handle() {
            return within(run::handle);
        }

        @Override
        public List<RunMarker> markers() {
            return within(run::markers);
        }

        @Override
        public void checkpoint(long number) {
            within(() -> run.checkpoint(number));
        }

        @Override
        public CommitResult commit(List<String> prepared, CommitObserver observer) {
            // As for a write.
            return within(loader, () -> run.commit(prepared, observer));
        }

        @Override
        public void close() {
            within(run::close);
        }
    }

    private final class Writer implements DestinationWriter {
        private final DestinationWriter writer;

        Writer(DestinationWriter writer) {
            this.writer = writer;
        }

        @Override
        public BatchResult write(List<Change> batch) {
            // Whatever it throws leaves changes of unknown fate; the lane says so. A DestinationException would deny
            // it.
            return within(loader, () -> writer.write(batch));
        }

        @Override
        public String prepareCommit() {
            return within(writer::prepareCommit);
        }

        @Override
        public void close() {
            within(writer::close);
        }
    }

    private final class Reader implements RecordReader {
        private final RecordReader reader;

        Reader(RecordReader reader) {
            this.reader = reader;
        }

        @Override
        public List<ReadBack> read(List<Row> expected) {
            return within(() -> reader.read(expected));
        }

        @Override
        public List<RunMarker> markers() {
            return within(reader::markers);
        }

        @Override
        public Optional<TargetMemory> memory(List<Row> some) {
            return within(() -> reader.memory(some));
        }

        @Override
        public void close() {
            within(reader::close);
        }
    }
}
