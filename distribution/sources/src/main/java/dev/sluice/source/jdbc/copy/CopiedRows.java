package dev.sluice.source.jdbc.copy;

import dev.sluice.host.hash.RowHasher;
import dev.sluice.source.jdbc.spool.QueryRows;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a query of PostgreSQL, by COPY in its binary form: the server sends them without being asked for each portion, and there are no
 * texts to be parsed. Rows are taken by one thread.
 */
public final class CopiedRows implements QueryRows {
    /** The signature, flags, and the length of an extension of the header. */
    private static final int HEADER = 19;

    private static final int LENGTH_OF_EXTENSION = 15;

    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

    private final CopyOperation operation;
    private final MessagesAhead messages;
    private final List<CopyColumn> columns;
    private boolean begun;

    /** @param query a SELECT that gives the columns by these names */
    public CopiedRows(Connection connection, String query, List<CopyColumn> columns) {
        this.columns = columns;
        this.operation = new CopyOperation(connection, statement(query, columns));
        this.messages = new MessagesAhead(operation);
    }

    /** No list of columns where each is sent as it is: then a query may have none at all. */
    private static String statement(String query, List<CopyColumn> columns) {
        boolean plain = columns.stream().noneMatch(column -> column.type().isText());
        String selected = plain
                ? query
                : columns.stream().map(CopyColumn::selected).collect(Collectors.joining(", ", "SELECT ", " FROM ("))
                        + query + ") sluice_values";
        return "COPY (" + selected + ") TO STDOUT (FORMAT binary)";
    }

    /**
     * Starts the query.
     *
     * @param limit how long the first row may take
     * @return false if it took longer
     * @throws SQLException what the driver threw before there was a row
     */
    public boolean start(Optional<Duration> limit) throws SQLException, InterruptedException {
        messages.start();
        return messages.await(limit.orElse(Duration.ofDays(3_650)));
    }

    @Override
    public byte @Nullable [] next() throws SQLException {
        byte[] message = messages.next();
        if (!begun && message != null) {
            begun = true;
            // The server sends the header with the first row, or with the end where there is no row.
            int header = HEADER + ByteBuffer.wrap(message).getInt(LENGTH_OF_EXTENSION);
            message = header == message.length ? messages.next() : Arrays.copyOfRange(message, header, message.length);
        }
        if (message != null && ByteBuffer.wrap(message).getShort() < 0) {
            // What marks the end; after it the server says that it is done.
            message = messages.next();
        }
        return message;
    }

    @Override
    public void unpack(byte[] packed, @Nullable Object[] values) {
        int at = Short.BYTES;
        for (int i = 0; i < values.length; i++) {
            int length = (int) INTS.get(packed, at);
            at += Integer.BYTES;
            values[i] = length < 0 ? null : columns.get(i).type().read(packed, at, length);
            at += Math.max(0, length);
        }
    }

    @Override
    public boolean hash(byte[] packed, int[] positions, RowHasher hasher) {
        int at = Short.BYTES;
        int column = 0;
        for (int position : positions) {
            if (position < column) {
                at = Short.BYTES;
                column = 0;
            }
            for (; column < position; column++) {
                at += Integer.BYTES + Math.max(0, (int) INTS.get(packed, at));
            }
            int length = (int) INTS.get(packed, at);
            if (length < 0) {
                hasher.value(null);
            } else if (!columns.get(position).type().hash(packed, at + Integer.BYTES, length, hasher)) {
                return false;
            }
        }
        return true;
    }

    /** Asks the server to end the query. May be called by any thread. */
    public void cancel() throws SQLException {
        operation.cancel();
    }

    /** No row is taken any more. */
    public void close() {
        messages.close();
    }
}
