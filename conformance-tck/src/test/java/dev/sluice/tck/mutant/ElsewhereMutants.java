package dev.sluice.tck.mutant;

import dev.sluice.spi.CheckObserver;
import dev.sluice.spi.CheckReport;
import dev.sluice.spi.CheckRequest;
import dev.sluice.spi.DestinationConfig;
import dev.sluice.spi.DestinationException;
import dev.sluice.spi.DestinationWriter;
import dev.sluice.spi.ErrorCategory;
import dev.sluice.spi.ErrorDetail;
import dev.sluice.spi.Outcome;
import dev.sluice.spi.RecordReader;
import dev.sluice.spi.RunContext;
import dev.sluice.spi.RunHandle;
import dev.sluice.spi.Setting;
import dev.sluice.spi.SettingsSchema;
import dev.sluice.spi.WriteProfile;
import dev.sluice.spi.WriteRequest;
import dev.sluice.tck.memory.MemoryDestination;
import dev.sluice.tck.sql.SqlDestination;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.nio.channels.FileChannel;
import java.nio.channels.Pipe;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Destinations that are right in one process alone: they look around while they validate, describe a run in another way each time they are
 * loaded, leave descriptors open, or keep the password of yesterday. Public classes, since another process has to find them.
 */
public final class ElsewhereMutants {
    /** What mutants leave open. Kept here, so that no garbage collection closes it. */
    private static final Queue<Closeable> LEFT = new ConcurrentLinkedQueue<>();

    private ElsewhereMutants() {}

    static List<Mutant> all() {
        return Mutant.joined(validation(), profiles(), descriptors(), secrets(), optional());
    }

    private static List<Mutant> validation() {
        return List.of(
                Mutant.of("looks up its server to validate", "3.17", LooksUp::new),
                Mutant.of("asks for its own host name when it is loaded", "3.17", AsksItsName::new),
                Mutant.of("connects before it has validated", "3.17", ConnectsFirst::new),
                Mutant.ofSql("looks up its server for its target", "3.17", SqlLooksUp::new),
                Mutant.ofSql("tries a connection for its profile", "3.17", SqlTries::new));
    }

    private static List<Mutant> profiles() {
        return List.of(
                Mutant.of("has a rendering of each object", "3.18", OfEachObject::new),
                Mutant.of("has a rendering of each process", "3.18", OfEachProcess::new),
                Mutant.of("has a rendering in the order of a set", "3.18", OfASet::new),
                Mutant.ofSql("has a target of each process", "3.18", SqlOfEachProcess::new),
                Mutant.ofSql("has a rendering of the default locale", "3.18", SqlOfTheLocale::new));
    }

    private static List<Mutant> descriptors() {
        return List.of(
                Mutant.of("leaves a file open after a refused log-in", "8.15", () -> new MemoryDestination() {
                    @Override
                    public void connect(DestinationConfig config) {
                        Closeable file = file();
                        super.connect(config);
                        release(file);
                    }
                }),
                Mutant.of("leaves a socket open after a failed check", "8.15", () -> new MemoryDestination() {
                    @Override
                    public CheckReport check(CheckRequest request, CheckObserver observer) {
                        CheckReport right = super.check(request, observer);
                        if (!right.passed()) {
                            LEFT.add(socket());
                        }
                        return right;
                    }
                }),
                Mutant.of(
                        "leaves a socket open after a refused row",
                        "8.15",
                        Mutation.changes((writer, change, right) -> leaking(right.apply(change)))),
                Mutant.ofSql(
                        "leaves a socket open after its table refused a row",
                        "8.15",
                        SqlMutation.changes((writer, change) -> leaking(writer.right(change)))),
                Mutant.ofSql("leaves a socket open after a wrong password", "8.15", () -> new SqlDestination() {
                    @Override
                    public java.sql.Connection connect(DestinationConfig config, Duration timeout) {
                        SocketChannel socket = socket();
                        java.sql.Connection connection = super.connect(config, timeout);
                        release(socket);
                        return connection;
                    }
                }),
                Mutant.ofSql("leaves a pipe open in each reader", "8.15", () -> new SqlDestination() {
                    @Override
                    public Optional<RecordReader> reader(WriteRequest request, RunContext context) {
                        try {
                            Pipe pipe = Pipe.open();
                            LEFT.add(pipe.source());
                            LEFT.add(pipe.sink());
                        } catch (IOException e) {
                            throw new UncheckedIOException(e);
                        }
                        return super.reader(request, context);
                    }
                }));
    }

