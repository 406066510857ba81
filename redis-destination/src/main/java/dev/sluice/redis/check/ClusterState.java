package dev.sluice.redis.check;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.redis.failure.RedisFailure;
import dev.sluice.redis.port.Reply;
import dev.sluice.spi.CheckStep.Result;
import dev.sluice.spi.ErrorDetail;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Evaluates the reply to {@code CLUSTER SLOTS}. */
final class ClusterState {
    private static final long SLOTS = 16_384;

    private ClusterState() {}

    /** Whether every slot has a node. */
    static Result slots(Reply.Value answer) {
        long covered = 0;
        Set<String> primaries = new HashSet<>();
        if (answer.value() instanceof List<?> ranges) {
            for (Object range : ranges) {
                if (range instanceof List<?> parts
                        && parts.size() > 2
                        && parts.get(0) instanceof Long first
                        && parts.get(1) instanceof Long last
                        && parts.get(2) instanceof List<?> primary) {
                    covered += last - first + 1;
                    primaries.add(name(primary));
                }
            }
        }
        String message = covered + " of " + SLOTS + " slots on " + primaries.size() + " primaries";
        return covered == SLOTS
                ? Result.pass(message)
                : Result.fail(RedisFailure.SLOTS_UNCOVERED
                        .detail(message + "; keys of the other slots cannot be written.")
                        .at(ErrorDetail.SETTING, TargetStep.TOPOLOGY.configPath()));
    }

    private static String name(List<?> node) {
        StringBuilder name = new StringBuilder();
        for (Object part : node.subList(0, Math.min(2, node.size()))) {
            name.append(part instanceof byte[] text ? new String(text, UTF_8) : part)
                    .append(':');
        }
        return name.toString();
    }
}
