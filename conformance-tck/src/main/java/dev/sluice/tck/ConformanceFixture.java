package dev.sluice.tck;

import dev.sluice.spi.Change;
import dev.sluice.spi.DestinationConfig;
import dev.sluice.spi.Row;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What an author supplies so that the kit can try a destination: settings, and a client of the author's own that seeds and reads the
 * target without the destination. Used by one thread at a time; closed when all rules have run.
 *
 * <p>A record is named by the {@link dev.sluice.spi.Identity#text() text of its identity}. Its fields are canonical texts, as
 * {@link dev.sluice.spi.FieldType} defines them; for numbers, any text that stands for the same number. JSON values are compact.
 */
public interface ConformanceFixture extends AutoCloseable {
    /** The id of the destination. The kit finds it with {@link java.util.ServiceLoader}, as a host would. */
    String destinationId();

    /**
     * Begins an empty space that nothing else uses (a key prefix, a table, a directory): from here on {@link #config()} and
     * {@link #target()} name it. Called before every rule, and within some.
     */
    void isolate();

    /** Settings that work, for the present space. */
    DestinationConfig config();

    /** Settings of a sync that work, for the present space. */
    default DestinationConfig target() {
        return DestinationConfig.EMPTY;
    }

    /** Settings that do not work; give one for each way in which yours can fail, at least one invalid and one refused. */
    List<BrokenSettings> brokenSettings();

    /** Stores records as the destination would, with the fixture's own client, in the present space. A null is stored as such or left out. */
    void seed(List<String> identity, List<Row> rows);

    /** Every record of the present space: identity to fields. A null field is left out. */
    Map<String, Map<String, String>> readAll();

    /**
     * Whether writing a null clears what the record had in that field. Say false only where the settings under test ask for nulls to be
     * left out.
     */
    default boolean nullClears() {
        return true;
    }

    /**
     * Prepares and returns a change that the destination has to reject in UPSERT, for a reason that lies in the row or in the record that
     * it names: the present space must stay readable by {@link #readAll()}, where the named record may appear. Its identity field is
     * called {@code id}.
     */
    default Optional<Change> poison() {
        return Optional.empty();
    }

    /** Settings of a user who can connect but lacks a right that writing needs, and the code that a check answers with. */
    default Optional<BrokenSettings> limited() {
        return Optional.empty();
    }

    /**
     * A way to the target that the kit can harm, to the present space: {@link TcpRelay} for a target that is reached by TCP. Without it the
     * rules on lost connections and silent targets are untested.
     */
    default Optional<Faults> faults() {
        return Optional.empty();
    }

    /**
     * The time that each record of the present space has left, by identity; a record that stays is left out. Empty if this fixture cannot
     * tell, so that the rules on expiry are untested.
     */
    default Optional<Map<String, Duration>> expiries() {
        return Optional.empty();
    }

    /**
     * Puts something where the record of this identity would be that no run of the present settings writes: a value of another type, a
     * broken file. False if there is no such thing.
     */
    default boolean seedForeign(String identity) {
        return false;
    }

    /** Releases the fixture's own client. */
    @Override
    default void close() {}
}
