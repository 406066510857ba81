package dev.sluice.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.spi.Change;
import dev.sluice.spi.CheckObserver;
import dev.sluice.spi.CheckRequest;
import dev.sluice.spi.DestinationConfig;
import dev.sluice.spi.DestinationException;
import dev.sluice.spi.DestinationWriter;
import dev.sluice.spi.Field;
import dev.sluice.spi.FieldType;
import dev.sluice.spi.ReadBack;
import dev.sluice.spi.RecordReader;
import dev.sluice.spi.Row;
import dev.sluice.spi.RowSchema;
import dev.sluice.spi.RunContext;
import dev.sluice.spi.RunHandle;
import dev.sluice.spi.SyncMode;
import dev.sluice.spi.WriteRequest;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import redis.embedded.RedisServer;

/** A host owns standard output and standard error: in a process of its own, the destination prints nothing, whatever happens. */
final class SilenceTest {
    private static final RowSchema SCHEMA = RowSchema.of(new Field("id", FieldType.TEXT));
    private static final Row ROW = Row.of(SCHEMA, "1");

    @Test
    void nothingIsPrinted() throws IOException, InterruptedException {
        int port;
        int closed;
        try (ServerSocket one = new ServerSocket(0);
                ServerSocket other = new ServerSocket(0)) {
            port = one.getLocalPort();
            closed = other.getLocalPort();
        }
        RedisServer server = RedisServer.newRedisServer()
                .port(port)
                .setting("bind 127.0.0.1")
                .setting("save \"\"")
                .build();
        server.start();
        try {
            Process process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-cp",
                            System.getProperty("java.class.path"),
                            Host.class.getName(),
                            Integer.toString(port),
                            Integer.toString(closed))
                    .redirectErrorStream(true)
                    .start();
            String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

            assertThat(printed).isEmpty();
            assertThat(process.waitFor()).isZero();
        } finally {
            server.stop();
        }
    }

    /** Does a little of everything, well and badly. */
    static final class Host {
        private Host() {}

        public static void main(String[] ports) {
            RedisDestination destination = new RedisDestination();
            for (String port : ports) {
                for (String format : List.of("string", "hash")) {
                    for (String protocol : List.of("auto", "resp2")) {
                        use(
                                destination,
                                Map.of(
                                        "connection_url",
                                        "redis://127.0.0.1:" + port,
                                        "key_prefix",
                                        format + ":",
                                        "data_format",
                                        format,
                                        "protocol",
                                        protocol));
                    }
                }
            }
            use(destination, Map.of("connection_url", "rediss://127.0.0.1:" + ports[0], "connect_timeout_ms", 200L));
            use(destination, Map.of("connection_url", "nothing", "ttl", 1L));
        }

        private static void use(RedisDestination destination, Map<String, Object> settings) {
            DestinationConfig config = DestinationConfig.of(settings);
            destination.check(
                    new CheckRequest(config, Optional.empty(), Set.of(SyncMode.UPSERT), Duration.ofSeconds(5)),
                    CheckObserver.NONE);
            WriteRequest request =
                    new WriteRequest(config, DestinationConfig.EMPTY, SyncMode.UPSERT, SCHEMA, List.of("id"));
            try (DestinationWriter writer = destination.write(request, RunHandle.of("test"), RunContext.of("test"));
                    RecordReader reader =
                            destination.reader(request, RunContext.of("test")).orElseThrow()) {
                if (!writer.write(List.of(new Change.Write(ROW))).isAllWritten()
                        || reader.read(List.of(ROW)).get(0).status() != ReadBack.Status.MATCHES) {
                    System.out.println("not written");
                }
            } catch (DestinationException e) {
                // A host would report it in its own way.
            }
        }
    }
}
