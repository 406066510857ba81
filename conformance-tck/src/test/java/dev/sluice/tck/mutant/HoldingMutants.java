package dev.sluice.tck.mutant;

import dev.sluice.spi.DestinationConfig;
import dev.sluice.spi.DestinationException;
import dev.sluice.spi.DestinationWriter;
import dev.sluice.spi.ErrorDetail;
import dev.sluice.spi.Field;
import dev.sluice.spi.FieldType;
import dev.sluice.spi.Outcome;
import dev.sluice.spi.ReadBack;
import dev.sluice.spi.RecordReader;
import dev.sluice.spi.Row;
import dev.sluice.spi.RowSchema;
import dev.sluice.spi.RunContext;
import dev.sluice.spi.RunHandle;
import dev.sluice.spi.WriteRequest;
import dev.sluice.tck.memory.MemoryDestination;
import dev.sluice.tck.memory.MemoryServer;
import dev.sluice.tck.sql.SqlDestination;
import dev.sluice.tck.sql.SqlReader;
import dev.sluice.tck.sql.SqlTable;
import dev.sluice.tck.sql.SqlWriter.Values;
import java.io.IOException;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentMap;
import java.util.logging.Level;
import java.util.logging.LogManager;
import org.jspecify.annotations.Nullable;

/** Destinations that keep what they should let go, take hash codes for names, and tell or change secrets. */
final class HoldingMutants {
    private static final int LONG = 512;
    private static final int HEAD = 480;

    /** What mutants keep. */
    private static final Queue<Object> KEPT = new ConcurrentLinkedQueue<>();

    private static final Map<String, String> SHORTENED = new ConcurrentHashMap<>();

    private HoldingMutants() {}

    static List<Mutant> all() {
        return Mutant.joined(hashes(), jvm(), writers(), readers(), secrets(), targets());
    }

    /** The first name that has the same beginning, hash code and length. */
    private static String shortened(String name) {
        return name.length() <= LONG
                ? name
                : SHORTENED.computeIfAbsent(
                        name.substring(0, HEAD) + "#" + name.hashCode() + "#" + name.length(), shorter -> name);
    }

    /** A row in the first schema that has the same types, and names of the same hash code. */
    private static Row renamed(Map<List<Object>, RowSchema> cache, Row row) {
        List<Object> key = List.of(
                row.schema().names().hashCode(),
                row.schema().fields().stream().map(Field::type).toList());
        RowSchema schema = cache.computeIfAbsent(key, first -> row.schema());
        Object[] values = new Object[row.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = row.value(i);
        }
        return Row.of(schema, values);
    }

    private static List<Mutant> hashes() {
        Map<List<Object>, RowSchema> schemas = new ConcurrentHashMap<>();
        Map<Integer, List<String>> columns = new ConcurrentHashMap<>();
        return List.of(
                Mutant.of(
                        "keeps schemas by the hash code of their names",
                        "4.19",
                        Mutation.rows(row -> renamed(schemas, row))),
                Mutant.ofSql(
                        "keeps statements by the hash code of their columns",
                        "4.19",
                        SqlMutation.writers(at -> new SqlMutation.Writer(at) {
                            @Override
                            public Outcome put(Values values) throws SQLException {
                                List<String> own = List.copyOf(
                                        new TreeSet<>(values.byColumn().keySet()));
                                List<String> kept = columns.computeIfAbsent(own.hashCode(), first -> own);
                                Map<String, @Nullable Object> renamed = new TreeMap<>();
                                for (int i = 0; i < own.size(); i++) {
                                    renamed.put(kept.get(i), values.byColumn().get(own.get(i)));
                                }
                                return super.put(new Values(renamed));
                            }
                        })),
                Mutant.of(
                        "shortens long names to a beginning and a hash code",
                        "6.17",
                        Mutation.identities(HoldingMutants::shortened)),
                Mutant.ofSql(
                        "shortens long keys to a beginning and a hash code",
                        "6.17",
                        SqlMutation.values(
                                (type, value) -> type == FieldType.TEXT ? shortened(value.toString()) : value)));
    }

    private static Mutant connecting(String name, Runnable change) {
        return Mutant.of(name, "8.11", () -> new MemoryDestination() {
            @Override
            public void connect(DestinationConfig config) {
                change.run();
                super.connect(config);
            }
        });
    }

    private static Mutant connectingSql(String name, Runnable change) {
        return Mutant.ofSql(name, "8.11", () -> new SqlDestination() {
            @Override
            public Connection connect(DestinationConfig config, Duration timeout) {
                change.run();
                return super.connect(config, timeout);
            }
        });
    }

    /** Needs none. */
    private static final class NoProxies extends ProxySelector {
        @Override
        public List<Proxy> select(URI uri) {
            return List.of(Proxy.NO_PROXY);
        }

        @Override
        public void connectFailed(URI uri, SocketAddress address, IOException failure) {}
    }

    private static List<Mutant> jvm() {
        return List.of(
                connecting(
                        "turns the root logger down",
                        () -> LogManager.getLogManager().getLogger("").setLevel(Level.INFO)),
                connecting("proxies all connections of the JVM", () -> ProxySelector.setDefault(new NoProxies())),
                connectingSql("sets the login timeout of all drivers", () -> DriverManager.setLoginTimeout(5)),
                connectingSql("takes the log of all drivers away", () -> DriverManager.setLogWriter(null)));
    }

