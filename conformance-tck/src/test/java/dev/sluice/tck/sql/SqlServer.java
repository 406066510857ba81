package dev.sluice.tck.sql;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import org.h2.Driver;
import org.h2.tools.Server;

/** A database in the memory of this process, and a server through which others reach it by TCP. Started once, and never stopped. */
public final class SqlServer {
    public static final String PASSWORD = "canary-s3cret-sql";
    static final SqlServer INSTANCE = new SqlServer();

    private static final String DATABASE = "jdbc:h2:mem:tck";

    private final int port;

    private SqlServer() {
        // By default the driver tries sixteen times to connect.
        System.setProperty("h2.socketConnectRetry", "1");
        // By default the server waits before it tells that a password is wrong.
        System.setProperty("h2.delayWrongPasswordMin", "0");
        System.setProperty("h2.delayWrongPasswordMax", "0");
        try {
            Server server =
                    Server.createTcpServer("-tcpPort", "0", "-tcpDaemon").start();
            port = server.getPort();
            try (Connection connection = client();
                    Statement statement = connection.createStatement()) {
                statement.execute("CREATE USER writer PASSWORD '" + PASSWORD + "' ADMIN");
                statement.execute("CREATE USER reader PASSWORD '" + PASSWORD + "'");
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A connection that needs no server, for the fixture. */
    Connection client() throws SQLException {
        return new Driver().connect(DATABASE + ";DB_CLOSE_DELAY=-1;USER=sa", new Properties());
    }

    InetSocketAddress address() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }
}
