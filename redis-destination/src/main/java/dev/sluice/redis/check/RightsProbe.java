package dev.sluice.redis.check;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.redis.check.ProbePlan.Attempt;
import dev.sluice.redis.check.ProbePlan.Need;
import dev.sluice.redis.config.RedisSettings;
import dev.sluice.redis.failure.RowCode;
import dev.sluice.redis.failure.RunCode;
import dev.sluice.redis.port.CommandExecutor.Command;
import dev.sluice.redis.port.CommandExecutor.Reply;
import dev.sluice.redis.write.FailureCatalog;
import dev.sluice.redis.write.FailureCatalog.Failure;
import dev.sluice.spi.CheckStep.Result;
import dev.sluice.spi.DestinationException;
import dev.sluice.spi.ErrorCategory;
import dev.sluice.spi.SyncMode;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Writes a probe key under the prefix and deletes it, with the very commands that a run sends, and names every right that is missing. The
 * key has an expiry, so that it cannot stay when the check dies. For one use.
 */
final class RightsProbe {
    private final String prefix;
    private final FailureCatalog failures;
    private final ProbePlan plan;
    private final byte[] key;
    private final Sender sender;
    private final Set<String> granted = new LinkedHashSet<>();
    private final Set<String> missing = new LinkedHashSet<>();
    private Need worst = Need.NONE;
    private boolean keysDenied;

    /** Sends a command of the probe. */
    @FunctionalInterface
    interface Sender {
        Reply send(Command command) throws ProbeFailure;
    }

    RightsProbe(RedisSettings settings, Set<SyncMode> modes, FailureCatalog failures, Sender sender) {
        this.prefix = settings.keyPrefix();
        this.failures = failures;
        String name = prefix + "sluice-check-" + UUID.randomUUID();
        this.plan = ProbePlan.of(settings, modes, name);
        this.key = name.getBytes(UTF_8);
        this.sender = sender;
    }

    /** @throws DestinationException if the server refuses for another reason than a missing right */
    Result run() throws ProbeFailure {
        Optional<Failure> refused = Optional.empty();
        for (Attempt write : plan.writes()) {
            if (refused.isEmpty()) {
                refused = attempt(write);
            }
        }
        // Also after a refusal: a write before it may have made the key.
        Optional<Failure> stays = attempt(plan.delete());
        Optional<Failure> failure = refused.or(() -> stays);
        if (failure.isPresent()) {
            throw failure.get().exception();
        }
        return missing.isEmpty() ? Result.pass(String.join(", ", granted) + " on " + keys()) : lacking();
    }

    /** What the server has against a command, unless it is a missing right. */
    private Optional<Failure> attempt(Attempt attempt) throws ProbeFailure {
        List<byte[]> words =
                attempt.words().stream().map(word -> word.getBytes(UTF_8)).toList();
        if (!(sender.send(new Command(key, words)) instanceof Reply.Refused refused)
                || refused.text().startsWith("NOSCRIPT")) {
            granted.add(attempt.name());
            return Optional.empty();
        }
        Failure failure = failures.refused(refused.text());
        if (failure.category() != ErrorCategory.PERMISSION) {
            return Optional.of(failure);
        }
        if (attempt.need() != Need.NONE) {
            missing.add(attempt.name());
            keysDenied |= !failure.endsRun();
            worst = worst.or(attempt.need());
        }
        return Optional.empty();
    }

    private String keys() {
        return prefix.isEmpty() ? "any key" : "keys with the prefix '" + prefix + "'";
    }

    private Result lacking() {
        String message = "The user may not run " + String.join(", ", missing) + " on " + keys();
        Optional<String> path = Optional.of(TargetStep.RIGHTS.configPath());
        String code = (keysDenied ? RowCode.KEY_NOT_PERMITTED : RunCode.COMMAND_NOT_PERMITTED).name();
        return switch (worst) {
            case ALL -> Result.fail(code, message + ".", remedy(), path);
            case SOME, NONE ->
                Result.warn(code, message + ", which some rows, some modes or this check alone need.", remedy(), path);
        };
    }

    private String remedy() {
        String grants = missing.stream()
                .map(name -> "+" + name.toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(" "));
        return "Grant it: ACL SETUSER <user> " + grants + (keysDenied ? " ~" + prefix + "*" : "")
                + (worst != Need.ALL && missing.contains("HDEL") ? "; or set null_fields to omit" : "") + ".";
    }
}
