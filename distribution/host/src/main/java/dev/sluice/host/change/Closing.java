package dev.sluice.host.change;

import java.nio.file.Path;
import java.sql.SQLException;

/** Closes what a cursor holds. */
final class Closing {
    private Closing() {}

    static void all(Path file, AutoCloseable... held) {
        for (AutoCloseable one : held) {
            try {
                one.close();
            } catch (SQLException e) {
                throw StateException.of(file, e);
            } catch (Exception e) {
                throw new IllegalStateException(e.getClass().getName());
            }
        }
    }
}
