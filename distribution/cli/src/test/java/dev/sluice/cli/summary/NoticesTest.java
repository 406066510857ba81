package dev.sluice.cli.summary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.cli.Receiver;
import dev.sluice.cli.Terminal;
import dev.sluice.host.failure.HostException;
import dev.sluice.host.failure.HostFailure;
import dev.sluice.host.fake.FakeRun;
import dev.sluice.host.report.SyncReport;
import dev.sluice.spi.ErrorCategory;
import dev.sluice.spi.ErrorDetail;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Files and a web server that are told of runs. */
class NoticesTest {
    private static final String PATH = "/hooks/canary-in-the-path";
    private static final String KEY = "canary-of-the-secret";
    /** What a row holds, which a database may have put into a message. */
    private static final String VALUE = "ada@example.com";

    private static final ErrorDetail LOST = ErrorDetail.builder("FAKE_LOST", ErrorCategory.CONNECTION)
            .message("Cut off at '" + VALUE + "'.")
            .remedy("Go on.")
            .build();

    @TempDir
    Path directory;

    private final Receiver receiver = new Receiver();

    @AfterEach
    void stop() {
        receiver.close();
    }

    private Terminal terminal(String... variables) {
        Map<String, String> environment = new HashMap<>();
        environment.put("SLUICE_WEBHOOK_URL", receiver.url(PATH));
        for (int i = 0; i < variables.length; i += 2) {
            environment.put(variables[i], variables[i + 1]);
        }
        return new Terminal(environment, false);
    }

    private static Notices notices(Terminal terminal, Path... files) {
        return notices(terminal, Runnable::run, files);
    }

    private static Notices notices(Terminal terminal, Executor telling, Path... files) {
        return new Notices(
                terminal.console(),
                List.of(files).stream().map(SummaryFile::new).toList(),
                Webhook.of(terminal.console(), Optional.empty()),
                telling);
    }

    private static void run(Notices notices, String id, Optional<ErrorDetail> failure) {
        notices.heard(FakeRun.started(id, "users | *all*"));
        notices.heard(FakeRun.ended(
                "users | *all*",
                failure,
                new SyncReport.Rows(10, 7, 7, 0, 0, 3, 0, 0, 0, 0),
                new SyncReport.Removals(2, 2, 0, 0, 0)));
        notices.close();
    }

    @Test
    void aFileHasEveryRunOfTheCommand() throws IOException {
        Path json = directory.resolve("runs.json");
        Path markdown = directory.resolve("runs.md");
        Notices notices = notices(terminal(), json, markdown);
        run(notices, "01M8FP9P67N3RMD3332GGKD37X", Optional.empty());
        run(notices, "01M8FP9XPTYB8JK0HSVP7X5ANT", Optional.of(LOST));
        JsonNode runs = new JsonMapper().readTree(Files.readString(json)).path("runs");
        assertThat(runs).extracting(run -> run.path("status").asString()).containsExactly("succeeded", "failed");
        assertThat(runs.path(0).path("rows").path("written").asInt()).isEqualTo(7);
        assertThat(Files.readString(markdown)).isEqualTo("""
                | sync | status | took | read | written | unchanged | removed | rejected |
                |---|---|---:|---:|---:|---:|---:|---:|
                | users \\| \\*all\\* | succeeded | 1.3 s | 10 | 7 | 3 | 2 | 0 |
                | users \\| \\*all\\* | failed (FAKE_LOST) | 1.3 s | 10 | 7 | 3 | 2 | 0 |

                **users \\| \\*all\\***, run 01M8FP9XPTYB8JK0HSVP7X5ANT

                - FAKE_LOST: Cut off at 'ada@example.com'. → Go on.
                """);
        try (var files = Files.list(directory)) {
            assertThat(files).containsExactlyInAnyOrder(json, markdown);
        }
    }

    @Test
    void aFileThatCannotBeIsRefusedAndOneThatCannotBeWrittenIsAWarning() throws IOException {
        for (String name : List.of("runs.txt", "absent/runs.md")) {
            assertThatThrownBy(() -> new SummaryFile(directory.resolve(name)))
                    .isInstanceOf(HostException.class)
                    .hasMessageContaining("--summary");
        }
        Terminal terminal = new Terminal();
        Path folder = Files.createDirectory(directory.resolve("gone"));
        Notices notices = notices(terminal, folder.resolve("runs.md"));
        Files.delete(folder);
        run(notices, "01M8FP9P67N3RMD3332GGKD37X", Optional.empty());
        assertThat(terminal.err()).startsWith("warning: The summary ").contains("runs.md cannot be written");
    }

