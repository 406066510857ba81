package dev.sluice.tck.mutant;

import dev.sluice.spi.Destination;
import dev.sluice.tck.ConformanceFixture;
import dev.sluice.tck.memory.MemoryDestination;
import dev.sluice.tck.memory.MemoryFixture;
import dev.sluice.tck.sql.SqlFixture;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * A wrong destination, or a wrong fixture, that the rules have to catch.
 *
 * @param name its fault, as a sentence without a subject
 * @param kills the ids of exactly the rules that it fails
 * @param may the ids of rules that may find it or not: random histories (10.01), since they cover few rows, and a rule that finds it only after others ran
 * @param destination creates it
 * @param fixture creates its fixture
 * @param sql whether it is one of the SQL reference, not of the one in memory
 */
public record Mutant(
        String name,
        Set<String> kills,
        Set<String> may,
        Supplier<Destination> destination,
        Supplier<ConformanceFixture> fixture,
        boolean sql) {
    /** @param kills ids such as {@code 4.03}, separated by spaces; {@code 4.03?} if that rule may find it or not */
    static Mutant of(String name, String kills, Supplier<Destination> destination) {
        return of(name, kills, destination, MemoryFixture::new);
    }

    /** A mutant of the SQL reference. */
    static Mutant ofSql(String name, String kills, Supplier<Destination> destination) {
        Mutant mutant = of(name, kills, destination, SqlFixture::new);
        return new Mutant(name, mutant.kills, mutant.may, destination, mutant.fixture, true);
    }

    static Mutant ofFixture(String name, String kills, Supplier<ConformanceFixture> fixture) {
        return of(name, kills, MemoryDestination::new, fixture);
    }

    static Mutant of(
            String name, String kills, Supplier<Destination> destination, Supplier<ConformanceFixture> fixture) {
        Set<String> ids = new TreeSet<>();
        Set<String> may = new TreeSet<>();
        for (String id : kills.split(" ", -1)) {
            (id.endsWith("?") ? may : ids).add(id.replace("?", ""));
        }
        return new Mutant(name, ids, may, destination, fixture, false);
    }

    public static final String HISTORIES = "10.01";

    /** Every mutant, by section of the rules. */
    public static List<Mutant> all() {
        return joined(
                SpecMutants.all(),
                CheckMutants.all(),
                WriteMutants.all(),
                ModeMutants.all(),
                AudienceMutants.all(),
                ValueMutants.all(),
                FailureMutants.all(),
                LifecycleMutants.all(),
                HostingMutants.all(),
                ConnectionMutants.all(),
                ExpiryMutants.all(),
                KeptMutants.all(),
                ReaderMutants.all(),
                RunMutants.all(),
                MarkerMutants.all(),
                ConnectorMutants.all(),
                SqlSettingsMutants.all(),
                SqlMutants.all(),
                SqlLifecycleMutants.all(),
                SqlValueMutants.all(),
                ElsewhereMutants.all(),
                CommitMutants.all(),
                ReportingMutants.all(),
                DriftMutants.all(),
                CancelMutants.all(),
                NullMutants.all(),
                FateMutants.all(),
                CodeMutants.all(),
                CharsetMutants.all(),
                NeighbourMutants.all(),
                SeriesMutants.all(),
                OddSettingsMutants.all(),
                WidenedMutants.all(),
                SqlStagedMutants.all(),
                RefusalMutants.all(),
                StagedMutants.all(),
                HoldingMutants.all());
    }

    @SafeVarargs
    @SuppressWarnings("varargs") // only read
    static List<Mutant> joined(List<Mutant>... parts) {
        return Stream.of(parts).flatMap(List::stream).toList();
    }

    @Override
    public String toString() {
        return name;
    }
}
