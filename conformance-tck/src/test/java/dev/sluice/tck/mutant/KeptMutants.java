package dev.sluice.tck.mutant;

import dev.sluice.spi.Destination;
import dev.sluice.spi.Outcome;
import dev.sluice.spi.Row;
import dev.sluice.spi.WriteProfile;
import dev.sluice.tck.memory.ValueDestination;
import dev.sluice.tck.memory.ValueFixture;
import java.util.List;
import java.util.function.Supplier;

/** Records that are not the one field of their rows that they are to be. */
final class KeptMutants {
    private KeptMutants() {}

    static List<Mutant> all() {
        return List.of(
                ofValue(
                        "skips a row of which nothing is left",
                        "10.01 10.02 6.05 6.06 6.08 6.15",
                        () -> new ValueDestination() {
                            @Override
                            public Outcome nothing(Row row) {
                                return Outcome.skipped("NO_VALUE");
                            }
                        }),
                ofValue(
                        "says that a row of which nothing is left was written",
                        "10.01 10.02 3.15 6.05 6.06 6.08 6.15",
                        () -> new ValueDestination() {
                            @Override
                            public Outcome nothing(Row row) {
                                return Outcome.WRITTEN;
                            }
                        }),
                ofValue(
                        "makes the last field the whole record",
                        "10.01 10.02 11.01 11.04 11.07 11.10 11.12 13.02 13.03 13.04 4.01 4.03 4.04 4.06 "
                                + "4.07 4.09 4.10 4.11 4.12 4.13 4.14 4.15 4.16 4.18 5.01 5.02 5.03 5.04 5.07 5.08 "
                                + "5.15 6.01 6.03 6.05 6.06 6.07 6.10 6.12 6.14 7.01 7.04 7.05 7.08 7.10 7.13 7.14 "
                                + "8.01 8.05 8.06 8.07 8.08 8.16 8.19 9.04",
                        () -> new ValueDestination() {
                            @Override
                            public Row only(Row row, String field) {
                                return super.only(row, row.schema().names().get(row.size() - 1));
                            }
                        }),
                ofValue(
                        "compares fields that its records do not keep",
                        "11.01 11.02 11.04 11.07 11.09 11.10 11.11 11.12 6.17 9.05",
                        () -> new ValueDestination() {
                            @Override
                            public Row compared(Row row, WriteProfile profile) {
                                return row;
                            }
                        }));
    }

    private static Mutant ofValue(String name, String kills, Supplier<Destination> destination) {
        return Mutant.of(name, kills, destination, ValueFixture::new);
    }
}
