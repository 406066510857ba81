package dev.sluice.redis.read;

import dev.sluice.redis.port.Payload;
import dev.sluice.spi.ReadBack.Status;
import dev.sluice.spi.Row;
import java.util.List;

/** Reads and compares records of one format. */
interface RecordFormat {
    /** The fields of a row that its record holds. */
    default List<String> fields(Row row) {
        return row.schema().names();
    }

    /** The command that returns the record. */
    String command();

    /**
     * Compares a record with its row.
     *
     * @param expected the row as it would be written
     * @param actual the reply to {@link #command()}; not an error and not the null reply
     */
    Comparison compare(Payload expected, Object actual);

    /**
     * The result of a comparison.
     *
     * @param differences the names of the fields that differ, for {@link Status#DIFFERS}
     * @param display the record as text, for people
     */
    record Comparison(Status status, List<String> differences, String display) {
        static final Comparison ABSENT = new Comparison(Status.ABSENT, List.of(), "");

        static final Comparison FOREIGN =
                new Comparison(Status.FOREIGN, List.of(), "(a value of another type than the sync writes)");

        static Comparison of(List<String> differences, String display) {
            return new Comparison(differences.isEmpty() ? Status.MATCHES : Status.DIFFERS, differences, display);
        }
    }
}
