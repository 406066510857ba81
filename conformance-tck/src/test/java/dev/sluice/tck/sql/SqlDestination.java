package dev.sluice.tck.sql;

import static java.util.Objects.requireNonNull;

import dev.sluice.spi.BoundedCall;
import dev.sluice.spi.CheckObserver;
import dev.sluice.spi.CheckReport;
import dev.sluice.spi.CheckRequest;
import dev.sluice.spi.CheckRun;
import dev.sluice.spi.CheckStep;
import dev.sluice.spi.Destination;
import dev.sluice.spi.DestinationConfig;
import dev.sluice.spi.DestinationException;
import dev.sluice.spi.DestinationSpec;
import dev.sluice.spi.DestinationWriter;
import dev.sluice.spi.ErrorCategory;
import dev.sluice.spi.ErrorCode;
import dev.sluice.spi.ErrorDetail;
import dev.sluice.spi.RecordReader;
import dev.sluice.spi.RunContext;
import dev.sluice.spi.RunHandle;
import dev.sluice.spi.Setting;
import dev.sluice.spi.SettingsSchema;
import dev.sluice.spi.SyncMode;
import dev.sluice.spi.WriteProfile;
import dev.sluice.spi.WriteProfile.Absent;
import dev.sluice.spi.WriteProfile.Existing;
import dev.sluice.spi.WriteRequest;
import dev.sluice.tck.memory.Texts;
import java.net.URI;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * A destination of typed tables, one for each sync, which it creates and widens. It has what most connectors have: a driver that knows no
 * deadline, one transaction for each batch, a server that refuses single rows, and columns that cannot hold every value. Mutants override its
 * methods.
 */
public class SqlDestination implements Destination {
    public static final String ID = "sql";

    private static final Duration CLOSING = Duration.ofMillis(200);
    private static final Pattern URL = Pattern.compile("sql://[a-z0-9.]+:[0-9]+/[a-z]+");

    @Override
    public DestinationSpec spec() {
        return DestinationSpec.builder(ID, SPI_VERSION)
                .displayName("SQL")
                .version("1")
                .documentation(URI.create("https://example.com/sql"))
                .configSchema(config().json())
                .targetSchema(targets().json())
                .modes(modes().toArray(new SyncMode[0]))
                .urlScheme("sql", "url")
                .build();
    }

    public Set<SyncMode> modes() {
        return EnumSet.of(SyncMode.UPSERT, SyncMode.INSERT, SyncMode.UPDATE, SyncMode.MIRROR);
    }

    public SettingsSchema config() {
        return SettingsSchema.of(
                "config",
                Setting.text("url", "URL", "sql://host:port/database").required(),
                Setting.text("username", "User", "The user of the database.").required(),
                Setting.text("password", "Password", "The password of the user.")
                        .secret(),
                Setting.integer("timeout_seconds", "Timeout", "Seconds to wait for the database.")
                        .between(1, 600)
                        .byDefault(30L),
                Setting.flag("compressed", "Compressed", "Whether the connection compresses.")
                        .byDefault(false));
    }

    public SettingsSchema targets() {
        return SettingsSchema.of(
                "target",
                Setting.text("table", "Table", "Where the records go.").required(),
                Setting.text("key", "Key", "The field that names a record, where it is not the source's primary key."),
                Setting.flag("trimmed", "Trimmed", "Whether texts lose the blanks around them.")
                        .byDefault(false));
    }

    public List<ErrorDetail> problems(DestinationConfig config) {
        List<ErrorDetail> problems = new ArrayList<>(config().problems(config));
        boolean wrong = config.value("url")
                .filter(String.class::isInstance)
                .filter(url -> !((String) url).isBlank())
                .filter(url -> !URL.matcher((String) url).matches())
                .isPresent();
        if (wrong) {
            problems.add(0, ErrorDetail.setting("/config/url", "is not a sql:// URL", "Use sql://host:port/database."));
        }
        return problems;
    }

    public void validate(DestinationConfig config, DestinationConfig target) {
        SettingsSchema.require(problems(config), targets().problems(target));
    }

