package dev.sluice.cli.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.sluice.host.failure.HostException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What other users and other processes of the machine can do to the embedded server, and it to them. */
class EmbeddedServerTest {
    private static final int NOBODY = 65_534;

    @TempDir
    Path directory;

    private Path work;
    private Path root;

    @BeforeEach
    void placeIt() {
        work = directory.resolve(".sluice");
        root = work.resolve("embedded");
    }

    @Test
    void whoeverReachesThePortIsToldNothing() throws IOException {
        try (EmbeddedServer server = EmbeddedServer.start(root)) {
            assertThat(ask(server, "PING")).startsWith("-NOAUTH");
            assertThat(ask(server, "CONFIG SET dir /tmp")).startsWith("-ERR");
            assertThat(server.address()).doesNotContain("@");
        }
    }

    @Test
    void thePasswordIsInAFileOfTheUserAndAnotherAtEachStart() throws IOException {
        String first;
        try (EmbeddedServer server = EmbeddedServer.start(root)) {
            first = Files.readString(server.passwordFile()).strip();
            assertThat(first).hasSize(64);
            assertThat(server.url()).contains(":" + first + "@");
            assertThat(ask(server, "AUTH " + first, "PING")).isEqualTo("+PONG");
        }
        try (EmbeddedServer server = EmbeddedServer.start(root)) {
            assertThat(ask(server, "AUTH " + first)).startsWith("-");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CONFIG SET dir /tmp",
                "CONFIG GET requirepass",
                "MODULE LIST",
                "DEBUG SLEEP 0",
                "SLAVEOF 127.0.0.1 1",
                "REPLICAOF 127.0.0.1 1",
                "ACL LIST"
            })
    void noCommandReachesBeyondTheData(String command) throws IOException {
        try (EmbeddedServer server = EmbeddedServer.start(root)) {
            String password = Files.readString(server.passwordFile()).strip();
            assertThat(ask(server, "AUTH " + password, command)).startsWith("-ERR unknown command");
        }
    }

    @Test
    void everythingIsTheUsersAlone() throws IOException {
        try (EmbeddedServer server = EmbeddedServer.start(root)) {
            String password = Files.readString(server.passwordFile()).strip();
            assertThat(ask(server, "AUTH " + password, "SET a 1")).isEqualTo("+OK");
            try (var found = Files.walk(work)) {
                assertThat(found.toList())
                        .hasSizeGreaterThan(6)
                        .anyMatch(file -> file.endsWith("appendonly.aof"))
                        .allSatisfy(file -> assertThat(permissions(file)).endsWith("------"));
            }
        }
    }

    @Test
    void dataOfAnEarlierVersionAreTakenFromOthers() throws IOException {
        Path data;
        try (EmbeddedServer server = EmbeddedServer.start(root)) {
            data = server.directory().resolve("appendonly.aof");
        }
        permit(data, "rw-r--r--");
        permit(work, "rwxr-xr-x");
        permit(root, "rwxr-xr-x");
        EmbeddedServer.start(root).close();
        assertThat(List.of(permissions(data), permissions(work), permissions(root)))
                .containsExactly("rw-------", "rwx------", "rwx------");
    }

    @ParameterizedTest
    @CsvSource({".sluice,rwxrwxr-x", ".sluice/embedded,rwx----w-"})
    void aDirectoryThatOthersWriteToIsRefused(String place, String permissions) throws IOException {
        Files.createDirectories(root);
        permit(directory.resolve(place), permissions);
        assertUnsafe("may write");
    }

    @ParameterizedTest
    @ValueSource(strings = {".sluice", ".sluice/embedded", ".sluice/embedded/file"})
    void whatBelongsToAnotherUserIsRefused(String place) throws IOException {
        Files.createDirectories(root);
        Files.createFile(root.resolve("file"));
        permit(root, "rwx------");
        permit(work, "rwx------");
        assumeThat(System.getProperty("user.name"))
                .as("only root can give a file to another user")
                .isEqualTo("root");
        Files.setAttribute(directory.resolve(place), "unix:uid", NOBODY);
        assertUnsafe("another user");
    }

    @Test
    void aLinkInItsPlaceIsRefused() throws IOException {
        Path elsewhere = Files.createDirectory(directory.resolve("elsewhere"));
        Files.createDirectories(root);
        permit(root, "rwx------");
        permit(work, "rwx------");
        Files.createSymbolicLink(root.resolve("redis-6.2.11"), elsewhere);
        assertUnsafe("link");
        assertThat(elsewhere).isEmptyDirectory();
    }

