package dev.sluice.tck.sql;

import dev.sluice.spi.Destination;
import dev.sluice.tck.memory.DelegatedDestination;
import java.util.function.Supplier;

/** The destination that ServiceLoader finds. It delegates to the reference destination or to the mutant under test. */
public final class SqlEntry extends DelegatedDestination {
    private static volatile Supplier<Destination> current = SqlDestination::new;

    /** Called by ServiceLoader. */
    public SqlEntry() {
        super(current.get());
    }

    public static void use(Supplier<Destination> destination) {
        current = destination;
    }
}