    @Test
    void aFailedRunIsToldSignedAndWithoutWhatARowHolds() throws Exception {
        Terminal terminal = terminal("SLUICE_WEBHOOK_SECRET", KEY);
        Notices notices = notices(terminal);
        run(notices, "01M8FP9P67N3RMD3332GGKD37X", Optional.empty());
        assertThat(receiver.messages()).isEmpty();
        run(notices, "01M8FP9XPTYB8JK0HSVP7X5ANT", Optional.of(LOST));
        assertThat(receiver.messages()).hasSize(1);
        assertThat(receiver.messages().get(0).path()).isEqualTo(PATH);
        String body = receiver.messages().get(0).body();
        assertThat(body).doesNotContain(VALUE);
        JsonNode data = new JsonMapper().readTree(body).path("data");
        assertThat(data.path("failure").path("code").asString()).isEqualTo("FAKE_LOST");
        assertThat(data.path("exit").asInt()).isEqualTo(3);
        Map<String, String> sent = receiver.messages().get(0).headers();
        assertThat(sent).containsEntry("webhook-id", "01M8FP9XPTYB8JK0HSVP7X5ANT");
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(KEY.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        String signed = sent.get("webhook-id") + "." + sent.get("webhook-timestamp") + "." + body;
        assertThat(sent.get("webhook-signature"))
                .isEqualTo("v1,"
                        + Base64.getEncoder().encodeToString(mac.doFinal(signed.getBytes(StandardCharsets.UTF_8))));
        assertThat(terminal.err()).isEmpty();
    }

    /** The example that the Standard Webhooks specification gives. */
    @Test
    void aSignatureIsThatOfTheSpecification() {
        assertThat(WebhookSignature.of("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
                        .of("msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330, "{\"test\": 2432232314}"))
                .isEqualTo("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    @Test
    void anotherAttemptIsMadeWhereItMayHelp() {
        receiver.answers(503, 429, 200);
        Terminal terminal = terminal("SLUICE_WEBHOOK_ON", "end");
        run(notices(terminal), "01M8FP9P67N3RMD3332GGKD37X", Optional.empty());
        assertThat(receiver.messages())
                .hasSize(3)
                .extracting(sent -> sent.headers().get("webhook-id"))
                .containsOnly("01M8FP9P67N3RMD3332GGKD37X");
        assertThat(receiver.messages()).noneMatch(sent -> sent.headers().containsKey("webhook-signature"));
        assertThat(terminal.err()).isEmpty();
    }

    @Test
    @Timeout(30)
    void anAnswerWithoutAnEndIsNotWaitedFor() {
        receiver.at("/flood", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            try (OutputStream answer = exchange.getResponseBody()) {
                while (true) {
                    answer.write(new byte[1_000]);
                    answer.flush();
                    Thread.sleep(20);
                }
            }
        });
        Terminal terminal = terminal("SLUICE_WEBHOOK_ON", "end", "SLUICE_WEBHOOK_URL", receiver.url("/flood"));
        run(notices(terminal), "01M8FP9P67N3RMD3332GGKD37X", Optional.empty());
        assertThat(receiver.messages()).hasSize(1);
        assertThat(terminal.err()).isEmpty();
    }

    @Test
    @Timeout(60)
    void aReceiverThatHangsHoldsUpNoRunAndIsToldInOrder() throws InterruptedException {
        CountDownLatch hangs = new CountDownLatch(1);
        receiver.at("/hangs", exchange -> {
            hangs.await();
            exchange.sendResponseHeaders(204, -1);
        });
        Terminal terminal = terminal("SLUICE_WEBHOOK_ON", "end", "SLUICE_WEBHOOK_URL", receiver.url("/hangs"));
        NoticeQueue queue = new NoticeQueue();
        Notices notices = notices(terminal, queue);
        run(notices, "01M8FP9P67N3RMD3332GGKD37X", Optional.empty());
        run(notices, "01M8FP9XPTYB8JK0HSVP7X5ANT", Optional.empty());
        assertThat(receiver.messages()).hasSizeLessThan(2);
        hangs.countDown();
        assertThat(queue.close(Duration.ofSeconds(30))).isZero();
        assertThat(receiver.messages())
                .extracting(sent -> new JsonMapper()
                        .readTree(sent.body())
                        .path("data")
                        .path("run")
                        .asString())
                .containsExactly("01M8FP9P67N3RMD3332GGKD37X", "01M8FP9XPTYB8JK0HSVP7X5ANT");
        run(notices, "01M8FPA8DAYJMFXVF6ZPT3XWE6", Optional.empty());
        assertThat(terminal.err()).contains("The webhook was not told of run 01M8FPA8DAYJMFXVF6ZPT3XWE6");
    }

    @Test
    void whatCannotBeToldIsAWarningWithoutTheAddress() {
        receiver.answers(302, 404);
        Terminal terminal = terminal("SLUICE_WEBHOOK_ON", "success");
        Notices notices = notices(terminal);
        run(notices, "01M8FP9P67N3RMD3332GGKD37X", Optional.empty());
        run(notices, "01M8FP9XPTYB8JK0HSVP7X5ANT", Optional.empty());
        receiver.close();
        run(notices, "01M8FPA8DAYJMFXVF6ZPT3XWE6", Optional.empty());
        assertThat(receiver.messages()).hasSize(2);
        assertThat(terminal.err().lines())
                .hasSize(3)
                .allMatch(line -> line.startsWith("warning: The webhook was not told of run 01M8FP"))
                .noneMatch(line -> line.contains("canary") || line.contains("127.0.0.1"));
        assertThat(terminal.err()).contains("it answered 302.", "it answered 404.", "no answer came");
    }

    @Test
    void whatIsSaidOfItIsLookedAtBeforeARun() {
        for (Terminal wrong : List.of(
                terminal("SLUICE_WEBHOOK_URL", "ftp://canary/x"),
                terminal("SLUICE_WEBHOOK_URL", "https:canary x"),
                terminal("SLUICE_WEBHOOK_ON", "sometimes"),
                terminal("SLUICE_WEBHOOK_SECRET", "whsec_?canary"))) {
            assertThatThrownBy(() -> notices(wrong)).isInstanceOfSatisfying(HostException.class, e -> {
                assertThat(e.is(HostFailure.ARGUMENT_INVALID)).isTrue();
                assertThat(e.detail().message() + e.detail().remedy()).doesNotContain("canary");
            });
        }
    }
}
