package dev.sluice.spark.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisConnectionException;

/** No server is left of tests that are stopped in the middle. */
class TestRedisTest {
    /** Starts a server, says its port and waits to be stopped. */
    static final class Stopped {
        public static void main(String[] arguments) throws IOException {
            System.out.println(TestRedis.start().port());
            System.in.read();
        }
    }

    @Test
    void itEndsWithTheJvmThatIsStopped() throws IOException {
        Process tests = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Stopped.class.getName())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (BufferedReader said = tests.inputReader();
                Jedis client = new Jedis("127.0.0.1", Integer.parseInt(said.readLine()))) {
            assertThat(client.ping()).isEqualTo("PONG");
            tests.destroy();
            Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> !tests.isAlive());
            assertThatExceptionOfType(JedisConnectionException.class).isThrownBy(client::ping);
        } finally {
            tests.destroyForcibly();
        }
    }
}
