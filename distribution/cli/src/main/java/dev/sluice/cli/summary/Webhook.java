package dev.sluice.cli.summary;

import dev.sluice.cli.installation.Version;
import dev.sluice.cli.output.Console;
import dev.sluice.definition.Definitions;
import dev.sluice.definition.References;
import dev.sluice.host.failure.HostException;
import dev.sluice.host.failure.HostFailure;
import dev.sluice.host.runfile.StoredRun;
import java.io.IOException;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Tells a web server that a run is over: a POST of JSON without keys and values, signed as
 * <a href="https://www.standardwebhooks.com">Standard Webhooks</a> are. Redirects are not followed; the answer is not read. An answer that asks for
 * another attempt, and none, is tried again until a deadline over all attempts; a certificate that is refused is not. The id of the message is the
 * run's, so a receiver knows one that comes twice. {@link HttpURLConnection} sends it: {@link java.net.http.HttpClient} takes ten times the processor
 * time for one message. Safe for use by several threads.
 */
public final class Webhook {
    /** Variables of the environment that are used before what the definition says. */
    private static final String VARIABLES = "SLUICE_WEBHOOK_";

    private static final Duration DEADLINE = Duration.ofSeconds(10);
    private static final Duration ATTEMPT = Duration.ofSeconds(4);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
    private static final int TOO_MANY = 429;

    private enum On {
        FAILURE,
        SUCCESS,
        END
    }

    private final URI url;
    private final Optional<WebhookSignature> signature;
    private final On on;
    private final Clock clock = Clock.systemUTC();

    private Webhook(URI url, Optional<WebhookSignature> signature, On on) {
        this.url = url;
        this.signature = signature;
        this.on = on;
    }

    /**
     * The webhook of the environment or of the definition, if there is one.
     *
     * @throws HostException if what is said of it cannot be used
     */
    public static Optional<Webhook> of(Console console, Optional<Definitions> definitions) {
        Map<String, String> said = new LinkedHashMap<>();
        Path base = definitions.map(Definitions::base).orElse(Path.of(""));
        References references = console.references(base);
        definitions.map(Definitions::webhook).orElse(Map.of()).forEach((name, text) -> {
            if (variable(console, name).isEmpty()) {
                said.put(name, references.expand(text));
            }
        });
        references.problems().stream().findFirst().ifPresent(problem -> {
            throw new HostException(problem);
        });
        for (String name : List.of("url", "secret", "on")) {
            variable(console, name).ifPresent(text -> said.put(name, text));
        }
        String address = said.get("url");
        if (address == null) {
            return Optional.empty();
        }
        console.redactor().secret(address);
        URI url = url(address);
        console.redactor().secret(url.getRawPath());
        Optional.ofNullable(said.get("secret")).ifPresent(console.redactor()::secret);
        return Optional.of(new Webhook(
                url,
                Optional.ofNullable(said.get("secret")).map(WebhookSignature::of),
                on(said.getOrDefault("on", "failure"))));
    }

    private static Optional<String> variable(Console console, String name) {
        return console.environment(VARIABLES + name.toUpperCase(Locale.ROOT)).filter(text -> !text.isBlank());
    }

    private static URI url(String text) {
        try {
            URI url = URI.create(text.strip());
            if (("https".equals(url.getScheme()) || "http".equals(url.getScheme())) && url.getHost() != null) {
                return url;
            }
        } catch (IllegalArgumentException e) {
            // Told below, without the text, which is a secret.
        }
        throw HostFailure.ARGUMENT_INVALID.exception(
                "The URL of the webhook is none of a web server.", "Give an address that begins with https://.");
    }

    private static On on(String text) {
        for (On each : On.values()) {
            if (each.name().equalsIgnoreCase(text)) {
                return each;
            }
        }
        throw HostFailure.ARGUMENT_INVALID.exception(
                "'" + text + "' is no kind of run that the webhook is told of.", "Give failure, success or end.");
    }

    /**
     * Tells of a run, if it is of the kind that is to be told. Returns within ten seconds.
     *
     * @return why it could not be told, in a sentence, if that is so
     */
    public Optional<String> tell(StoredRun run) {
        boolean succeeded = run.status() == StoredRun.Status.SUCCEEDED;
        if (on != On.END && succeeded != (on == On.SUCCESS)) {
            return Optional.empty();
        }
        String body = WebhookMessage.of(run);
        Instant deadline = clock.instant().plus(DEADLINE);
        Duration pause = FIRST_PAUSE;
        Answer answer = attempt(run.id(), body);
        while (answer.again() && await(pause, deadline)) {
            pause = pause.multipliedBy(2);
            answer = attempt(run.id(), body);
        }
        return answer.problem().map(problem -> "The webhook was not told of run " + run.id() + ": " + problem + ".");
    }

