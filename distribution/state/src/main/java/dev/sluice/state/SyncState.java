package dev.sluice.state;

import dev.sluice.host.change.ChangeCursor;
import dev.sluice.host.change.ChangeKind;
import dev.sluice.host.change.ChangeState;
import dev.sluice.host.change.Difference;
import dev.sluice.host.change.Identification;
import dev.sluice.host.change.IdentityText;
import dev.sluice.host.change.Removals;
import dev.sluice.host.change.RowHash;
import dev.sluice.host.change.RowHasher;
import dev.sluice.host.change.Snapshot;
import dev.sluice.spi.Identity;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.StringJoiner;
import org.duckdb.DuckDBConnection;

/** The state of a sync, in one file. */
final class SyncState implements ChangeState {
    private final StateFile file;
    private final Identification identification;
    private final Clock clock;
    private final OutcomeLog outcomes;
    private final boolean renderingChanged;
    private boolean closed;

    private SyncState(StateFile file, Identification identification, boolean renderingChanged, Clock clock)
            throws SQLException {
        this.file = file;
        this.identification = identification;
        this.renderingChanged = renderingChanged;
        this.clock = clock;
        this.outcomes = new OutcomeLog(file.path(), file.connect(), clock);
    }

    /** @see dev.sluice.host.change.ChangeStates#open */
    static SyncState open(Path directory, String sync, Identification identification, Clock clock) {
        StateFile file = StateFile.open(directory, sync);
        boolean open = false;
        try {
            StateSchema.prepare(file);
            SyncState state = new SyncState(file, identification, recognize(file, identification), clock);
            open = true;
            return state;
        } catch (SQLException e) {
            throw StateFailures.unreadable(file.path());
        } finally {
            if (!open) {
                file.close();
            }
        }
    }

    /**
     * Checks that this is the state of the target and the key that the run has.
     *
     * @return whether rows are rendered or hashed differently now
     */
    private static boolean recognize(StateFile file, Identification identification) throws SQLException {
        try (DuckDBConnection connection = file.connect();
                Statement statement = connection.createStatement()) {
            Optional<String> target = StateSchema.property(statement, StateSchema.TARGET);
            if (target.isPresent() && !target.get().equals(identification.target())) {
                throw StateFailures.otherTarget(file.path());
            }
            Optional<String> fields = StateSchema.property(statement, StateSchema.FIELDS);
            if (fields.isPresent() && !fields.get().equals(fields(identification))) {
                throw StateFailures.otherKey(file.path(), fields.get());
            }
            Optional<String> epoch = StateSchema.property(statement, StateSchema.EPOCH);
            if (epoch.isPresent() && !epoch.equals(identification.epoch())) {
                // The records are gone. Records in their place belong to others.
                statement.execute("DELETE FROM records");
            }
            Optional<String> rendering = StateSchema.property(statement, StateSchema.RENDERING);
            Optional<String> hash = StateSchema.property(statement, StateSchema.HASH);
            return (rendering.isPresent() && !rendering.get().equals(identification.rendering()))
                    || (hash.isPresent() && !hash.get().equals(RowHasher.VERSION));
        }
    }

    @Override
    public Snapshot observe() {
        try {
            return new ObservedRows(file);
        } catch (SQLException e) {
            throw StateFailures.failed(file.path(), e);
        }
    }

    @Override
    public Difference compare(Optional<Duration> expiry) {
        try (DuckDBConnection connection = file.connect();
                Statement statement = connection.createStatement()) {
            long now = clock.millis();
            // Records are renewed after half of their time, so that a late or failed run does not let them expire.
            long oldest = expiry.map(time -> now - time.toMillis() / 2).orElse(Long.MIN_VALUE);
            statement.execute(StateSchema.comparison(now, oldest, renderingChanged));
            statement.execute(StateSchema.GONE);
            long[] counts = new long[ChangeKind.values().length];
            try (ResultSet rows = statement.executeQuery("SELECT kind, count(*) FROM run.changes GROUP BY kind")) {
                while (rows.next()) {
                    counts[rows.getInt(1)] = rows.getLong(2);
                }
            }
            long observed = number(statement, "SELECT count(*) FROM run.observed");
            long changes = 0;
            for (long count : counts) {
                changes += count;
            }
            return new Difference(
                    counts[StateSchema.code(ChangeKind.ADDED)],
                    counts[StateSchema.code(ChangeKind.CHANGED)],
                    counts[StateSchema.code(ChangeKind.RENEWED)],
                    observed - changes,
                    counts[StateSchema.code(ChangeKind.DUPLICATE)],
                    number(statement, "SELECT count(*) FROM run.gone"));
        } catch (SQLException e) {
            throw StateFailures.failed(file.path(), e);
        }
    }

    private static String fields(Identification identification) {
        StringJoiner joined = new StringJoiner(",");
        for (String field : identification.identity()) {
            joined.add(field.replace("\\", "\\\\").replace(",", "\\,"));
        }
        return joined.toString();
    }

    private static long number(Statement statement, String sql) throws SQLException {
        try (ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }

    @Override
    public void begin() {
        try (DuckDBConnection connection = file.connect();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute(StateSchema.PENDING);
            if (renderingChanged) {
                statement.execute(StateSchema.PENDING_ALL);
            }
            StateSchema.set(statement, StateSchema.TARGET, identification.target());
            StateSchema.set(statement, StateSchema.FIELDS, fields(identification));
            StateSchema.set(statement, StateSchema.RENDERING, identification.rendering());
            StateSchema.set(statement, StateSchema.HASH, RowHasher.VERSION);
            StateSchema.set(statement, StateSchema.EPOCH, identification.epoch().orElse(""));
            connection.commit();
        } catch (SQLException e) {
            throw StateFailures.failed(file.path(), e);
        }
    }

    @Override
    public ChangeCursor changes() {
        return new ChangedRows(file);
    }

    @Override
    public Removals removals() {
        return new GoneRecords(file, identification.identity().size());
    }

    @Override
    public void written(Identity identity, RowHash hash) {
        outcomes.written(IdentityText.of(identity), hash);
    }

    @Override
    public void forget(Identity identity) {
        outcomes.forget(IdentityText.of(identity));
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            outcomes.close();
            StateSchema.fold(file);
        } catch (SQLException e) {
            throw StateFailures.failed(file.path(), e);
        } finally {
            file.close();
        }
    }
}
