package dev.sluice.tck.mutant;

import dev.sluice.spi.BatchResult;
import dev.sluice.spi.Change;
import dev.sluice.spi.DestinationRun;
import dev.sluice.spi.ErrorCategory;
import dev.sluice.spi.ErrorCode;
import dev.sluice.spi.ErrorDetail;
import dev.sluice.spi.FieldType;
import dev.sluice.spi.Outcome;
import dev.sluice.spi.ReadBack;
import dev.sluice.spi.Row;
import dev.sluice.spi.RowSchema;
import dev.sluice.spi.RunContext;
import dev.sluice.spi.RunMarker;
import dev.sluice.spi.SyncMode;
import dev.sluice.spi.WriteProfile.Absent;
import dev.sluice.spi.WriteRequest;
import dev.sluice.tck.sql.SqlDestination;
import dev.sluice.tck.sql.SqlReader;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What destinations of a typed table get wrong in batches, transactions and runs. */
final class SqlMutants {

    private SqlMutants() {}

    private static final int PART = 100;
    private static final int HALF = 300;

    static List<Mutant> all() {
        return Mutant.joined(batches(), runs(), failures());
    }

    private static List<Mutant> batches() {
        return List.of(
                Mutant.ofSql(
                        "binds values by the position in the request",
                        "4.12 6.01 6.03 6.12",
                        SqlMutation.changes((writer, change) -> writer.right(
                                change.row().size() == writer.request.schema().size() && change instanceof Change.Write
                                        ? new Change.Write(byPosition(writer.request.schema(), change.row()))
                                        : change))),
                Mutant.ofSql(
                        "binds values in the order of its first row",
                        "4.12 6.03",
                        SqlMutation.transactions((writer, batch) -> {
                            List<Change> bound = new ArrayList<>();
                            for (Change change : batch) {
                                Row first = batch.get(0).row();
                                boolean turned = change instanceof Change.Write
                                        && Set.copyOf(first.schema().names())
                                                .equals(Set.copyOf(
                                                        change.row().schema().names()));
                                bound.add(turned ? new Change.Write(byPosition(first.schema(), change.row())) : change);
                            }
                            return writer.right(bound);
                        })),
                Mutant.ofSql(
                        "loses rows beyond the parameters of a statement",
                        "4.13",
                        SqlMutation.transactions((writer, batch) -> {
                            int[] values = {0};
                            BatchResult sent = writer.right(batch.stream()
                                    .filter(change -> (values[0] += change.row().size()) <= 0xFFFF)
                                    .toList());
                            return Outcomes.padded(sent, batch.size());
                        })),
                Mutant.ofSql(
                        "has a table for what it inserts",
                        "10.01? 10.02 4.14 4.15 5.02 6.01 6.15 7.05 6.16 7.13",
                        () -> new SqlDestination() {
                            @Override
                            public String table(WriteRequest request) {
                                return super.table(request) + (request.mode() == SyncMode.INSERT ? "-inserts" : "");
                            }
                        }),
                Mutant.ofSql(
                        "rejects rows that change nothing",
                        "5.15 6.15 13.03 7.05 7.09 8.16",
                        SqlMutation.changes((writer, change) -> isThere(writer, change)
                                ? Outcome.rejected(ErrorDetail.of(
                                        "ROW_UNCHANGED",
                                        ErrorCategory.DATA,
                                        "Nothing changes.",
                                        "Leave it out.",
                                        false))
                                : writer.right(change))),
                Mutant.ofSql(
                        "has instants as keys, to the microsecond",
                        "6.13",
                        SqlMutation.writers(at -> new SqlMutation.Writer(at) {
                            @Override
                            public Optional<Object> converted(FieldType from, Object value, FieldType column) {
                                return super.converted(from, value, column)
                                        .map(right -> right instanceof java.time.Instant instant
                                                        && table.columns().get("id") == FieldType.INSTANT
                                                ? instant.truncatedTo(java.time.temporal.ChronoUnit.MICROS)
                                                : right);
                            }
                        })),
                Mutant.ofSql(
                        "loses rows beyond a limit of bytes",
                        "11.02 4.02 4.11 4.13 4.14 4.16 6.01 6.04 6.06 6.15 7.01 7.02 10.01? 10.02 5.02 5.03 6.08 6.09 "
                                + "6.10 6.14 6.16 7.08 7.13",
                        SqlMutation.transactions((writer, batch) -> {
                            long[] bytes = {0};
                            writer.right(batch.stream()
                                    .filter(change -> (bytes[0] += size(change.row())) < 4_000_000)
                                    .toList());
                            return BatchResult.allWritten(batch.size());
                        })),
                Mutant.ofSql(
                        "remembers which records were absent",
                        "4.14",
                        SqlMutation.writers(at -> new SqlMutation.Writer(at) {
                            private final Set<Object> absent = new HashSet<>();

                            @Override
                            public Outcome apply(Change change) throws SQLException {
                                Object name = identity(change.row());
                                Outcome outcome =
                                        absent.contains(name) ? Outcome.skipped("RECORD_ABSENT") : super.apply(change);
                                if (profile.absent() == Absent.SKIP && outcome instanceof Outcome.Skipped) {
                                    absent.add(name);
                                }
                                return outcome;
                            }
                        })),
                Mutant.ofSql(
                        "has a table for each mode",
                        "4.11 4.14 4.15 6.01 6.15 10.01? 10.02 4.19 5.03 5.15 6.08 6.16 7.13",
                        () -> new SqlDestination() {
                            @Override
                            public String table(WriteRequest request) {
                                return switch (request.mode()) {
                                    case UPDATE -> super.table(request) + "-updates";
                                    case UPSERT,
                                            INSERT,
                                            MIRROR,
                                            AUDIENCE_MIRROR,
                                            AUDIENCE_ADDITIVE,
                                            AUDIENCE_SUBTRACTIVE -> super.table(request);
                                };
                            }
                        }),
                Mutant.ofSql(
                        "skips rows that change nothing",
                        "5.15 6.15 13.03 7.05 8.16",
                        SqlMutation.changes((writer, change) ->
                                isThere(writer, change) ? Outcome.skipped("UNCHANGED") : writer.right(change))),
                Mutant.ofSql(
                        "gives the outcomes of the second part to the first",
                        "10.02 7.01",
                        SqlMutation.transactions((writer, batch) -> Outcomes.exchanged(writer.right(batch), PART))),
                Mutant.ofSql(
                        "writes the parts of a large batch in the wrong order",
                        "10.02",
                        SqlMutation.transactions((writer, batch) -> {
                            if (batch.size() <= HALF) {
                                return writer.right(batch);
                            }
                            BatchResult.Builder result = BatchResult.builder(batch.size());
                            for (int i = HALF; i < batch.size(); i++) {
                                result.set(i, writer.apply(batch.get(i)));
                            }
                            for (int i = 0; i < HALF; i++) {
                                result.set(i, writer.apply(batch.get(i)));
                            }
                            writer.commit();
                            return result.build();
                        })),
                Mutant.ofSql(
                        "takes the key columns in lower case",
                        "6.02 6.14",
                        SqlMutation.values(
                                (type, value) -> value instanceof String text && text.equals("A") ? "a" : value)),
                Mutant.ofSql(
                        "trims the parts of a key",
                        "6.02 6.14",
                        SqlMutation.values((type, value) ->
                                value instanceof String text && text.length() == 2 ? text.strip() : value)),
                Mutant.ofSql(
                        "cuts keys to 255 characters",
                        "6.11 4.13 6.17",
                        SqlMutation.values((type, value) ->
                                value instanceof String text && text.length() > 255 && text.startsWith("kkk")
                                        ? text.substring(0, 255)
                                        : value)),
                Mutant.ofSql(
                        "has times as keys, to the second",
                        "6.13",
                        SqlMutation.writers(at -> new SqlMutation.Writer(at) {
                            @Override
                            public Optional<Object> converted(FieldType from, Object value, FieldType column) {
                                return super.converted(from, value, column)
                                        .map(right -> right instanceof java.time.LocalTime time
                                                        && table.columns().get("id") == FieldType.TIME
                                                ? time.withNano(0)
                                                : right);
                            }
                        })));
    }