    @Test
    void aProgramThatWasPutThereIsNotRun() throws IOException {
        EmbeddedServer.start(root).close();
        Path program;
        try (var found = Files.list(root)) {
            program = found.filter(file -> file.toString().contains("redis-server"))
                    .findFirst()
                    .orElseThrow();
        }
        byte[] packed = Files.readAllBytes(program);
        Path trace = directory.resolve("trace");
        Files.writeString(program, "#!/bin/sh\ntouch '" + trace + "'\necho 'v=6.2.11'\n");
        EmbeddedServer.start(root).close();
        assertThat(trace).doesNotExist();
        assertThat(program).hasBinaryContent(packed);
        Files.write(program, new byte[] {0}, java.nio.file.StandardOpenOption.APPEND);
        EmbeddedServer.start(root).close();
        assertThat(program).hasBinaryContent(packed);
    }

    @Test
    void aPortThatSomebodyElseTakesIsLeftToThem() throws IOException {
        try (ServerSocket thief = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            AtomicInteger asked = new AtomicInteger();
            try (EmbeddedServer server = EmbeddedServer.start(root, () -> {
                if (asked.getAndIncrement() == 0) {
                    return thief.getLocalPort();
                }
                try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                    return free.getLocalPort();
                }
            })) {
                assertThat(asked).hasValue(2);
                assertThat(server.address()).doesNotEndWith(":" + thief.getLocalPort());
                assertThat(ask(server, "PING")).startsWith("-NOAUTH");
            }
        }
    }

    @Test
    void aProcessThatIsNotTheServerIsNotTouched() throws IOException {
        EmbeddedServer.start(root).close();
        Process foreign = new ProcessBuilder("cat").start();
        try {
            Files.writeString(root.resolve("redis-6.2.11/redis.pid"), String.valueOf(foreign.pid()));
            EmbeddedServer.start(root).close();
            assertThat(foreign.isAlive()).isTrue();
        } finally {
            foreign.destroyForcibly();
        }
    }

    @Test
    void aServerThatIsLeftIsEndedAndItsDataAreKept() throws IOException {
        EmbeddedServer killed = EmbeddedServer.start(root);
        String password = Files.readString(killed.passwordFile()).strip();
        assertThat(ask(killed, "AUTH " + password, "SET a kept")).isEqualTo("+OK");
        long pid = Long.parseLong(
                Files.readString(killed.directory().resolve("redis.pid")).strip());
        ProcessHandle server = ProcessHandle.of(pid).orElseThrow();
        server.parent()
                .orElseThrow()
                .descendants()
                .filter(child -> child.pid() != pid)
                .forEach(ProcessHandle::destroyForcibly);
        server.parent().orElseThrow().destroyForcibly();
        killed.close();
        assertThat(server.isAlive()).isTrue();
        try (EmbeddedServer next = EmbeddedServer.start(root)) {
            assertThat(server.isAlive()).isFalse();
            String fresh = Files.readString(next.passwordFile()).strip();
            assertThat(ask(next, "AUTH " + fresh, "STRLEN a")).isEqualTo(":4");
        }
    }

    @Test
    void nothingIsLeftWhenItIsClosed() throws IOException {
        EmbeddedServer server = EmbeddedServer.start(root);
        long pid = Long.parseLong(
                Files.readString(server.directory().resolve("redis.pid")).strip());
        server.close();
        server.close();
        assertThat(ProcessHandle.of(pid)).isEmpty();
        assertThat(server.directory().resolve("redis.pid")).doesNotExist();
    }

    private void assertUnsafe(String why) {
        assertThatExceptionOfType(HostException.class)
                .isThrownBy(() -> EmbeddedServer.start(root).close())
                .satisfies(failure -> {
                    assertThat(failure.detail().code()).isEqualTo("EMBEDDED_UNSAFE");
                    assertThat(failure.detail().message()).contains(why);
                });
    }

    private static void permit(Path file, String permissions) throws IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
    }

    private static String permissions(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file, LinkOption.NOFOLLOW_LINKS));
    }

    /** The first line of the answer to the last of some commands. */
    private static String ask(EmbeddedServer server, String... commands) throws IOException {
        int port = Integer.parseInt(server.address().substring(server.address().lastIndexOf(':') + 1));
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(30_000);
            socket.getOutputStream().write((String.join("\r\n", commands) + "\r\n").getBytes(StandardCharsets.UTF_8));
            var answers = new java.io.BufferedReader(
                    new java.io.InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            String answer = "";
            for (int i = 0; i < commands.length; i++) {
                answer = answers.readLine();
            }
            return answer;
        }
    }
}
