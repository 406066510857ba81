package dev.sluice.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A webhook whose server has a certificate of an authority that Java does not know. */
class WebhookIT {
    private static final String PASSWORD = "changeit";
    private static final String PATH = "/hooks/canary";
    private static final String UNTOLD = "warning: The webhook was not told of run ";

    @TempDir
    Path directory;

    private final List<String> told = new CopyOnWriteArrayList<>();
    private final List<HttpsServer> servers = new ArrayList<>();

    /** A run that cannot begin is one that the webhook is told of, and needs no destination. */
    @BeforeEach
    void define() throws IOException, InterruptedException {
        Files.writeString(directory.resolve("users.csv"), "id\n1\n");
        Files.writeString(directory.resolve("sluice.yaml"), """
                version: 1
                destinations: { cache: { plugin: redis, config: { connection_url: "${env:NOT_SET}" } } }
                syncs: { users: { from: { file: users.csv }, to: { destination: cache }, key: id } }
                """);
        keytool(keys(), "-genkeypair", "-alias", "ca", "-keyalg", "EC", "-dname", "CN=Own", "-ext", "bc:c");
        keytool(keys(), "-exportcert", "-alias", "ca", "-rfc", "-file", "ca.pem");
    }

    @AfterEach
    void stop() {
        servers.forEach(server -> server.stop(0));
    }

    private Path keys() {
        return directory.resolve("keys.p12");
    }

    private void keytool(Path store, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
        command.addAll(List.of(arguments));
        command.addAll(List.of("-keystore", store.toString(), "-storepass", PASSWORD));
        Process keytool = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(keytool.waitFor()).as(said).isZero();
    }

    /** Listens with a certificate for a host. */
    private String url(String name, String... certificate) throws Exception {
        List<String> arguments = new ArrayList<>(
                List.of("-genkeypair", "-alias", name, "-keyalg", "EC", "-dname", "CN=" + name, "-signer", "ca"));
        arguments.addAll(List.of(certificate));
        keytool(keys(), arguments.toArray(String[]::new));
        HttpsServer server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(context(name)));
        server.createContext("/", exchange -> {
            try (exchange) {
                told.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
                exchange.sendResponseHeaders(204, -1);
            }
        });
        server.start();
        servers.add(server);
        return "https://127.0.0.1:" + server.getAddress().getPort() + PATH;
    }

    /** Of one certificate alone, so that the server has no choice. */
    private SSLContext context(String name) throws IOException, GeneralSecurityException {
        KeyStore all = KeyStore.getInstance("PKCS12");
        try (InputStream file = Files.newInputStream(keys())) {
            all.load(file, PASSWORD.toCharArray());
        }
        KeyStore one = KeyStore.getInstance("PKCS12");
        one.load(null, null);
        one.setKeyEntry(
                name, all.getKey(name, PASSWORD.toCharArray()), PASSWORD.toCharArray(), all.getCertificateChain(name));
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(one, PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return context;
    }

    private String errors(String url, String options) throws IOException, InterruptedException {
        Sluice.Ended ended = new Sluice(directory)
                .run(Map.of("SLUICE_WEBHOOK_URL", url, "SLUICE_JAVA_OPTS", options), "sync", "users");
        assertThat(ended.exit()).as(ended.err()).isEqualTo(2);
        assertThat(ended.err()).doesNotContain("canary", "127.0.0.1", PASSWORD);
        return ended.err();
    }

    @Test
    void aCertificateIsTrustedIfJavaIsToldToAndElseRefusedWithTheReason() throws Exception {
        String here = url("here", "-ext", "san=ip:127.0.0.1");
        assertThat(errors(here, ""))
                .contains(UNTOLD)
                .contains(": its certificate is not trusted; have Java trust the authority that issued it, with"
                        + " SLUICE_JAVA_OPTS=-Djavax.net.ssl.trustStore=FILE.");
        assertThat(told).isEmpty();

        // As docs/runs.md has it.
        Path trust = directory.resolve("trust.p12");
        Files.copy(Path.of(System.getProperty("java.home"), "lib", "security", "cacerts"), trust);
        keytool(trust, "-importcert", "-noprompt", "-alias", "own", "-file", "ca.pem");
        String trusting = "-Djavax.net.ssl.trustStore=" + trust + " -Djavax.net.ssl.trustStorePassword=";
        assertThat(errors(here, trusting + PASSWORD)).doesNotContain("webhook");
        assertThat(told).singleElement().asString().contains("\"code\":\"VARIABLE_UNSET\"");

        assertThat(errors(here, trusting + "wrong"))
                .contains(UNTOLD)
                .contains(": the trust store of Java cannot be read; check javax.net.ssl.trustStore and its password.");
        assertThat(errors(here, "-Djavax.net.ssl.trustStore=" + directory.resolve("absent.p12")))
                .contains(": its certificate is not trusted;");
        assertThat(errors(url("elsewhere", "-ext", "san=dns:hooks.example.com"), trusting + PASSWORD))
                .contains(": its certificate is of another host; use a URL with a name that the certificate has.");
        assertThat(errors(
                        url("old", "-ext", "san=ip:127.0.0.1", "-startdate", "-30d", "-validity", "10"),
                        trusting + PASSWORD))
                .contains(": its certificate is not valid at this time; renew it, or correct the clock.");
        assertThat(told).hasSize(1);
    }
}
