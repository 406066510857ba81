package dev.sluice.host.change;

import dev.sluice.spi.Identity;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.StringJoiner;
import org.duckdb.DuckDBConnection;

/**
 * What a mirror remembers: for every record that it wrote the hash of the row and when, for every record that it may have written that it is
 * not certain. One file for each sync, used by one run at a time.
 *
 * <p>The order of calls: {@link #open}; {@link #observe} and its snapshot closed; {@link #compare}; {@link #begin} before the first write;
 * {@link #steps}, {@link #written}; {@link #removals}, {@link #forget}; {@link #close}. A process may end at any moment: the next run sees
 * at least what was committed by {@code begin}, and a record whose fate was not committed counts as not certain, so it is written again, or
 * removed if its row is gone.
 *
 * <p>{@link #written} and {@link #forget} may be called by several threads, everything else by one. Every method throws
 * {@link StateException} when the file cannot be read or written.
 */
public final class SyncState implements AutoCloseable {
    private final StateFile file;
    private final Identification identification;
    private final Clock clock;
    private final OutcomeLog outcomes;
    private boolean renderingChanged;

    private SyncState(StateFile file, Identification identification, Clock clock, OutcomeLog outcomes) {
        this.file = file;
        this.identification = identification;
        this.clock = clock;
        this.outcomes = outcomes;
    }

    /**
     * What the state belongs to.
     *
     * @param target where the records are; a state never serves two
     * @param identity names of the fields that name a record
     * @param rendering how rows are stored; another one than before: everything is written again
     * @param epoch ties the state to the contents of the target; another one than before: they are gone, and forgotten here too
     */
    public record Identification(String target, List<String> identity, String rendering, Optional<String> epoch) {
        public Identification {
            identity = List.copyOf(identity);
        }

        String fields() {
            StringJoiner joined = new StringJoiner(",");
            for (String field : identity) {
                joined.add(field.replace("\\", "\\\\").replace(",", "\\,"));
            }
            return joined.toString();
        }
    }

    /**
     * Opens the state of a sync, or begins one.
     *
     * @param directory made if need be, for its owner alone
     * @throws GuardException {@code STATE_IN_USE}, {@code STATE_OTHER_TARGET}, {@code STATE_OTHER_KEY}, {@code STATE_UNREADABLE}
     */
    public static SyncState open(Path directory, String sync, Identification identification, Clock clock) {
        StateFile file = StateFile.open(directory, sync);
        boolean open = false;
        try {
            StateSchema.prepare(file);
            SyncState state =
                    new SyncState(file, identification, clock, new OutcomeLog(file.path(), file.connect(), clock));
            state.recognize();
            open = true;
            return state;
        } catch (SQLException e) {
            throw StateFile.unreadable(file.path());
        } finally {
            if (!open) {
                file.close();
            }
        }
    }

    /** Sees whether this is the state that the run means. */
    private void recognize() throws SQLException {
        try (DuckDBConnection connection = file.connect();
                Statement statement = connection.createStatement()) {
            Optional<String> target = StateSchema.property(statement, StateSchema.TARGET);
            if (target.isPresent() && !target.get().equals(identification.target())) {
                throw new GuardException(
                        "STATE_OTHER_TARGET",
                        "The state " + file.path() + " was written for another target.",
                        "Sync there again, or give this sync a name of its own. To begin anew remove the file: records at the other"
                                + " target then stay.");
            }
            Optional<String> fields = StateSchema.property(statement, StateSchema.FIELDS);
            if (fields.isPresent() && !fields.get().equals(identification.fields())) {
                throw new GuardException(
                        "STATE_OTHER_KEY",
                        "The state " + file.path() + " was written with another key, " + fields.get() + ".",
                        "Use that key, or give this sync a name of its own. To begin anew remove the file: records of the old key then"
                                + " stay.");
            }
            Optional<String> epoch = StateSchema.property(statement, StateSchema.EPOCH);
            if (epoch.isPresent() && !epoch.equals(identification.epoch())) {
                // The records are gone, and what is there instead is nobody's business.
                statement.execute("DELETE FROM records");
            }
            Optional<String> rendering = StateSchema.property(statement, StateSchema.RENDERING);
            renderingChanged = rendering.isPresent() && !rendering.get().equals(identification.rendering());
            Optional<String> hash = StateSchema.property(statement, StateSchema.HASH);
            if (hash.isPresent() && !hash.get().equals(RowHasher.VERSION)) {
                renderingChanged = true;
            }
        }
    }

