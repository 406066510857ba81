package dev.sluice.tck.memory;

import dev.sluice.spi.Destination;
import java.util.function.Supplier;

/** The destination that ServiceLoader finds. It delegates to the reference destination or to the mutant under test. */
public final class MemoryEntry extends DelegatedDestination {
    private static volatile Supplier<Destination> current = MemoryEntry::initial;

    /** A property that makes the destination fail in any other class loader than the application's. A static field is not visible there. */
    public static final String BOUND = "sluice.tck.memory.bound";

    /** A property with the class of the destination that another class loader finds, unless it is the reference destination. */
    public static final String ELSEWHERE = "sluice.tck.memory.elsewhere";

    /** Called by ServiceLoader. */
    public MemoryEntry() {
        super(current.get());
        if (Boolean.getBoolean(BOUND) && MemoryEntry.class.getClassLoader() != ClassLoader.getSystemClassLoader()) {
            throw new IllegalStateException("loaded by another class loader");
        }
    }

    private static Destination initial() {
        return Elsewhere.find(ELSEWHERE, MemoryDestination.class);
    }

    public static void use(Supplier<Destination> destination) {
        current = destination;
        Elsewhere.announce(ELSEWHERE, destination);
    }
}
