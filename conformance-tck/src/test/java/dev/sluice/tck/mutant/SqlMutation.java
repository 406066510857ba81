package dev.sluice.tck.mutant;

import dev.sluice.spi.BatchResult;
import dev.sluice.spi.BoundedCall;
import dev.sluice.spi.Change;
import dev.sluice.spi.Destination;
import dev.sluice.spi.DestinationWriter;
import dev.sluice.spi.FieldType;
import dev.sluice.spi.Outcome;
import dev.sluice.spi.WriteProfile;
import dev.sluice.spi.WriteRequest;
import dev.sluice.tck.sql.SqlDestination;
import dev.sluice.tck.sql.SqlTable;
import dev.sluice.tck.sql.SqlWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Supplier;

/** Creates the SQL reference with one fault. Each fault receives the right behaviour, to change its result. */
final class SqlMutation {
    private SqlMutation() {}

    /** Where and how a writer writes. */
    record Place(WriteRequest request, WriteProfile profile, Connection connection, SqlTable table) {}

    /** Opens another writer than {@code new Writer(at)}, which is right. */
    interface Writers {
        DestinationWriter open(Place at);
    }

    /** Writes; {@code right} writes correctly. */
    interface Transactions {
        BatchResult write(Writer writer, List<Change> batch) throws SQLException;
    }

    /** Applies one change. */
    interface Changes {
        Outcome apply(Writer writer, Change change) throws SQLException;
    }

    static Supplier<Destination> writers(Writers writers) {
        return () -> new SqlDestination() {
            @Override
            public DestinationWriter writer(
                    WriteRequest request, WriteProfile profile, Connection connection, SqlTable table) {
                return writers.open(new Place(request, profile, connection, table));
            }
        };
    }

    static Supplier<Destination> profiles(BiFunction<WriteRequest, WriteProfile, WriteProfile> change) {
        return () -> new SqlDestination() {
            @Override
            public WriteProfile profile(WriteRequest request) {
                return change.apply(request, super.profile(request));
            }
        };
    }

    static Supplier<Destination> transactions(Transactions transactions) {
        return writers(at -> new Writer(at) {
            @Override
            public BatchResult transaction(List<Change> changes) throws SQLException {
                return transactions.write(this, changes);
            }
        });
    }

    static Supplier<Destination> changes(Changes changes) {
        return writers(at -> new Writer(at) {
            @Override
            public Outcome apply(Change change) throws SQLException {
                return changes.apply(this, change);
            }
        });
    }

    /** Changes each value, given the type of its column, before it is stored. */
    static Supplier<Destination> values(BiFunction<FieldType, Object, Object> change) {
        return writers(at -> new Writer(at) {
            @Override
            public java.util.Optional<Object> converted(FieldType from, Object value, FieldType column) {
                return super.converted(from, value, column).map(right -> change.apply(column, right));
            }
        });
    }

    /** The right writer, whose methods a fault can call. */
    static class Writer extends SqlWriter {
        int batches;

        Writer(Place at) {
            super(
                    at.request(),
                    at.profile(),
                    at.connection(),
                    at.table(),
                    new BoundedCall(
                            "sql", new SqlDestination().timeout(at.request().config())));
        }

        final BatchResult right(List<Change> changes) throws SQLException {
            return super.transaction(changes);
        }

        final Outcome right(Change change) throws SQLException {
            return super.apply(change);
        }
    }
}
