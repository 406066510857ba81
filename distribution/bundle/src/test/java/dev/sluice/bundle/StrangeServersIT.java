package dev.sluice.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The built command writes to servers that answer and do not mean it. */
class StrangeServersIT {
    @TempDir
    Path directory;

    /** A server that answers PING as Redis does, SET with one and the same line, and everything else with OK; or an echo. */
    private static final class Strange implements AutoCloseable {
        private final ServerSocket socket;
        private final String answer;

        Strange(String answer) throws IOException {
            this.socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
            this.answer = answer;
            daemon(this::accept);
        }

        private static void daemon(Runnable work) {
            Thread thread = new Thread(work, "strange-server");
            thread.setDaemon(true);
            thread.start();
        }

        private void accept() {
            while (!socket.isClosed()) {
                try {
                    Socket client = socket.accept();
                    daemon(() -> serve(client));
                } catch (IOException e) {
                    // It is closed.
                    return;
                }
            }
        }

        private void serve(Socket client) {
            try (client;
                    InputStream in = new BufferedInputStream(client.getInputStream());
                    OutputStream out = client.getOutputStream()) {
                if (answer.equals("echo")) {
                    in.transferTo(out);
                    return;
                }
                for (String command = command(in); !command.isEmpty(); command = command(in)) {
                    String line = switch (command) {
                        case "PING" -> "+PONG";
                        case "HELLO" -> "-ERR unknown command";
                        case "SET" -> answer;
                        default -> "+OK";
                    };
                    out.write((line + "\r\n").getBytes(StandardCharsets.UTF_8));
                }
            } catch (IOException e) {
                // The client has gone.
            }
        }

        /** The name of the next command; empty at the end. */
        private static String command(InputStream in) throws IOException {
            String head = line(in);
            if (head.isEmpty()) {
                return "";
            }
            String name = "";
            int words = Integer.parseInt(head.substring(1));
            for (int i = 0; i < words; i++) {
                byte[] word = in.readNBytes(Integer.parseInt(line(in).substring(1)) + 2);
                if (i == 0) {
                    name = new String(word, 0, word.length - 2, StandardCharsets.UTF_8).toUpperCase(Locale.ROOT);
                }
            }
            return name;
        }

        private static String line(InputStream in) throws IOException {
            StringBuilder line = new StringBuilder();
            for (int octet = in.read(); octet >= 0 && octet != '\n'; octet = in.read()) {
                line.append((char) octet);
            }
            return line.toString().strip();
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    @Test
    @Fault(
            value = "A server echoes, or answers SET with something else than OK",
            outcome = "the run ends (exit 3); no row counts as written")
    void noRowCountsAsWrittenWithoutTheAnswerOfRedis() throws IOException, InterruptedException {
        Files.writeString(directory.resolve("in.csv"), "id,w\n1,a\n2,b\n");
        Map<String, Sluice.Running> runs = new LinkedHashMap<>();
        Map<String, Strange> servers = new LinkedHashMap<>();
        try {
            for (String answer : new String[] {"echo", "+QUEUED", ":0", "$-1", "+"}) {
                Strange server = new Strange(answer);
                servers.put(answer, server);
                runs.put(
                        answer,
                        new Sluice(directory)
                                .start(
                                        Map.of(),
                                        "sync",
                                        "in.csv",
                                        "--name",
                                        "to " + runs.size(),
                                        "--key",
                                        "id",
                                        "--to",
                                        "redis://127.0.0.1:" + server.socket.getLocalPort(),
                                        "--set",
                                        "retry_budget_seconds=0",
                                        "-o",
                                        "json"));
            }
            for (Map.Entry<String, Sluice.Running> run : runs.entrySet()) {
                Sluice.Ended ended = run.getValue().await();
                assertThat(ended.exit()).as(run.getKey() + " " + ended.err()).isEqualTo(3);
                JsonNode json = ended.json();
                assertThat(json.path("error").path("code").asString())
                        .as(run.getKey())
                        .isEqualTo("NOT_REDIS");
                assertThat(json.path("result").path("rows").path("written").asLong())
                        .as(run.getKey())
                        .isZero();
            }
        } finally {
            for (Strange server : servers.values()) {
                server.close();
            }
        }
    }
}
