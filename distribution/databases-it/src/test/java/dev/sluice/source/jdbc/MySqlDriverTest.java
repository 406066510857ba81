package dev.sluice.source.jdbc;

import dev.sluice.spi.FieldType;
import java.nio.file.Path;
import java.util.Map;

/** MariaDB by the driver of MySQL, of which no server is to be had. */
class MySqlDriverTest extends MariaDbContract {
    @Override
    String url(String database) {
        return "jdbc:mysql://127.0.0.1:" + MariaDbServer.port() + "/" + database;
    }

    @Override
    Path drivers(Path folder) throws Exception {
        return InstalledDrivers.in(folder, "mysql", com.mysql.cj.jdbc.Driver.class);
    }

    @Override
    void adapt(Map<String, Column> columns) {
        // A server of MariaDB keeps JSON as text, and does not tell this driver.
        String text = "{\"b\": 1.10, \"a\": [null]}";
        columns.put("json", new Column(FieldType.TEXT, "", text, "", "7"));
    }
}
