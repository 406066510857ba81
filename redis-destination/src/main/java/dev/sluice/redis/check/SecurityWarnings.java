package dev.sluice.redis.check;

import dev.sluice.redis.config.RedisUrl;
import dev.sluice.redis.config.Tls;
import dev.sluice.redis.failure.RedisFailure;
import dev.sluice.spi.CheckStep.Result;
import dev.sluice.spi.ErrorDetail;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/** Warnings about connections that work but can be read, or whose server is not verified. */
final class SecurityWarnings {
    private SecurityWarnings() {}

    /** Warns of a password that is sent to another machine without TLS. */
    static Optional<Result> cleartext(RedisUrl url, List<InetAddress> addresses) {
        boolean local = addresses.stream().allMatch(InetAddress::isLoopbackAddress);
        return local || url.password().isEmpty()
                ? Optional.empty()
                : Optional.of(warning(RedisFailure.PASSWORD_IN_CLEARTEXT, "/config/connection_url"));
    }

    /** Warns if the server is not fully verified. */
    static Optional<Result> unverified(Tls tls) {
        return switch (tls.verify()) {
            case FULL -> Optional.empty();
            case CA -> Optional.of(warning(RedisFailure.TLS_HOST_NOT_VERIFIED, "/config/tls_verify"));
            case NONE -> Optional.of(warning(RedisFailure.TLS_NOT_VERIFIED, "/config/tls_verify"));
        };
    }

    private static Result warning(RedisFailure code, String path) {
        return Result.warn(code.detail().at(ErrorDetail.SETTING, path));
    }
}
