package dev.sluice.redis.rights;

import dev.sluice.redis.config.RedisSettings;
import dev.sluice.redis.port.Command;
import dev.sluice.spi.SyncMode;
import java.util.Locale;
import java.util.Optional;

/**
 * A row of {@link RequiredRights}: a right, and one reason to need it. A right with several reasons has several rows.
 *
 * @param command the command, with its subcommand as ACLs name it: {@code CLUSTER|SLOTS}
 * @param need how necessary the right is for that reason
 * @param settings the settings and modes that need it, in words
 * @param why what it is for, in words
 * @param condition the settings and modes that need it
 * @param trial how to try the right on a probe key; empty if another step of a run or a check shows it
 */
public record Right(
        String command, Need need, String settings, String why, Condition condition, Optional<Trial> trial) {
    /** The settings and modes that need a right. */
    @FunctionalInterface
    interface Condition {
        boolean holds(RedisSettings settings, SyncMode mode);
    }

    /** Makes the command that tries a right. */
    @FunctionalInterface
    interface Trial {
        Command on(ProbeKey key);
    }

    /** What to grant: {@code +hset}. */
    public String grant() {
        return grant(command);
    }

    /** What to grant for a command. */
    public static String grant(String command) {
        return "+" + command.toLowerCase(Locale.ROOT);
    }

    Right triedBy(Trial how) {
        return new Right(command, need, settings, why, condition, Optional.of(how));
    }
}
