package dev.sluice.cli.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PageServerTest {
    private final PageServer server = PageServer.start(
            "127.0.0.1", 0, "--", Map.of("/healthz", () -> PageServer.Page.health(false, Map.of("status", "stuck"))));

    @AfterEach
    void stop() {
        server.close();
    }

    private HttpResponse<String> ask(String method, String path) throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(server.url() + path))
                                .method(method, HttpRequest.BodyPublishers.noBody())
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void headIsAnsweredLikeGetWithoutTheBody() throws IOException, InterruptedException {
        HttpResponse<String> get = ask("GET", "/healthz");
        HttpResponse<String> head = ask("HEAD", "/healthz");
        assertThat(get.body()).isEqualTo("{\"status\":\"stuck\"}\n");
        assertThat(head.body()).isEmpty();
        assertThat(head.statusCode()).isEqualTo(get.statusCode()).isEqualTo(503);
        for (String name : new String[] {"content-type", "content-length"}) {
            assertThat(head.headers().allValues(name))
                    .as(name)
                    .isEqualTo(get.headers().allValues(name))
                    .hasSize(1);
        }
    }

    @Test
    void otherMethodsAreToldWhichThereAre() throws IOException, InterruptedException {
        HttpResponse<String> post = ask("POST", "/healthz");
        assertThat(post.statusCode()).isEqualTo(405);
        assertThat(post.headers().firstValue("allow")).contains("GET, HEAD");
        assertThat(ask("GET", "/").statusCode()).isEqualTo(404);
    }
}
