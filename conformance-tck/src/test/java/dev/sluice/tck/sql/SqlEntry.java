package dev.sluice.tck.sql;

import dev.sluice.spi.Destination;
import dev.sluice.tck.memory.DelegatedDestination;
import dev.sluice.tck.memory.Elsewhere;
import java.util.function.Supplier;

/** The destination that ServiceLoader finds. It delegates to the reference destination or to the mutant under test. */
public final class SqlEntry extends DelegatedDestination {
    private static volatile Supplier<Destination> current = SqlEntry::initial;

    /** A property with the class of the destination that another class loader or process finds, unless it is the SQL reference. */
    public static final String ELSEWHERE = "sluice.tck.sql.elsewhere";

    /** Called by ServiceLoader. */
    public SqlEntry() {
        super(current.get());
    }

    private static Destination initial() {
        return Elsewhere.find(ELSEWHERE, SqlDestination.class);
    }

    public static void use(Supplier<Destination> destination) {
        current = destination;
        Elsewhere.announce(ELSEWHERE, destination);
    }
}
