package dev.sluice.redis.failure;

import java.util.List;
import java.util.stream.Stream;

/**
 * The error replies of proxies in front of Redis that have lost their server: Envoy, twemproxy (with texts of the operating system),
 * Predixy, Codis and redis-cluster-proxy. None of them uses an error code of Redis.
 */
final class ProxyReplies {
    /** The proxy had no connection, so it has not sent the command. */
    private static final List<ReplyText> NOT_SENT = texts(
            "no upstream host",
            "ERR Connection refused",
            "ERR No route to host",
            "ERR Network is unreachable",
            "ERR Host is down",
            "ERR no server avaliable",
            "ERR no server connection avaliable",
            "ERR handle request, slot is not ready");

    /** The proxy may have sent the command, and has no reply to it. */
    static final List<ReplyText> MAYBE_SENT = texts(
            "upstream failure",
            "upstream timeout",
            "upstream protocol error",
            "ERR Connection timed out",
            "ERR Connection reset by peer",
            "ERR Broken pipe",
            "ERR server connection close",
            "ERR deliver request fail",
            "ERR handle response, backend conn reset",
            "ERR Cluster node disconnected");

    /** Every reply of a proxy that has lost its server. */
    static final List<ReplyText> ALL =
            Stream.concat(NOT_SENT.stream(), MAYBE_SENT.stream()).toList();

    private ProxyReplies() {}

    private static List<ReplyText> texts(String... beginnings) {
        return Stream.of(beginnings).map(ReplyText::of).toList();
    }
}
