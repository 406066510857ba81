package dev.sluice.spark.page;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.lit;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.host.report.SyncReport;
import dev.sluice.spark.support.Sessions;
import dev.sluice.spark.support.TestRedis;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;

/** What {@code docs/spark.md} shows works as it is written there. */
class SnippetsTest {
    private static final long ROWS = 50;

    @TempDir
    Path folder;

    private TestRedis redis;
    private Snippets page;

    @BeforeEach
    void start() {
        redis = TestRedis.start();
        page = new Snippets(
                folder,
                text -> text.replace("\"url.env\"", "\"url\"")
                        .replace("REDIS_URL", redis.url())
                        .replace("s3a://bucket", folder.toString())
                        .replace("/var/lib/sluice", folder.toString()));
    }

    @AfterEach
    void stop() {
        redis.close();
    }

    private static Dataset<Row> users() {
        return Sessions.local()
                .range(ROWS)
                .select(
                        col("id").alias("user_id"),
                        concat(lit("user "), col("id")).alias("name"));
    }

    private void assertWritten() {
        try (Jedis jedis = redis.client()) {
            assertThat(jedis.keys("user:[0-9]*")).hasSize((int) ROWS);
            assertThat(jedis.get("user:7")).isEqualTo("{\"user_id\":7,\"name\":\"user 7\"}");
            jedis.flushAll();
        }
    }

    @Test
    void inJava() throws Exception {
        List<String> snippets = page.in("java");
        assertThat(snippets).hasSizeGreaterThanOrEqualTo(2);
        for (String snippet : snippets) {
            page.runJava(snippet, users());
            assertWritten();
        }
    }

    @Test
    void inScala() throws Exception {
        List<String> snippets = page.in("scala");
        assertThat(snippets).isNotEmpty();
        for (String snippet : snippets) {
            page.runScala(snippet, users());
            assertWritten();
        }
    }

    @Test
    void theCallsOfPythonIntoTheJvm() throws Exception {
        List<String> snippets = page.in("python");
        assertThat(snippets).hasSize(2);
        page.runPythonWrite(snippets.get(0), users());
        assertWritten();

        Object report = page.runPythonMirror(snippets.get(1), users());
        assertWritten();
        assertThat(((SyncReport) report).rows().written()).isEqualTo(ROWS);
    }
}