    private static List<Mutant> writers() {
        return List.of(
                Mutant.of("keeps each writer in a static list", "8.21", Mutation.writers((request, right) -> {
                    DestinationWriter writer = right.get();
                    KEPT.add(writer);
                    return writer;
                })),
                Mutant.ofSql("closes each writer of its table in a shutdown hook", "8.21", () -> new SqlDestination() {
                    @Override
                    public DestinationWriter write(WriteRequest request, RunHandle run, RunContext context) {
                        DestinationWriter writer = super.write(request, run, context);
                        Runtime.getRuntime().addShutdownHook(new Thread(writer::close));
                        return writer;
                    }
                }));
    }

    /** A reader that gives its first answer again. */
    private static RecordReader remembering(RecordReader right) {
        Map<Object, ReadBack> answers = new ConcurrentHashMap<>();
        return new RecordReader() {
            @Override
            public List<ReadBack> read(List<Row> expected) {
                return expected.stream()
                        .map(row -> answers.computeIfAbsent(
                                String.valueOf(row.value("id")),
                                id -> right.read(List.of(row)).get(0)))
                        .toList();
            }

            @Override
            public List<dev.sluice.spi.RunMarker> markers() {
                return right.markers();
            }

            @Override
            public void close() {
                right.close();
            }
        };
    }

    /** A reader that keeps every row that it has read locked. */
    private static final class Locking extends SqlReader {
        private final Connection connection;
        private final String table;

        Locking(Connection connection, String table, List<String> key) {
            super(connection, table, key);
            this.connection = connection;
            this.table = table;
        }

        @Override
        public List<ReadBack> read(List<Row> expected) {
            List<ReadBack> answers = super.read(expected);
            if (answers.stream().anyMatch(answer -> answer.status() == ReadBack.Status.MATCHES)) {
                try (Statement statement = connection.createStatement()) {
                    connection.setAutoCommit(false);
                    statement.execute("SELECT * FROM " + SqlTable.quoted(table) + " FOR UPDATE");
                } catch (SQLException e) {
                    throw new IllegalStateException(e);
                }
            }
            return answers;
        }
    }

    private static List<Mutant> readers() {
        return List.of(
                Mutant.of("reads a record once", "11.12 11.06 11.07 11.10", () -> new MemoryDestination() {
                    @Override
                    public Optional<RecordReader> reader(WriteRequest request, RunContext context) {
                        return super.reader(request, context).map(HoldingMutants::remembering);
                    }
                }),
                Mutant.ofSql("locks the rows of its table that it reads", "11.12", () -> new SqlDestination() {
                    @Override
                    public RecordReader reader(Connection connection, String table, List<String> key) {
                        return new Locking(connection, table, key);
                    }
                }));
    }

    private static DestinationException telling(DestinationException e, String piece) {
        ErrorDetail right = e.detail();
        return DestinationException.of(ErrorDetail.of(
                right.code(), right.category(), "The password (" + piece + ") is wrong.", right.remedy(), false));
    }

    private static List<Mutant> secrets() {
        return List.of(
                Mutant.of("tells the first characters of a password", "9.13", () -> new MemoryDestination() {
                    @Override
                    public void connect(DestinationConfig config) {
                        try {
                            super.connect(config);
                        } catch (DestinationException e) {
                            String password = server(config).replaceAll(".*:([^@]*)@.*", "$1");
                            throw e.detail().code().equals("AUTH_FAILED") && password.length() > 5
                                    ? telling(e, password.substring(0, 5) + "…")
                                    : e;
                        }
                    }
                }),
                Mutant.ofSql("tells the last characters of a password", "9.13", () -> new SqlDestination() {
                    @Override
                    public Connection connect(DestinationConfig config, Duration timeout) {
                        try {
                            return super.connect(config, timeout);
                        } catch (DestinationException e) {
                            String password =
                                    String.valueOf(config.value("password").orElse(""));
                            throw e.detail().code().equals("WRONG_PASSWORD") && password.length() > 5
                                    ? telling(e, "…" + password.substring(password.length() - 4))
                                    : e;
                        }
                    }
                }),
                Mutant.of("ignores the blanks of a password", "9.14", () -> new MemoryDestination() {
                    @Override
                    public void connect(DestinationConfig config) {
                        super.connect(config.with("server", server(config).replace("%20", "")));
                    }
                }),
                Mutant.ofSql("trims the password of its database", "9.14", () -> new SqlDestination() {
                    @Override
                    public Connection connect(DestinationConfig config, Duration timeout) {
                        String password =
                                String.valueOf(config.value("password").orElse(""));
                        return super.connect(config.with("password", password.strip()), timeout);
                    }
                }));
    }

    private static List<Mutant> targets() {
        return List.of(
                Mutant.of("has one table for all cases of its name", "3.20", () -> new MemoryDestination() {
                    @Override
                    public ConcurrentMap<String, Map<String, MemoryServer.Cell>> table(DestinationConfig target) {
                        return super.table(target.with(
                                "table",
                                String.valueOf(target.value("table").orElse("")).toLowerCase(Locale.ROOT)));
                    }
                }),
                Mutant.ofSql("writes to a table whose name has no case", "3.20", () -> new SqlDestination() {
                    @Override
                    public String table(WriteRequest request) {
                        return super.table(request).toLowerCase(Locale.ROOT);
                    }
                }));
    }
}
