package dev.sluice.source.jdbc.copy;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** PostgreSQL's own calls of its driver, whose classes only the driver's class loader knows. Each call throws what the driver throws. */
final class CopyOperation {
    private static final String CONNECTION = "org.postgresql.PGConnection";
    private static final String OPERATION = "org.postgresql.copy.CopyOut";

    private final Connection connection;
    private final String sql;
    private @Nullable MethodHandle read;

    CopyOperation(Connection connection, String sql) {
        this.connection = connection;
        this.sql = sql;
    }

    /** Sends the statement, and waits for its first answer. */
    void start() throws SQLException {
        Object copies = call(CONNECTION, "getCopyAPI", connection);
        Object operation = call("org.postgresql.copy.CopyManager", "copyOut", copies, sql);
        read = handle(() -> MethodHandles.publicLookup()
                        .findVirtual(type(OPERATION), "readFromCopy", MethodType.methodType(byte[].class)))
                .bindTo(operation);
    }

    /** The next message; null at the end. */
    byte @Nullable [] next() throws SQLException {
        MethodHandle reading = read;
        if (reading == null) {
            throw new IllegalStateException("not started");
        }
        try {
            return (byte[]) reading.invokeExact();
        } catch (SQLException | RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    /** Asks the server to end the statement. May be called by any thread. */
    void cancel() throws SQLException {
        call(CONNECTION, "cancelQuery", connection);
    }

    private Object call(String type, String method, Object target, Object... arguments) throws SQLException {
        Class<?>[] types = arguments.length == 0 ? new Class<?>[0] : new Class<?>[] {String.class};
        try {
            Object result = handle(() ->
                            MethodHandles.publicLookup().unreflect(type(type).getMethod(method, types)))
                    .bindTo(target)
                    .invokeWithArguments(arguments);
            return result == null ? target : result;
        } catch (SQLException | RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    private Class<?> type(String name) throws ClassNotFoundException {
        return Class.forName(name, false, connection.getClass().getClassLoader());
    }

    private interface Lookup {
        MethodHandle handle() throws ReflectiveOperationException;
    }

    private static MethodHandle handle(Lookup lookup) throws SQLException {
        try {
            return lookup.handle();
        } catch (ReflectiveOperationException e) {
            throw new SQLException("The driver is not that of PostgreSQL, or too old.", "0A000", e);
        }
    }
}
