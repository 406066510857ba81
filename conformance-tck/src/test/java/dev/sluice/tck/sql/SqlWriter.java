package dev.sluice.tck.sql;

import dev.sluice.spi.BatchResult;
import dev.sluice.spi.BoundedCall;
import dev.sluice.spi.Change;
import dev.sluice.spi.DestinationException;
import dev.sluice.spi.DestinationWriter;
import dev.sluice.spi.FieldType;
import dev.sluice.spi.Identity;
import dev.sluice.spi.Outcome;
import dev.sluice.spi.Row;
import dev.sluice.spi.WriteProfile;
import dev.sluice.spi.WriteProfile.Absent;
import dev.sluice.spi.WriteProfile.Existing;
import dev.sluice.spi.WriteRequest;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Writes each batch in one transaction: what is reported as written was committed. Mutants override its methods. */
public class SqlWriter implements DestinationWriter {
    /** A row in the types of the columns. A null is a value that is null. */
    public record Values(Map<String, @Nullable Object> byColumn) {}

    public final WriteRequest request;
    public final WriteProfile profile;
    public final Connection connection;
    public final SqlTable table;
    private final BoundedCall calls;
    private final Map<String, PreparedStatement> statements = new HashMap<>();
    private boolean closed;

    public SqlWriter(
            WriteRequest request, WriteProfile profile, Connection connection, SqlTable table, BoundedCall calls) {
        this.request = request;
        this.profile = profile;
        this.connection = connection;
        this.table = table;
        this.calls = calls;
    }

    @Override
    public BatchResult write(List<Change> batch) {
        if (closed) {
            throw DestinationException.closed();
        }
        List<Change> changes = List.copyOf(batch);
        try {
            return calls.run(() -> transaction(changes), () -> {});
        } catch (SQLException e) {
            return unknown(changes, SqlErrors.of(e));
        } catch (DestinationException e) {
            return unknown(changes, e);
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static BatchResult unknown(List<Change> changes, DestinationException why) {
        return BatchResult.builder(changes.size())
                .setRest(Outcome.indeterminate(why.detail()))
                .stop(why)
                .build();
    }

    public BatchResult transaction(List<Change> changes) throws SQLException {
        BatchResult.Builder result = BatchResult.builder(changes.size());
        for (int i = 0; i < changes.size(); i++) {
            result.set(i, apply(changes.get(i)));
        }
        commit();
        return result.build();
    }

    public void commit() throws SQLException {
        connection.commit();
    }

    public Outcome apply(Change change) throws SQLException {
        if (identity(change.row()).isEmpty()) {
            return SqlErrors.rejected("KEY_EMPTY", "The key of the row is missing, blank or nested.");
        }
        if (change instanceof Change.Remove && !request.mode().removes()) {
            return SqlErrors.rejected("REMOVAL_UNEXPECTED", "The mode removes nothing.");
        }
        Row row = change.row();
        Map<String, @Nullable Object> values = new HashMap<>();
        for (int i = 0; i < row.size(); i++) {
            String name = row.schema().field(i).name();
            FieldType column = table.columns().get(name);
            Object value = row.value(i);
            if (column == null) {
                if (value != null) {
                    return SqlErrors.rejected("COLUMN_UNKNOWN", "The table has no column for a field of the row.");
                }
            } else if (value == null) {
                values.put(name, null);
            } else {
                Optional<Object> converted = converted(row.schema().field(i).type(), value, column);
                if (converted.isEmpty()) {
                    return SqlErrors.rejected("VALUE_UNSUITABLE", "A column cannot hold a value of the row.");
                }
                values.put(name, SqlTypes.bound(column, converted.get()));
            }
        }
        try {
            return change instanceof Change.Remove ? remove(new Values(values)) : put(new Values(values));
        } catch (SQLException e) {
            if (SqlErrors.isOfRow(e)) {
                return SqlErrors.rejected("ROW_REFUSED", "The database refused the row.");
            }
            throw e;
        }
    }

    public Optional<Identity> identity(Row row) {
        return Identity.of(row, profile.identity());
    }

    /** A value in the type of its column; empty if the column cannot hold exactly this value. */
    public Optional<Object> converted(FieldType from, Object value, FieldType column) {
        return SqlTypes.converted(from, value, column);
    }

    public Outcome remove(Values values) throws SQLException {
        execute(table.delete(), List.of(), values);
        return Outcome.WRITTEN;
    }

    public Outcome put(Values values) throws SQLException {
        if (profile.existing() == Existing.SKIP) {
            return insert(values) ? Outcome.WRITTEN : Outcome.skipped("RECORD_EXISTS");
        }
        List<String> set = new ArrayList<>(
                profile.existing() == Existing.OVERWRITE
                        ? table.columns().keySet()
                        : values.byColumn().keySet());
        set.removeAll(profile.identity());
        if (execute(table.update(set), set, values) > 0) {
            return Outcome.WRITTEN;
        }
        if (profile.absent() == Absent.SKIP) {
            return Outcome.skipped("RECORD_ABSENT");
        }
        return insert(values) ? Outcome.WRITTEN : Outcome.skipped("RECORD_EXISTS");
    }

    /** Inserts a record; false if there is one of this key. */
    public boolean insert(Values values) throws SQLException {
        List<String> names = List.copyOf(values.byColumn().keySet());
        PreparedStatement statement = statement(table.insert(names));
        for (int i = 0; i < names.size(); i++) {
            statement.setObject(i + 1, values.byColumn().get(names.get(i)));
        }
        try {
            statement.executeUpdate();
            return true;
        } catch (SQLException e) {
            if (e.getErrorCode() == org.h2.api.ErrorCode.DUPLICATE_KEY_1) {
                return false;
            }
            throw e;
        }
    }

    /** Executes a statement with values for these columns and then for the key. */
    public int execute(String sql, List<String> names, Values values) throws SQLException {
        PreparedStatement statement = statement(sql);
        int position = 1;
        for (String name : names) {
            statement.setObject(position++, values.byColumn().get(name));
        }
        for (String name : profile.identity()) {
            statement.setObject(position++, values.byColumn().get(name));
        }
        return statement.executeUpdate();
    }

    private PreparedStatement statement(String sql) throws SQLException {
        PreparedStatement statement = statements.get(sql);
        if (statement == null) {
            statement = connection.prepareStatement(sql);
            statements.put(sql, statement);
        }
        return statement;
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            // Ends the transaction of a batch that failed, too.
            SqlDestination.end(connection);
        }
    }
}
