package dev.sluice.redis.connection.cluster;

import dev.sluice.redis.config.Endpoint;
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
    private static final int PARTS = 3;

    /**
     * Reads an error reply.
     *
     * @param from the node that replied; an empty host in the reply means its host
     * @return null if it is no redirection
     */
    public static @Nullable Redirection of(String text, Endpoint from) {
        boolean moved = text.startsWith("MOVED ");
        if (!moved && !text.startsWith("ASK ")) {
            return null;
        }
        String[] parts = text.split(" ", -1);
        if (parts.length < PARTS) {
            return null;
        }
        int colon = parts[2].lastIndexOf(':');
        try {
            int slot = Integer.parseInt(parts[1]);
            if (colon < 0 || slot < 0 || slot >= SlotMap.SLOTS) {
                return null;
            }
            int port = Integer.parseInt(parts[2].substring(colon + 1));
            return new Redirection(moved, slot, SlotMap.endpoint(parts[2].substring(0, colon), port, from));
        } catch (NumberFormatException e) {
            return null;
        }
    }
}