    private static List<Mutant> secrets() {
        return List.of(
                Mutant.of("logs in with the secrets of the request", "13.06", () -> new MemoryDestination() {
                    @Override
                    public DestinationConfig newest(WriteRequest request, RunContext context) {
                        return request.config();
                    }
                }),
                Mutant.of("asks for the newest secrets once", "13.06", () -> new MemoryDestination() {
                    @Override
                    public DestinationWriter open(Place at) {
                        return new Writer(new Place(at.table(), at.mode(), at.profile()));
                    }
                }),
                Mutant.ofSql("writes with the secrets of the request", "13.06", () -> new SqlDestination() {
                    @Override
                    public DestinationConfig newest(WriteRequest request, RunContext context) {
                        return request.config();
                    }
                }),
                Mutant.ofSql("reads with the secrets of the request", "13.06", () -> new SqlDestination() {
                    @Override
                    public Optional<RecordReader> reader(WriteRequest request, RunContext context) {
                        return super.reader(request, RunContext.of(context.runId()));
                    }
                }));
    }

    private static List<Mutant> optional() {
        return List.of(
                Mutant.of("breaks when its optional setting is set", "3.19", () -> new WithLimit() {
                    @Override
                    void use(Object limit) {
                        throw new ClassCastException("no int");
                    }
                }),
                Mutant.of("takes its optional setting for a defect", "3.19", () -> new WithLimit() {
                    @Override
                    void use(Object limit) {
                        throw defect();
                    }
                }),
                Mutant.ofSql("breaks when the optional setting of its table is set", "3.19", () -> new SqlWithLimit() {
                    @Override
                    void use(long limit) {
                        throw new IndexOutOfBoundsException("no column");
                    }
                }),
                Mutant.ofSql("takes the optional setting of its table for a defect", "3.19", () -> new SqlWithLimit() {
                    @Override
                    void use(long limit) {
                        throw defect();
                    }
                }));
    }

    private static DestinationException defect() {
        return DestinationException.of(
                ErrorDetail.of("LIMIT_BROKEN", ErrorCategory.INTERNAL, "It does not open.", "Look.", false));
    }

    /** Has an optional setting with a default. */
    abstract static class WithLimit extends MemoryDestination {
        /** Uses the limit, if it is set. */
        abstract void use(Object limit);

        @Override
        public String targetSchema() {
            return super.targetSchema()
                    .replace(
                            "\"properties\": {",
                            "\"properties\": {\"limit\": {\"type\": \"integer\", \"title\": \"Limit\","
                                    + " \"description\": \"Rows at once.\", \"default\": 10},");
        }

        @Override
        public Set<String> targetSettings() {
            return Set.of("table", "texts", "limit");
        }

        @Override
        public void validate(DestinationConfig config, DestinationConfig target) {
            super.validate(config, target);
            if (!(target.value("limit").orElse(1L) instanceof Long)) {
                throw DestinationException.configuration(
                        List.of(ErrorDetail.setting("/target/limit", "is no number", "Give one.")));
            }
        }

        @Override
        public DestinationWriter write(WriteRequest request, RunHandle run, RunContext context) {
            DestinationWriter right = super.write(request, run, context);
            request.target().value("limit").ifPresent(limit -> {
                right.close();
                use(limit);
            });
            return right;
        }
    }

    /** Has an optional setting with a default. */
    private abstract static class SqlWithLimit extends SqlDestination {
        /** Uses the limit, if it is set. */
        abstract void use(long limit);

        @Override
        public SettingsSchema targets() {
            return SettingsSchema.of(
                    "target",
                    Setting.text("table", "Table", "Where the records go.").required(),
                    Setting.text("key", "Key", "The field that names a record."),
                    Setting.flag("trimmed", "Trimmed", "Whether texts lose the blanks around them.")
                            .byDefault(false),
                    Setting.integer("limit", "Limit", "Rows at once.")
                            .between(1, 100)
                            .byDefault(10L));
        }

