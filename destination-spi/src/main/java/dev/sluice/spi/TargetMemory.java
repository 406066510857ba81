package dev.sluice.spi;

import java.util.OptionalLong;

/**
 * The memory of a target, as far as it tells it.
 *
 * @param used bytes that are in use
 * @param limit bytes that it may use; empty if nothing limits it
 * @param perRecord bytes that a record takes, about, on average over the rows that were asked for
 */
public record TargetMemory(long used, OptionalLong limit, long perRecord) {
    /** @throws IllegalArgumentException if a number is negative */
    public TargetMemory {
        if (used < 0 || perRecord < 0 || limit.orElse(0) < 0) {
            throw new IllegalArgumentException("negative bytes");
        }
    }

    /** Made by a plugin: more may be told of memory one day. */
    public static TargetMemory of(long used, OptionalLong limit, long perRecord) {
        return new TargetMemory(used, limit, perRecord);
    }
}
