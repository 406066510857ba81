package dev.sluice.tck;

import static java.util.Objects.requireNonNull;

import dev.sluice.spi.DestinationConfig;

/**
 * Settings that do not work, and the code with which a check has to fail.
 *
 * @param name what is wrong with them, for messages; without secrets
 * @param config the settings of the connection
 * @param target the settings of the sync
 * @param code the code of the first failed step of a check
 * @param invalid true if the settings themselves are wrong, so that they are refused without I/O; false if only the target can refuse them
 */
public record BrokenSettings(
        String name, DestinationConfig config, DestinationConfig target, String code, boolean invalid) {
    public BrokenSettings {
        requireNonNull(name, "name");
        requireNonNull(config, "config");
        requireNonNull(target, "target");
        requireNonNull(code, "code");
    }

    /** Settings that are wrong themselves: {@code profile} refuses them with category CONFIGURATION. */
    public static BrokenSettings invalid(String name, DestinationConfig config, DestinationConfig target, String code) {
        return new BrokenSettings(name, config, target, code, true);
    }

    /** Settings that only the target can refuse: a closed port, a wrong password. */
    public static BrokenSettings refused(String name, DestinationConfig config, DestinationConfig target, String code) {
        return new BrokenSettings(name, config, target, code, false);
    }

    /** The name only, since settings may be secret. */
    @Override
    public String toString() {
        return "BrokenSettings(" + name + ")";
    }
}
