package dev.sluice.tck;

import static java.util.Objects.requireNonNull;

import dev.sluice.spi.DestinationConfig;

/**
 * Settings that do not work, and how the destination is expected to say so.
 *
 * @param name what is broken, for people; without secrets
 * @param config the settings of the connection
 * @param target the settings of the sync
 * @param code the code of the first failed step of a check
 * @param invalid whether the settings themselves are at fault, so that they are refused without I/O; else they look right, and the target
 *     is the one to fail
 */
public record BrokenSettings(
        String name, DestinationConfig config, DestinationConfig target, String code, boolean invalid) {
    public BrokenSettings {
        requireNonNull(name, "name");
        requireNonNull(config, "config");
        requireNonNull(target, "target");
        requireNonNull(code, "code");
    }

    /** Settings that are wrong in themselves: {@code profile} refuses them with category CONFIGURATION. */
    public static BrokenSettings invalid(String name, DestinationConfig config, DestinationConfig target, String code) {
        return new BrokenSettings(name, config, target, code, true);
    }

    /** Settings that only the target can refuse: a closed port, a wrong password. */
    public static BrokenSettings refused(String name, DestinationConfig config, DestinationConfig target, String code) {
        return new BrokenSettings(name, config, target, code, false);
    }

    /** Names the case; settings may be secret. */
    @Override
    public String toString() {
        return "BrokenSettings(" + name + ")";
    }
}
