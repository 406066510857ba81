package dev.sluice.tck;

import dev.sluice.spi.Change;
import dev.sluice.spi.DestinationConfig;
import dev.sluice.spi.Field;
import dev.sluice.spi.Row;
import dev.sluice.spi.RowSchema;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What an author supplies so that the kit can test a destination: settings, and a client that writes and reads the target without the
 * destination. Used by one thread at a time, and closed after the last rule.
 *
 * <p>The name of a record is the {@link dev.sluice.spi.Identity#text() text of its identity}. Its fields are canonical texts, as
 * {@link dev.sluice.spi.FieldType} defines them; a number may have any text that stands for the same number. JSON values are compact.
 */
public interface ConformanceFixture extends AutoCloseable {
    /** The id of the destination. The kit finds it with {@link java.util.ServiceLoader}, as a host would. */
    String destinationId();

    /**
     * Starts an empty space that nothing else uses, such as a key prefix, a table or a directory. From now on {@link #config()} and
     * {@link #target()} lead to it. Called before every rule, and within some rules.
     */
    void isolate();

    /** Settings of a connection that works, for the current space. */
    DestinationConfig config();

    /** Settings of a sync that works, for the current space. */
    default DestinationConfig target() {
        return DestinationConfig.EMPTY;
    }

    /**
     * Settings of a sync that works for rows with these fields. Others than {@link #target()} only where these settings name fields themselves,
     * such as a template of the name of a record, or a field that is the whole record.
     *
     * @param key the fields that name the rows
     */
    default DestinationConfig targetFor(RowSchema schema, List<String> key) {
        return target();
    }

    /**
     * The fields that records keep of rows with these fields, with the settings of {@link #targetFor}. Fewer than all only where these settings
     * ask for that, such as one that makes a field the whole record. Then {@link #readAll()} returns no others, a reader tells of no others,
     * and a row without a value in any of them is rejected, since nothing of it would be there. If there is only one, {@link #readAll()} may
     * return it under the empty name: a record that is one text has no names.
     *
     * @param key the fields that name the rows
     */
    default List<String> storedFields(RowSchema schema, List<String> key) {
        return schema.fields().stream().map(Field::name).toList();
    }

    /** Settings that do not work: one for each way in which they can fail, with at least one invalid and one refused. */
    List<BrokenSettings> brokenSettings();

    /** Stores records in the current space as the destination would, with the fixture's own client. A null is stored or left out. */
    void seed(List<String> identity, List<Row> rows);

    /** Every record of the current space, by name: its fields, without those that are null. The marker of a sync is no record. */
    Map<String, Map<String, String>> readAll();

    /**
     * Whether a null clears the field of an existing record. Return false only if the settings under test ask the destination to omit
     * nulls.
     */
    default boolean nullClears() {
        return true;
    }

    /**
     * Prepares and returns a change that has to be rejected in UPSERT because of the row or of the record that it names.
     * The kit tries it in every mode.
     * {@link #readAll()} must still work, and may return the named record. The identity field is {@code id}. Empty if there is no such
     * change; without any the rules on refused rows are untried.
     */
    default Optional<Change> refusedBy(Refuser refuser) {
        return Optional.empty();
    }

    /** Settings of a user who can connect but lacks a permission that writing needs, and the code with which a check fails. */
    default Optional<BrokenSettings> limited() {
        return Optional.empty();
    }

    /**
     * Connections to the current space that the kit can disturb: {@link TcpRelay} for a target that is reached by TCP. Without it the rules
     * on lost connections and silent targets are untested.
     */
    default Optional<Faults> faults() {
        return Optional.empty();
    }

    /**
     * The time that each record of the current space has left, by name, without the records that stay. Empty if the fixture cannot read
     * it; then the rules on expiry are untested.
     */
    default Optional<Map<String, Duration>> expiries() {
        return Optional.empty();
    }

    /**
     * Settings of syncs that choose the field by which records are named, instead of the primary key, each by that field: for a list, for
     * example, one that matches members by {@code email} and one by {@code phone}. Two or more, or none if no setting chooses.
     */
    default Map<String, DestinationConfig> targetsByIdentity() {
        return Map.of();
    }

    /**
     * Stores something under this identity that no run with the current settings could have written, such as a value of another type or
     * a broken file.
     *
     * @return false if the fixture cannot do that
     */
    default boolean seedForeign(String identity) {
        return false;
    }

    /**
     * Settings of a sync for the current space, of which records expire by this field of their rows. Empty if there are none; then the rule
     * on such records does not apply.
     *
     * @param field its name
     */
    default Optional<DestinationConfig> targetExpiringBy(String field) {
        return Optional.empty();
    }

    /**
     * Locks a record of the current space, as another client does that is about to change it, until the result is closed. It may lock more
     * than the record. Where the target has several kinds of locks, this is best the one under which a write goes through and its commit does
     * not. Empty if the target has no locks; then the rules on locked
     * records are untested.
     *
     * @param record a row that was seeded, with the identity field {@code id}
     */
    default Optional<AutoCloseable> lock(Row record) {
        return Optional.empty();
    }

    /**
     * Removes everything from the current space, also what is no record, such as the marker of a sync: as if the target had been restored from
     * an empty backup.
     *
     * @return false if the fixture cannot do that; then the rule on emptied targets is untested
     */
    default boolean empty() {
        return false;
    }

    /**
     * Values that work for optional settings of the connection which {@link #config()} leaves unset, by name. The rules set one at a time. A
     * setting that is in neither, and is no flag, list of texts or default, is reported as untried.
     */
    default DestinationConfig optionalConfig() {
        return DestinationConfig.EMPTY;
    }

    /** Values that work for optional settings of the sync which {@link #target()} leaves unset, as in {@link #optionalConfig()}. */
    default DestinationConfig optionalTarget() {
        return DestinationConfig.EMPTY;
    }

    /** Releases the fixture's own client. */
    @Override
    default void close() {}
}
