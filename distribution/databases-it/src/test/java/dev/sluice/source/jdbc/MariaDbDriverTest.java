package dev.sluice.source.jdbc;

import java.nio.file.Path;
import java.util.Map;

/** MariaDB by its own driver. */
class MariaDbDriverTest extends MariaDbContract {
    @Override
    String url(String database) {
        return "jdbc:mariadb://127.0.0.1:" + MariaDbServer.port() + "/" + database;
    }

    @Override
    Path drivers(Path folder) throws Exception {
        return InstalledDrivers.in(folder, "mariadb", org.mariadb.jdbc.Driver.class);
    }

    @Override
    void adapt(Map<String, Column> columns) {
        // The table is this driver's.
    }
}
