package dev.sluice.redis.read;

import dev.sluice.redis.port.Payload;
import dev.sluice.spi.ReadBack.Status;
import java.util.List;

/** How a record of one format is fetched and compared. */
interface RecordFormat {
    /** The command that answers with the record. */
    String command();

    /**
     * Compares a record with what it should hold.
     *
     * @param expected what the row would be written as
     * @param actual the reply to {@link #command()}, not an error and not the null reply
     */
    Comparison compare(Payload expected, Object actual);

    /**
     * How a record compares.
     *
     * @param differences names of fields, for {@link Status#DIFFERS}
     * @param display the record as people read it
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
