package dev.sluice.tck.sql;

import dev.sluice.spi.BatchResult;
import dev.sluice.spi.BoundedCall;
import dev.sluice.spi.Change;
import dev.sluice.spi.Outcome;
import dev.sluice.spi.Row;
import dev.sluice.spi.WriteProfile;
import dev.sluice.spi.WriteRequest;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Puts each batch into the staging table. What cannot be staged is rejected at once, and everything else is decided by the commit. */
final class SqlStagedWriter extends SqlWriter {
    private final String runId;
    private final String name = UUID.randomUUID().toString();

    SqlStagedWriter(WriteRequest request, WriteProfile profile, Connection connection, SqlTable table, String runId) {
        super(
                request,
                profile,
                connection,
                table,
                new BoundedCall("sql", new SqlDestination().timeout(request.config())));
        this.runId = runId;
    }

    @Override
    public BatchResult transaction(List<Change> changes) throws SQLException {
        BatchResult.Builder result = BatchResult.builder(changes.size());
        List<Change> taken = new ArrayList<>();
        for (int i = 0; i < changes.size(); i++) {
            Row row = changes.get(i).row();
            if (identity(row).isEmpty()) {
                result.set(i, SqlErrors.rejected("KEY_EMPTY", "The key of the row is missing, blank or nested."));
            } else if (changes.get(i) instanceof Change.Remove
                    && !request.mode().removes()) {
                result.set(i, SqlErrors.rejected("REMOVAL_UNEXPECTED", "The mode removes nothing."));
            } else if (!hasTexts(row)) {
                result.set(i, SqlErrors.rejected("VALUE_UNSUITABLE", "A value of the row has no text."));
            } else {
                taken.add(changes.get(i));
            }
        }
        SqlStage.add(connection, runId, name, taken);
        commit();
        return result.setRest(Outcome.ACCEPTED).build();
    }

    private static boolean hasTexts(Row row) {
        try {
            for (int i = 0; i < row.size(); i++) {
                Object value = row.value(i);
                if (value != null) {
                    String unused = row.schema().field(i).type().format(value);
                }
            }
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    @Override
    public String prepareCommit() {
        return name;
    }
}
