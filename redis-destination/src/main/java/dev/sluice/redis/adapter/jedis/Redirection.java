package dev.sluice.redis.adapter.jedis;

import dev.sluice.redis.config.Endpoint;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A node's answer that another one is to be asked.
 *
 * @param moved whether the slot is there for good ({@code MOVED}), or one command is to be asked there ({@code ASK})
 * @param slot the slot
 * @param target the other node; empty if this one does not know its address
 */
record Redirection(boolean moved, int slot, Optional<Endpoint> target) {
    private static final int PARTS = 3;

    /**
     * The redirection that an error reply is; null if it is none.
     *
     * @param asked whose answer it is: an empty host means the same host
     */
    static @Nullable Redirection of(String text, Endpoint asked) {
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
            return new Redirection(moved, slot, SlotMap.endpoint(parts[2].substring(0, colon), port, asked));
        } catch (NumberFormatException e) {
            return null;
        }
    }
}
