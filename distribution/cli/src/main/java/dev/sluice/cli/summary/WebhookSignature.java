package dev.sluice.cli.summary;

import dev.sluice.host.failure.HostFailure;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Signs messages as Standard Webhooks say: HMAC-SHA256 over the id, the time and the body. */
final class WebhookSignature {
    private static final String ALGORITHM = "HmacSHA256";
    private static final String BASE64 = "whsec_";

    private final SecretKeySpec key;

    private WebhookSignature(SecretKeySpec key) {
        this.key = key;
    }

    /**
     * @param secret {@code whsec_} and the key in Base64, or a text whose bytes are the key
     * @throws dev.sluice.host.failure.HostException if it is no key
     */
    static WebhookSignature of(String secret) {
        try {
            byte[] bytes = secret.startsWith(BASE64)
                    ? Base64.getDecoder().decode(secret.substring(BASE64.length()))
                    : secret.getBytes(StandardCharsets.UTF_8);
            return new WebhookSignature(new SecretKeySpec(bytes, ALGORITHM));
        } catch (IllegalArgumentException e) {
            // Its message may hold a part of the secret.
            throw HostFailure.ARGUMENT_INVALID.exception(
                    "The secret of the webhook is empty, or is not Base64 behind whsec_.",
                    "Give the secret as it was issued.");
        }
    }

    /** The value of the header {@code webhook-signature}. */
    String of(String id, long seconds, String body) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            byte[] signed = mac.doFinal((id + "." + seconds + "." + body).getBytes(StandardCharsets.UTF_8));
            return "v1," + Base64.getEncoder().encodeToString(signed);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
