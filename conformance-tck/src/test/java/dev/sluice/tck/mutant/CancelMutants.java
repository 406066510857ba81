package dev.sluice.tck.mutant;

import dev.sluice.spi.CheckObserver;
import dev.sluice.spi.CheckReport;
import dev.sluice.spi.CheckRequest;
import dev.sluice.spi.CheckRun;
import dev.sluice.spi.CheckStep;
import dev.sluice.spi.Destination;
import dev.sluice.spi.DestinationConfig;
import dev.sluice.spi.DestinationException;
import dev.sluice.spi.DestinationWriter;
import dev.sluice.spi.RecordReader;
import dev.sluice.spi.RunContext;
import dev.sluice.spi.RunHandle;
import dev.sluice.spi.WriteRequest;
import dev.sluice.tck.memory.MemoryDestination;
import dev.sluice.tck.memory.MemoryServer;
import dev.sluice.tck.sql.SqlDestination;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.channels.SocketChannel;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** Checks and openings that do not hear an interrupt, forget it, or leave something behind. */
final class CancelMutants {
    /** What mutants leave open. Kept here, so that no garbage collection closes it. */
    private static final Queue<SocketChannel> LEFT = new ConcurrentLinkedQueue<>();

    private CancelMutants() {}

    static List<Mutant> all() {
        return Mutant.joined(checks(), openings());
    }

    private static boolean isInterrupted() {
        return Thread.currentThread().isInterrupted();
    }

    private static Supplier<Destination> sqlChecks(UnaryOperator<CheckReport> change) {
        return () -> new SqlDestination() {
            @Override
            public CheckReport check(CheckRequest request, CheckObserver observer) {
                return change.apply(super.check(request, observer));
            }
        };
    }

    private static CheckReport forgetting(CheckReport right) {
        boolean unused = Thread.interrupted();
        return right;
    }

    private static CheckReport passing(CheckReport right) {
        return isInterrupted() && !right.passed()
                ? new CheckRun(CheckObserver.NONE)
                        .step("settings", () -> CheckStep.Result.pass("The settings are well formed."))
                        .report()
                : right;
    }

    private static CheckReport throwing(CheckReport right) {
        if (isInterrupted() && !right.passed()) {
            throw MemoryDestination.silent();
        }
        return right;
    }

    private static List<Mutant> checks() {
        return List.of(
                Mutant.of(
                        "forgets an interrupt in a check",
                        "2.13 2.14",
                        Mutation.checks((request, observer, right) -> forgetting(right.apply(request, observer)))),
                Mutant.of(
                        "does not check for a thread that is interrupted",
                        "2.13",
                        Mutation.checks((request, observer, right) -> {
                            if (isInterrupted()) {
                                throw MemoryDestination.silent();
                            }
                            return right.apply(request, observer);
                        })),
                Mutant.of(
                        "passes a check that is interrupted",
                        "2.14",
                        Mutation.checks((request, observer, right) -> passing(right.apply(request, observer)))),
                Mutant.of(
                        "throws when its check is interrupted",
                        "2.14",
                        Mutation.checks((request, observer, right) -> throwing(right.apply(request, observer)))),
                Mutant.ofSql("forgets an interrupt while it connects", "2.13 8.16", () -> new SqlDestination() {
                    @Override
                    public Connection connect(DestinationConfig config, Duration timeout) {
                        boolean unused = Thread.interrupted();
                        return super.connect(config, timeout);
                    }
                }),
                Mutant.ofSql(
                        "forgets an interrupt in a check of its database",
                        "2.13 2.14",
                        sqlChecks(CancelMutants::forgetting)),
                Mutant.ofSql(
                        "throws when the check of its database is interrupted",
                        "2.13 2.14",
                        sqlChecks(CancelMutants::throwing)),
                Mutant.ofSql("leaves its socket when it is interrupted", "2.14 8.17", () -> new SqlDestination() {
                    @Override
                    public Connection connect(DestinationConfig config, Duration timeout) {
                        SocketChannel socket = socket(config);
                        try {
                            return super.connect(config, timeout);
                        } finally {
                            if (isInterrupted()) {
                                LEFT.add(socket);
                            } else {
                                release(socket);
                            }
                        }
                    }
                }));
    }

    private static SocketChannel socket(DestinationConfig config) {
        URI url = URI.create(config.value("url").orElseThrow().toString());
        try {
            SocketChannel socket = SocketChannel.open();
            if (!isInterrupted() && url.getPort() > 1) {
                socket.connect(new InetSocketAddress(url.getHost(), url.getPort()));
            }
            return socket;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void release(SocketChannel socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static DestinationWriter forgetting(Supplier<DestinationWriter> right) {
        try {
            return right.get();
        } catch (DestinationException e) {
            boolean unused = Thread.interrupted();
            throw e;
        }
    }

    private static Supplier<Destination> sqlWriters(UnaryOperator<Supplier<DestinationWriter>> change) {
        return () -> new SqlDestination() {
            @Override
            public DestinationWriter write(WriteRequest request, RunHandle run, RunContext context) {
                return change.apply(() -> super.write(request, run, context)).get();
            }
        };
    }

    private static Supplier<DestinationWriter> breaking(Supplier<DestinationWriter> right) {
        if (isInterrupted()) {
            throw new IllegalStateException("interrupted");
        }
        return right;
    }

    private static List<Mutant> openings() {
        return List.of(
                Mutant.of("forgets an interrupt when it opens a writer", "8.16", Mutation.writers((request, right) -> {
                    boolean unused = Thread.interrupted();
                    return right.get();
                })),
                Mutant.of(
                        "breaks when an interrupted thread opens a writer",
                        "8.16",
                        Mutation.writers((request, right) -> breaking(right).get())),
                Mutant.of(
                        "forgets an interrupt when a writer does not open",
                        "8.17",
                        Mutation.writers((request, right) -> forgetting(right))),
                Mutant.of(
                        "leaves a connection when its opening is interrupted",
                        "8.17",
                        Mutation.writers((request, right) -> {
                            try {
                                return right.get();
                            } catch (DestinationException e) {
                                if (isInterrupted()) {
                                    int unused = MemoryServer.INSTANCE.connect();
                                }
                                throw e;
                            }
                        })),
                Mutant.ofSql("forgets an interrupt when it opens a reader", "8.16", () -> new SqlDestination() {
                    @Override
                    public Optional<RecordReader> reader(WriteRequest request, RunContext context) {
                        boolean unused = Thread.interrupted();
                        return super.reader(request, context);
                    }
                }),
                Mutant.ofSql(
                        "breaks when an interrupted thread opens a writer of its table",
                        "8.16",
                        sqlWriters(CancelMutants::breaking)),
                Mutant.ofSql(
                        "forgets an interrupt when a writer of its table does not open",
                        "8.16 8.17",
                        sqlWriters(right -> () -> forgetting(right))));
    }
}