    /** Whether the record is there as the change would make it. */
    private static boolean isThere(SqlMutation.Writer writer, Change change) {
        return change instanceof Change.Write
                && writer.identity(change.row()).isPresent()
                && new SqlReader(writer.connection, writer.table.name(), writer.profile.identity())
                        .read(List.of(change.row()))
                        .get(0)
                        .status()
                        .equals(ReadBack.Status.MATCHES);
    }

    private static Row byPosition(RowSchema schema, Row row) {
        return Row.of(
                schema,
                row.schema().fields().stream()
                        .map(field -> row.value(field.name()))
                        .toArray());
    }

    private static long size(Row row) {
        long size = 0;
        for (int i = 0; i < row.size(); i++) {
            size += String.valueOf(row.value(i)).length();
        }
        return size;
    }

    private static Mutant tells(String name, Function<RunContext, List<RunMarker>> markers) {
        return Mutant.ofSql(name, "13.05", () -> new SqlDestination() {
            @Override
            public DestinationRun openRun(WriteRequest request, RunContext context) {
                return new MarkerMutants.Telling(super.openRun(request, context), markers.apply(context));
            }
        });
    }

    private static List<Mutant> runs() {
        return List.of(
                tells("has no place for a marker, and says nothing of it", context -> List.of()),
                tells(
                        "says that it keeps no marker to runs of a sync alone",
                        context -> context.syncId().isPresent() ? List.of(RunMarker.NOT_KEPT) : List.of()));
    }

