package dev.sluice.tck.memory;

import dev.sluice.spi.CheckObserver;
import dev.sluice.spi.CheckReport;
import dev.sluice.spi.CheckRequest;
import dev.sluice.spi.CommitObserver;
import dev.sluice.spi.Destination;
import dev.sluice.spi.DestinationRun;
import dev.sluice.spi.DestinationSpec;
import dev.sluice.spi.DestinationWriter;
import dev.sluice.spi.RecordReader;
import dev.sluice.spi.RunContext;
import dev.sluice.spi.RunFate;
import dev.sluice.spi.RunHandle;
import dev.sluice.spi.SyncMode;
import dev.sluice.spi.WriteProfile;
import dev.sluice.spi.WriteRequest;
import java.util.Optional;
import java.util.function.Supplier;

/** The destination that ServiceLoader finds. It delegates to the reference destination or to the mutant under test. */
public final class MemoryEntry implements Destination {
    private static volatile Supplier<Destination> current = MemoryEntry::initial;

    /** A property that makes the destination fail in any other class loader than the application's. A static field is not visible there. */
    public static final String BOUND = "sluice.tck.memory.bound";

    /** A property with the class of the destination that another class loader finds, unless it is the reference destination. */
    public static final String ELSEWHERE = "sluice.tck.memory.elsewhere";

    private final Destination destination = current.get();

    /** Called by ServiceLoader. */
    public MemoryEntry() {
        if (Boolean.getBoolean(BOUND) && MemoryEntry.class.getClassLoader() != ClassLoader.getSystemClassLoader()) {
            throw new IllegalStateException("loaded by another class loader");
        }
    }

    private static Destination initial() {
        try {
            return Class.forName(System.getProperty(ELSEWHERE, MemoryDestination.class.getName()))
                    .asSubclass(Destination.class)
                    .getConstructor()
                    .newInstance();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    public static void use(Supplier<Destination> destination) {
        current = destination;
    }

    @Override
    public DestinationSpec spec() {
        return destination.spec();
    }

    @Override
    public boolean supports(SyncMode mode) {
        return destination.supports(mode);
    }

    @Override
    public CheckReport check(CheckRequest request, CheckObserver observer) {
        return destination.check(request, observer);
    }

    @Override
    public WriteProfile profile(WriteRequest request) {
        return destination.profile(request);
    }

    @Override
    public DestinationWriter write(WriteRequest request, RunHandle run, RunContext context) {
        return destination.write(request, run, context);
    }

    @Override
    public DestinationRun openRun(WriteRequest request, RunContext context) {
        return destination.openRun(request, context);
    }

    @Override
    public RunFate resolve(WriteRequest request, RunHandle unresolved, RunContext context, CommitObserver observer) {
        return destination.resolve(request, unresolved, context, observer);
    }

    @Override
    public Optional<RecordReader> reader(WriteRequest request, RunContext context) {
        return destination.reader(request, context);
    }

    @Override
    public String toString() {
        return destination.toString();
    }
}
