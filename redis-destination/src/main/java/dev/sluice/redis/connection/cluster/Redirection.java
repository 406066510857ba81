package dev.sluice.redis.connection.cluster;

import dev.sluice.redis.config.Endpoint;
import dev.sluice.redis.failure.ErrorReply;
import dev.sluice.redis.port.Reply;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A redirection to another node of a cluster.
 *
 * @param moved whether the other node serves the slot from now on ({@code MOVED}), or this command only ({@code ASK})
 * @param slot the slot
 * @param target the other node; empty if its address is unknown
 */
public record Redirection(boolean moved, int slot, Optional<Endpoint> target) {
    /**
     * Reads an error reply.
     *
     * @param from the node that replied; an empty host in the reply means its host
     * @return null if it is no redirection
     */
    public static @Nullable Redirection of(Reply.Refused refused, Endpoint from) {
        return ErrorReply.of(refused)
                .move()
                .filter(move -> move.slot() < SlotMap.SLOTS)
                .map(move -> new Redirection(
                        move.permanent(), move.slot(), SlotMap.endpoint(move.host(), move.port(), from)))
                .orElse(null);
    }
}