    private static List<Mutant> failures() {
        return List.of(
                Mutant.ofSql(
                        "commits before it is told, and after",
                        "7.05",
                        SqlMutation.writers(at -> new SqlMutation.Writer(at) {
                            @Override
                            public void commit() throws SQLException {
                                try {
                                    super.commit();
                                } catch (SQLException e) {
                                    // Its rows are reported as written, although nobody knows.
                                }
                            }
                        })),
                Mutant.ofSql(
                        "rolls back a batch for one row, and reports the others as written",
                        "7.01 7.08",
                        SqlMutation.transactions((writer, batch) -> {
                            boolean[] refused = {false};
                            BatchResult result = Outcomes.of(batch.size(), i -> {
                                Outcome outcome = writer.apply(batch.get(i));
                                refused[0] |= isRejected(outcome, "ROW_REFUSED");
                                return outcome;
                            });
                            if (refused[0]) {
                                writer.connection.rollback();
                            } else {
                                writer.commit();
                            }
                            return result;
                        })),
                Mutant.ofSql(
                        "forgets the rows before a value that no column holds",
                        "11.02 6.04 6.06 6.15 7.01",
                        SqlMutation.transactions((writer, batch) -> {
                            BatchResult result = Outcomes.of(batch.size(), i -> {
                                Outcome outcome = writer.apply(batch.get(i));
                                if (isRejected(outcome, "VALUE_UNSUITABLE")) {
                                    writer.connection.rollback();
                                }
                                return outcome;
                            });
                            writer.commit();
                            return result;
                        })),
                Mutant.ofSql(
                        "gives the refusal of one batch to the next",
                        "7.08",
                        SqlMutation.writers(at -> new SqlMutation.Writer(at) {
                            private @Nullable Outcome refusal;

                            @Override
                            public BatchResult transaction(List<Change> changes) throws SQLException {
                                BatchResult right = super.transaction(changes);
                                BatchResult result = Outcomes.of(
                                        changes.size(), i -> i == 0 && refusal != null ? refusal : right.outcome(i));
                                refusal = changes.size() == 1 && right.outcome(0) instanceof Outcome.Rejected
                                        ? right.outcome(0)
                                        : null;
                                return result;
                            }
                        })),
                listsAllBut("lists no code of a refused row", "KEY_EMPTY"),
                listsAllBut("lists no code of a refused connection", "CONNECTION_LOST"),
                Mutant.ofSql(
                        "calls a locked record a row that is wrong", "7.10", SqlMutation.changes((writer, change) -> {
                            try {
                                return writer.right(change);
                            } catch (SQLException e) {
                                if (e.getErrorCode() == org.h2.api.ErrorCode.LOCK_TIMEOUT_1) {
                                    return refused();
                                }
                                throw e;
                            }
                        })),
                Mutant.ofSql(
                        "takes every exception of its database for the row's fault",
                        "7.10",
                        SqlMutation.changes((writer, change) -> {
                            try {
                                return writer.right(change);
                            } catch (SQLException e) {
                                return refused();
                            }
                        })),
                Mutant.ofSql("passes over a locked record", "7.10", SqlMutation.changes((writer, change) -> {
                    try {
                        return writer.right(change);
                    } catch (SQLException e) {
                        if (e.getErrorCode() == org.h2.api.ErrorCode.LOCK_TIMEOUT_1) {
                            return Outcome.skipped("LOCKED");
                        }
                        throw e;
                    }
                })),
                Mutant.ofSql(
                        "does not find the records of typed keys to remove",
                        "6.13",
                        SqlMutation.changes((writer, change) -> change instanceof Change.Remove
                                        && !(change.row().value(0) instanceof String)
                                        && !(change.row().value(0) instanceof Long)
                                ? Outcome.WRITTEN
                                : writer.right(change))),
                Mutant.ofSql("reports a locked record as written", "7.10", SqlMutation.changes((writer, change) -> {
                    try {
                        return writer.right(change);
                    } catch (SQLException e) {
                        if (e.getErrorCode() == org.h2.api.ErrorCode.LOCK_TIMEOUT_1) {
                            return Outcome.WRITTEN;
                        }
                        throw e;
                    }
                })));
    }

    private static Outcome refused() {
        return Outcome.rejected(ErrorDetail.of(
                "ROW_REFUSED", ErrorCategory.DATA, "The database refused the row.", "Correct the row.", false));
    }

    private static boolean isRejected(Outcome outcome, String code) {
        return outcome instanceof Outcome.Rejected rejected
                && rejected.error().code().equals(code);
    }

    private static Mutant listsAllBut(String name, String code) {
        return Mutant.ofSql(name, "7.09", () -> new SqlDestination() {
            @Override
            public List<ErrorCode> errors() {
                return super.errors().stream()
                        .filter(error -> !error.code().equals(code))
                        .toList();
            }
        });
    }
}
