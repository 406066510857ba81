package dev.sluice.state.file;

import java.util.concurrent.TimeUnit;

/**
 * How much is a file.
 *
 * @param group outcomes of a group, at most
 * @param groupNanos after which a group ends that has fewer
 * @param patch a patch has one record of so many of the whole snapshot, at most
 */
public record Sizes(int group, long groupNanos, int patch) {
    public static final Sizes USUAL = new Sizes(50_000, TimeUnit.SECONDS.toNanos(1), 10);
}