    @Override
    public CheckReport check(CheckRequest request, CheckObserver observer) {
        requireNonNull(request, "request");
        return new CheckRun(observer)
                .step("settings", () -> {
                    if (request.target().isPresent()) {
                        validate(request.config(), request.target().get());
                    } else {
                        SettingsSchema.require(problems(request.config()));
                    }
                    return CheckStep.Result.pass("The settings are well formed.");
                })
                .step("write", () -> {
                    Duration timeout = shorter(request.timeout(), timeout(request.config()));
                    Connection connection = connect(request.config(), timeout);
                    try {
                        bounded(timeout, () -> probe(connection));
                    } catch (SQLException e) {
                        throw SqlErrors.of(e);
                    } finally {
                        end(connection);
                    }
                    return CheckStep.Result.pass("The user may write.");
                })
                .report();
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    public Void probe(Connection connection) throws SQLException {
        String table = SqlTable.quoted("probe-" + UUID.randomUUID());
        try (Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE " + table + " (id BIGINT)");
            statement.execute("DROP TABLE " + table);
        }
        return null;
    }

    @Override
    public List<ErrorCode> errors() {
        return List.of(
                ErrorCode.run(listed("WRONG_PASSWORD", ErrorCategory.AUTHENTICATION)),
                ErrorCode.run(listed("WRITE_FORBIDDEN", ErrorCategory.PERMISSION)),
                ErrorCode.run(listed("CONNECTION_LOST", ErrorCategory.CONNECTION)),
                ErrorCode.row(listed("KEY_EMPTY", ErrorCategory.DATA)),
                ErrorCode.row(listed("REMOVAL_UNEXPECTED", ErrorCategory.DATA)),
                ErrorCode.row(listed("COLUMN_UNKNOWN", ErrorCategory.DATA)),
                ErrorCode.row(listed("VALUE_UNSUITABLE", ErrorCategory.DATA)),
                ErrorCode.row(listed("ROW_REFUSED", ErrorCategory.DATA)));
    }

    private static ErrorDetail listed(String code, ErrorCategory category) {
        return ErrorDetail.of(code, category, "Its message says what.", "Its remedy says what to do.", false);
    }

    @Override
    public WriteProfile profile(WriteRequest request) {
        if (!spec().modes().contains(request.mode())) {
            throw DestinationException.unsupportedMode(request.mode(), "Use one of " + modes() + ".");
        }
        validate(request.config(), request.target());
        return WriteProfile.builder(identity(request), target(request.config(), request.target()))
                .rendering(isTrimmed(request) ? "trimmed columns" : "columns")
                .preferredBatch(40)
                .parallelism(parallelism())
                .existing(existing(request.mode()))
                .absent(request.mode() == SyncMode.UPDATE ? Absent.SKIP : Absent.CREATE)
                .build();
    }

    public int parallelism() {
        return 2;
    }

    public Existing existing(SyncMode mode) {
        return switch (mode) {
            case INSERT -> Existing.SKIP;
            case UPSERT, UPDATE -> Existing.MERGE;
            case MIRROR, AUDIENCE_MIRROR, AUDIENCE_ADDITIVE, AUDIENCE_SUBTRACTIVE -> Existing.OVERWRITE;
        };
    }

    /** The place of the records: everything that leads there, but neither the user nor how the connection works. */
    public String target(DestinationConfig config, DestinationConfig target) {
        return config().text(config, "url").orElseThrow() + " "
                + targets().text(target, "table").orElseThrow();
    }

    public List<String> identity(WriteRequest request) {
        List<String> key = chosen(request).map(List::of).orElseGet(request::primaryKey);
        if (chosen(request).filter(name -> !request.schema().has(name)).isPresent()) {
            throw DestinationException.configuration(List.of(
                    ErrorDetail.setting("/target/key", "is no field of the source", "Name one of its fields.")));
        }
        if (key.isEmpty()) {
            throw DestinationException.configuration(
                    List.of(ErrorDetail.setting("", "the source has no primary key", "Name one.")));
        }
        for (String name : key) {
            int field = request.schema().indexOf(name);
            if (field >= 0 && !SqlTypes.isKey(request.schema().field(field).type())) {
                throw DestinationException.configuration(List.of(ErrorDetail.setting(
                        "", "the primary key has a type that no key column can have", "Name another field.")));
            }
        }
        return key;
    }

    private Optional<String> chosen(WriteRequest request) {
        return targets().text(request.target(), "key");
    }

    @Override
    public DestinationWriter write(WriteRequest request, RunHandle run, RunContext context) {
        WriteProfile profile = profile(request);
        Duration timeout = timeout(request.config());
        Connection connection = connect(newest(request, context), timeout);
        try {
            SqlTable table = bounded(
                    timeout, () -> SqlTable.prepared(connection, table(request), profile.identity(), request.schema()));
            connection.setAutoCommit(false);
            return texts(request, profile).of(writer(request, profile, connection, table));
        } catch (SQLException | DestinationException e) {
            end(connection);
            throw e instanceof SQLException failure ? SqlErrors.of(failure) : (DestinationException) e;
        }
    }

    /** The settings of a request, with those that have been changed since. */
    public DestinationConfig newest(WriteRequest request, RunContext context) {
        Map<String, Object> values = new TreeMap<>(request.config().values());
        values.putAll(context.config().values());
        return DestinationConfig.of(values);
    }

    public DestinationWriter writer(WriteRequest request, WriteProfile profile, Connection connection, SqlTable table) {
        return new SqlWriter(request, profile, connection, table, new BoundedCall("sql", timeout(request.config())));
    }

    @Override
    public Optional<RecordReader> reader(WriteRequest request, RunContext context) {
        WriteProfile profile = profile(request);
        Connection connection = connect(newest(request, context), timeout(request.config()));
        return Optional.of(texts(request, profile).of(reader(connection, table(request), profile.identity())));
    }

    private boolean isTrimmed(WriteRequest request) {
        return targets().flag(request.target(), "trimmed");
    }

    /** How texts are stored. */
    private Texts texts(WriteRequest request, WriteProfile profile) {
        return isTrimmed(request) ? new Texts(profile.identity(), String::strip) : Texts.KEPT;
    }

    public RecordReader reader(Connection connection, String table, List<String> key) {
        return new SqlReader(connection, table, key);
    }

    public String table(WriteRequest request) {
        return targets().text(request.target(), "table").orElseThrow();
    }

    public Duration timeout(DestinationConfig config) {
        return Duration.ofSeconds(config().integer(config, "timeout_seconds").orElseThrow());
    }

    /**
     * Opens a connection. Nobody can cut a log-in, since the connection is not there yet: its own timeout ends it, and an interrupted thread waits
     * for that, so that nothing stays open.
     */
    public Connection connect(DestinationConfig config, Duration timeout) {
        URI url = URI.create(config().text(config, "url").orElseThrow());
        Properties user = new Properties();
        user.setProperty("user", config().text(config, "username").orElseThrow());
        user.setProperty("password", config().text(config, "password").orElse(""));
        String address = "jdbc:h2:tcp://" + url.getHost() + ":" + url.getPort() + "/mem:"
                + url.getPath().substring(1) + ";NETWORK_TIMEOUT=" + timeout.toMillis();
        CountDownLatch ended = new CountDownLatch(1);
        try {
            return new BoundedCall("sql-connect", timeout)
                    .run(
                            () -> {
                                try {
                                    return new org.h2.Driver().connect(address, user);
                                } finally {
                                    ended.countDown();
                                }
                            },
                            () -> await(ended, timeout.multipliedBy(3)));
        } catch (SQLException e) {
            throw SqlErrors.of(e);
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static void await(CountDownLatch ended, Duration longest) {
        try {
            boolean unused = ended.await(longest.toMillis(), TimeUnit.MILLISECONDS);
            // A log-in without an answer leaves its socket to the garbage collector.
            System.gc();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    static <T> T bounded(Duration timeout, Callable<T> call) throws SQLException {
        try {
            return new BoundedCall("sql", timeout).run(call, () -> {});
        } catch (SQLException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** Closes a connection, and does not wait long for a server that may be silent. This driver cannot abort one. */
    public static void end(Connection connection) {
        boolean interrupted = Thread.interrupted();
        try {
            bounded(CLOSING, () -> {
                connection.close();
                return connection;
            });
        } catch (SQLException | DestinationException e) {
            // It is not used any more.
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