        @Override
        public DestinationWriter write(WriteRequest request, RunHandle run, RunContext context) {
            if (request.target().value("limit").isPresent()) {
                profile(request);
                use(10L);
            }
            return super.write(request, run, context);
        }
    }

    private static Outcome leaking(Outcome outcome) {
        if (outcome instanceof Outcome.Rejected) {
            LEFT.add(socket());
        }
        return outcome;
    }

    private static Closeable file() {
        try {
            Path file = Files.createTempFile("mutant", "");
            FileChannel channel = FileChannel.open(file, StandardOpenOption.DELETE_ON_CLOSE);
            LEFT.add(channel);
            return channel;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static SocketChannel socket() {
        try {
            SocketChannel socket = SocketChannel.open();
            LEFT.add(socket);
            return socket;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void release(Closeable open) {
        try {
            open.close();
            LEFT.remove(open);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void lookUp(String host) {
        try {
            InetAddress unused = InetAddress.getByName(host);
        } catch (UnknownHostException e) {
            // As a careless author ignores it.
        }
    }

    private static void tryConnection(InetSocketAddress address) {
        try (Socket socket = new Socket()) {
            socket.connect(address, 100);
        } catch (IOException e) {
            // As a careless author ignores it.
        }
    }

    /** Looks up the host of its URL. */
    public static final class LooksUp extends MemoryDestination {
        @Override
        public void validate(DestinationConfig config, DestinationConfig target) {
            super.validate(config, target);
            lookUp("server.invalid");
        }
    }

    /** Asks the system for the name of its host. */
    public static final class AsksItsName extends MemoryDestination {
        private final String host = host();

        private static String host() {
            try {
                return InetAddress.getLocalHost().getHostName();
            } catch (UnknownHostException e) {
                return "";
            }
        }

        @Override
        public String toString() {
            return "memory of " + host;
        }
    }

    /** Connects in the first step of a check. */
    public static final class ConnectsFirst extends MemoryDestination {
        @Override
        public CheckReport check(CheckRequest request, CheckObserver observer) {
            tryConnection(new InetSocketAddress(InetAddress.getLoopbackAddress(), 1));
            return super.check(request, observer);
        }
    }

    /** Has the address of its server in the target. */
    public static final class SqlLooksUp extends SqlDestination {
        @Override
        public String target(DestinationConfig config, DestinationConfig target) {
            lookUp("database.invalid");
            return super.target(config, target);
        }
    }

    /** Tries whether its database is there. */
    public static final class SqlTries extends SqlDestination {
        @Override
        public WriteProfile profile(WriteRequest request) {
            WriteProfile right = super.profile(request);
            tryConnection(new InetSocketAddress(InetAddress.getLoopbackAddress(), 1));
            return right;
        }
    }

    /** Has the hash code of an object in its rendering. */
    public static final class OfEachObject extends MemoryDestination {
        private final Object format = new Object();

        @Override
        public String rendering(DestinationConfig target) {
            return super.rendering(target) + " " + System.identityHashCode(format);
        }
    }

    /** Has a name in its rendering that is made when its class is loaded. */
    public static final class OfEachProcess extends MemoryDestination {
        private static final String NAME = UUID.randomUUID().toString();

        @Override
        public String rendering(DestinationConfig target) {
            return super.rendering(target) + " " + NAME;
        }
    }

    /** Lists its formats in the order of a set. */
    public static final class OfASet extends MemoryDestination {
        @Override
        public String rendering(DestinationConfig target) {
            return super.rendering(target) + " "
                    + Set.of("boolean", "bytes", "date", "decimal", "double", "instant", "integer", "json", "text");
        }
    }

    /** Counts from the time at which its class was loaded. */
    public static final class SqlOfEachProcess extends SqlDestination {
        private static final long LOADED = System.nanoTime();

        @Override
        public String target(DestinationConfig config, DestinationConfig target) {
            return super.target(config, target) + " since " + LOADED;
        }
    }

    /** Formats a number in its rendering as its user would. */
    public static final class SqlOfTheLocale extends SqlDestination {
        @Override
        public WriteProfile profile(WriteRequest request) {
            WriteProfile right = super.profile(request);
            return right.toBuilder()
                    .rendering(right.rendering()
                            + String.format(Locale.getDefault(Locale.Category.FORMAT), " version %,.1f", 1_000.5))
                    .build();
        }
    }
}
