package dev.sluice.redis.write;

import java.util.List;
import java.util.Locale;

/**
 * What proxies before Redis say in the server's place when they cannot reach it: Envoy, twemproxy (in the words of the operating system),
 * Predixy, Codis and redis-cluster-proxy. None of them uses an error code of Redis, so they are known by how they begin.
 */
final class ProxyErrors {
    /** The proxy had no connection to send the command over. */
    private static final List<String> NOT_SENT = List.of(
            "no upstream host",
            "err connection refused",
            "err no route to host",
            "err network is unreachable",
            "err host is down",
            "err no server avaliable",
            "err no server connection avaliable",
            "err handle request, slot is not ready");

    /** The proxy may have sent the command, and has no answer to it. */
    private static final List<String> WITHOUT_ANSWER = List.of(
            "upstream failure",
            "upstream timeout",
            "upstream protocol error",
            "err connection timed out",
            "err connection reset by peer",
            "err broken pipe",
            "err server connection close",
            "err deliver request fail",
            "err handle response, backend conn reset",
            "err cluster node disconnected");

    private ProxyErrors() {}

    /** Whether the server behind the proxy is at fault, or its connection, and not the command. */
    static boolean isLoss(String text) {
        return beginsAs(text, NOT_SENT) || mayHaveLanded(text);
    }

    /** Whether the server may have carried the command out in spite of the error. */
    static boolean mayHaveLanded(String text) {
        return beginsAs(text, WITHOUT_ANSWER);
    }

    private static boolean beginsAs(String text, List<String> beginnings) {
        String lower = text.toLowerCase(Locale.ROOT);
        return beginnings.stream().anyMatch(lower::startsWith);
    }
}