    /** Begins to take in what the source has now. */
    public Snapshot observe() {
        try {
            return new Snapshot(file.path(), file.connect());
        } catch (SQLException e) {
            throw StateException.of(file.path(), e);
        }
    }

    /** Whether the state can hold this identity; another one is treated as none. */
    public static boolean isStorable(Identity identity) {
        return IdentityText.isStorable(identity);
    }

    /**
     * Compares the snapshot, which is closed, with what was written. Changes nothing.
     *
     * @param expiry records vanish after this long, unless written again
     */
    public Difference compare(Optional<Duration> expiry) {
        try (DuckDBConnection connection = file.connect();
                Statement statement = connection.createStatement()) {
            long now = clock.millis();
            // Renewed at half of the time, so that a run that is late or fails does not let a record vanish.
            long oldest = expiry.map(time -> now - time.toMillis() / 2).orElse(Long.MIN_VALUE);
            statement.execute(StateSchema.comparison(now, oldest, renderingChanged));
            statement.execute(StateSchema.GONE);
            long[] counts = new long[Kind.values().length];
            try (ResultSet rows = statement.executeQuery("SELECT kind, count(*) FROM run.steps GROUP BY kind")) {
                while (rows.next()) {
                    counts[rows.getInt(1)] = rows.getLong(2);
                }
            }
            long observed = number(statement, "SELECT count(*) FROM run.observed");
            long steps = 0;
            for (long count : counts) {
                steps += count;
            }
            return new Difference(
                    counts[Kind.ADDED.code()],
                    counts[Kind.CHANGED.code()],
                    counts[Kind.RENEWED.code()],
                    observed - steps,
                    counts[Kind.DUPLICATE.code()],
                    number(statement, "SELECT count(*) FROM run.gone"));
        } catch (SQLException e) {
            throw StateException.of(file.path(), e);
        }
    }

    private static long number(Statement statement, String sql) throws SQLException {
        try (ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }

    /** Commits that the records of all rows to write are not certain from now on, and what the state belongs to. */
    public void begin() {
        try (DuckDBConnection connection = file.connect();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute(StateSchema.PENDING);
            if (renderingChanged) {
                statement.execute(StateSchema.PENDING_ALL);
            }
            StateSchema.set(statement, StateSchema.TARGET, identification.target());
            StateSchema.set(statement, StateSchema.FIELDS, identification.fields());
            StateSchema.set(statement, StateSchema.RENDERING, identification.rendering());
            StateSchema.set(statement, StateSchema.HASH, RowHasher.VERSION);
            StateSchema.set(statement, StateSchema.EPOCH, identification.epoch().orElse(""));
            connection.commit();
        } catch (SQLException e) {
            throw StateException.of(file.path(), e);
        }
    }

    /** The rows that are not unchanged. */
    public Steps steps() {
        try {
            return new Steps(file.path(), file.connect());
        } catch (SQLException e) {
            throw StateException.of(file.path(), e);
        }
    }

    /** The records that the source has no row for. */
    public Removals removals() {
        try {
            return new Removals(file.path(), identification.identity().size(), file.connect());
        } catch (SQLException e) {
            throw StateException.of(file.path(), e);
        }
    }

    /** A record holds a row of this hash now. Committed together with others, about once a second. */
    public void written(Identity identity, RowHash hash) {
        outcomes.written(IdentityText.of(identity), hash);
    }

    /** There is no record that this sync wrote: it is removed, or was never made. Committed together with others, about once a second. */
    public void forget(Identity identity) {
        outcomes.forget(IdentityText.of(identity));
    }

    /** Commits what is outstanding. Idempotent. */
    @Override
    public void close() {
        try {
            outcomes.close();
            StateSchema.fold(file);
        } catch (SQLException e) {
            throw StateException.of(file.path(), e);
        } finally {
            file.close();
        }
    }
}
