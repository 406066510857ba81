package dev.sluice.source.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.embedded.RedisServer;

/**
 * The built command mirrors a million rows of MariaDB of 150 bytes, and then what changed of them, with a heap that cannot hold them: the
 * memory of a whole sync does not follow the size of its source.
 */
class SmallHeapIT {
    private static final Path BUNDLE = Path.of(System.getProperty("sluice.bundle"));

    /** Half of what the command gives itself. */
    private static final String HEAP = "-Xms160m -Xmx160m -Xmn96m";

    /** Parts of an installation that are those of the built one. */
    private static final String[] LINKED = {"lib", "plugins"};

    @TempDir
    Path directory;

    @Test
    void aTableIsMirrored() throws Exception {
        MariaDbServer.execute(
                "create or replace table wide (id int primary key, v text)",
                "insert into wide select seq, lpad(seq, 150, 'x') from seq_1_to_1000000");
        RedisServer redis = RedisServer.newRedisServer()
                .port(freePort())
                .bind("127.0.0.1")
                .setting("save \"\"")
                .build();
        Path program = installation().resolve("bin/sluice");
        redis.start();
        try {
            define(redis.ports().get(0));
            assertThat(run(program, "sync", "wide", "-o", "json"))
                    .contains("\"added\":1000000,", "\"removed\":0,", "\"warnings\":[]");
            MariaDbServer.execute(
                    "update wide set v = 'changed' where id <= 2000",
                    "delete from wide where id > 999000",
                    "insert into wide select id + 1000000, v from wide where id > 5000 and id <= 5500");
            assertThat(run(program, "sync", "wide", "-o", "json"))
                    .contains("\"added\":500,", "\"changed\":2000,", "\"removed\":1000,", "\"warnings\":[]");
            assertThat(run(program, "verify", "wide", "--sample", "1000")).isNotEmpty();
        } finally {
            redis.stop();
            for (String part : LINKED) {
                Files.deleteIfExists(directory.resolve("installation").resolve(part));
            }
            MariaDbServer.execute("drop table wide");
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private void define(int redis) throws IOException {
        Files.writeString(directory.resolve("sluice.yaml"), """
                version: 1
                destinations:
                  cache: { plugin: redis, config: { connection_url: "redis://127.0.0.1:%d" } }
                sources:
                  base: { jdbc: "jdbc:mariadb://127.0.0.1:%d/shop", user: admin, password: admin }
                syncs:
                  wide:
                    from: { source: base, query: "select id, v from wide" }
                    to: { destination: cache, key_prefix: "w:" }
                    mode: mirror
                    key: id
                """.formatted(redis, MariaDbServer.port()));
    }

    /** What the command prints, which ends well. */
    private String run(Path program, String... arguments) throws IOException, InterruptedException {
        Path out = directory.resolve("out");
        Path err = directory.resolve("err");
        ProcessBuilder builder = new ProcessBuilder(program.toString())
                .directory(directory.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.command().addAll(List.of(arguments));
        builder.environment().put("SLUICE_JAVA_OPTS", HEAP);
        Process process = builder.start();
        boolean ended = process.waitFor(3, TimeUnit.MINUTES);
        process.destroyForcibly();
        assertThat(ended).as(Files.readString(err)).isTrue();
        assertThat(process.exitValue()).as(Files.readString(err)).isZero();
        return Files.readString(out);
    }

    /** The built one with the driver of MariaDB. */
    private Path installation() throws Exception {
        Path installation = directory.resolve("installation");
        Files.copy(
                BUNDLE.resolve("bin/sluice"),
                Files.createDirectories(installation.resolve("bin")).resolve("sluice"));
        InstalledDrivers.in(installation.resolve("drivers"), "mariadb", org.mariadb.jdbc.Driver.class);
        for (String part : LINKED) {
            Files.createSymbolicLink(installation.resolve(part), BUNDLE.resolve(part));
        }
        return installation;
    }
}
