package dev.sluice.source.jdbc;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * How a database is reached. Its text holds neither the password nor the values of properties.
 *
 * @param url a JDBC URL without user and password
 * @param user the user; empty: the driver's default
 * @param password the password
 * @param properties further properties of the driver; only those of the database's list are allowed
 * @param drivers the directory that has a folder with jars for each driver
 * @param queryTimeout how long the database may take until the first rows; empty: as long as it takes
 */
public record JdbcConnection(
        String url,
        Optional<String> user,
        Optional<String> password,
        Map<String, String> properties,
        Path drivers,
        Optional<Duration> queryTimeout) {
    /** Copies the properties. */
    public JdbcConnection {
        properties = Map.copyOf(properties);
    }

    /** A connection with nothing but a URL. */
    public static JdbcConnection of(String url, Path drivers) {
        return new JdbcConnection(url, Optional.empty(), Optional.empty(), Map.of(), drivers, Optional.empty());
    }

    /** The same connection with a user and a password. */
    public JdbcConnection as(String otherUser, String otherPassword) {
        return new JdbcConnection(
                url, Optional.of(otherUser), Optional.of(otherPassword), properties, drivers, queryTimeout);
    }

    /** The same connection with a time limit. */
    public JdbcConnection withQueryTimeout(Duration limit) {
        return new JdbcConnection(url, user, password, properties, drivers, Optional.of(limit));
    }

    /**
     * Sees that the URL is one and that its parameters and the properties are allowed, without a connection.
     *
     * @throws dev.sluice.host.failure.HostException if not
     */
    public void requireAllowed() {
        Dialect.of(url).properties(this);
    }

    /** The URL without its parameters: what a state calls the database. */
    public String address() {
        return address(url);
    }

    /** A URL without its parameters, and without user and password where they are in it. */
    public static String address(String url) {
        return JdbcUrl.withoutParameters(url);
    }

    @Override
    public String toString() {
        return address();
    }
}