    /**
     * What came of an attempt.
     *
     * @param problem empty if the message was taken
     * @param again whether another attempt may do better
     */
    private record Answer(Optional<String> problem, boolean again) {}

    private Answer attempt(String id, String body) {
        HttpURLConnection connection;
        try {
            connection = connection(id, body);
        } catch (IOException e) {
            return new Answer(Optional.of(noAnswer(e)), false);
        }
        FutureTask<Integer> sending = new FutureTask<>(() -> status(connection, body.getBytes(StandardCharsets.UTF_8)));
        Thread thread = new Thread(sending, "sluice-webhook-attempt");
        thread.setDaemon(true);
        thread.start();
        try {
            int status = sending.get(ATTEMPT.toMillis(), TimeUnit.MILLISECONDS);
            return status / 100 == 2
                    ? new Answer(Optional.empty(), false)
                    : new Answer(Optional.of("it answered " + status), status >= 500 || status == TOO_MANY);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Answer(Optional.of("the command was to end"), false);
        } catch (TimeoutException e) {
            return new Answer(Optional.of(noAnswer(e)), true);
        } catch (ExecutionException e) {
            Throwable reason = Objects.requireNonNull(e.getCause());
            return refusal(reason)
                    .map(problem -> new Answer(Optional.of(problem), false))
                    .orElseGet(() -> new Answer(Optional.of(noAnswer(reason)), true));
        } finally {
            // Ends the sending too, and what follows an answer, which may have no end.
            connection.disconnect();
        }
    }

    /** The message of the reason may name the address. */
    private static String noAnswer(Throwable reason) {
        return "no answer came (" + reason.getClass().getSimpleName() + ")";
    }

    /** Not open yet. */
    private HttpURLConnection connection(String id, String body) throws IOException {
        HttpURLConnection connection = (HttpURLConnection) url.toURL().openConnection();
        connection.setInstanceFollowRedirects(false);
        connection.setConnectTimeout((int) ATTEMPT.toMillis());
        connection.setReadTimeout((int) ATTEMPT.toMillis());
        connection.setUseCaches(false);
        connection.setRequestMethod("POST");
        connection.setDoOutput(true);
        connection.setRequestProperty("content-type", "application/json");
        connection.setRequestProperty("accept", "*/*");
        connection.setRequestProperty("user-agent", "sluice/" + Version.text());
        connection.setRequestProperty("webhook-id", id);
        long now = clock.instant().getEpochSecond();
        connection.setRequestProperty("webhook-timestamp", String.valueOf(now));
        signature.ifPresent(signing -> connection.setRequestProperty("webhook-signature", signing.of(id, now, body)));
        return connection;
    }

    private static int status(HttpURLConnection connection, byte[] body) throws IOException {
        // Without a length the JDK would send a message a second time by itself.
        connection.setFixedLengthStreamingMode(body.length);
        try (OutputStream out = connection.getOutputStream()) {
            out.write(body);
        }
        return connection.getResponseCode();
    }

    /** Why the certificate of the server is refused, which another attempt does not change; empty if something else is wrong. */
    private static Optional<String> refusal(Throwable reason) {
        Throwable root = reason;
        while (root.getCause() != null) {
            root = root.getCause();
            if (root instanceof NoSuchAlgorithmException) {
                return Optional.of(
                        "the trust store of Java cannot be read; check javax.net.ssl.trustStore and its password");
            }
        }
        if (root instanceof CertPathBuilderException || root instanceof InvalidAlgorithmParameterException) {
            return Optional.of("its certificate is not trusted; have Java trust the authority that issued it, with"
                    + " SLUICE_JAVA_OPTS=-Djavax.net.ssl.trustStore=FILE");
        }
        if (root instanceof CertificateExpiredException || root instanceof CertificateNotYetValidException) {
            return Optional.of("its certificate is not valid at this time; renew it, or correct the clock");
        }
        // Java throws this class itself where the name of the host is not among those of the certificate.
        if (root.getClass().equals(CertificateException.class)) {
            return Optional.of("its certificate is of another host; use a URL with a name that the certificate has");
        }
        return root instanceof GeneralSecurityException
                ? Optional.of("its certificate is refused (" + root.getClass().getSimpleName() + ")")
                : Optional.empty();
    }

    /** Whether there is time for another attempt. */
    private boolean await(Duration pause, Instant deadline) {
        if (!clock.instant().plus(pause).plus(ATTEMPT).isBefore(deadline)) {
            return false;
        }
        try {
            Thread.sleep(pause.toMillis());
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
