package dev.sluice.redis.check;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.redis.check.ProbePlan.Attempt;
import dev.sluice.redis.check.ProbePlan.Need;
import dev.sluice.redis.config.RedisSettings;
import dev.sluice.redis.failure.ErrorReply;
import dev.sluice.redis.failure.Failure;
import dev.sluice.redis.failure.FailureCatalog;
import dev.sluice.redis.failure.RedisFailure;
import dev.sluice.redis.port.Command;
import dev.sluice.redis.port.ProbeFailure;
import dev.sluice.redis.port.Reply;
import dev.sluice.spi.CheckStep.Result;
import dev.sluice.spi.DestinationException;
import dev.sluice.spi.ErrorCategory;
import dev.sluice.spi.ErrorDetail;
import dev.sluice.spi.SyncMode;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Writes a probe key under the prefix and deletes it, with the very commands that a run sends, and names every right that is missing. The
 * key cannot stay when the check dies: it is written together with its expiry, or, without that right, with its deletion; a hash that
 * could not go away at all is not written. For one use.
 */
final class RightsProbe {
    private final String prefix;
    private final FailureCatalog failures;
    private final ProbePlan plan;
    private final byte[] key;
    private final Sender sender;
    private final Set<String> granted = new LinkedHashSet<>();
    private final Set<String> denied = new HashSet<>();
    private final Set<String> missing = new LinkedHashSet<>();
    private Need worst = Need.NONE;
    private boolean keysDenied;

    /** Sends commands of the probe together. */
    @FunctionalInterface
    interface Sender {
        List<Reply> send(List<Command> commands) throws ProbeFailure;
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
        attempt(plan.harmless());
        boolean tried = plan.write().isEmpty() || goes();
        if (tried && plan.write().isPresent()) {
            attempt(Stream.of(plan.write().get(), plan.expire(), plan.delete())
                    .filter(attempt -> !denied.contains(attempt.name()))
                    .toList());
        } else if (keysDenied) {
            // Whose keys are those of others may not write them either.
            plan.write().ifPresent(this::lacks);
        }
        if (missing.isEmpty() && tried) {
            return Result.pass(String.join(", ", granted) + " on " + keys());
        }
        return tried || missing.contains("HSET")
                ? lacking("")
                : lacking(" HSET was not tried, as the key of the probe would have stayed.");
    }

    /** Whether a key that is written here goes away again. */
    private boolean goes() {
        return !denied.contains(plan.expire().name())
                || !denied.contains(plan.delete().name());
    }

    /** Together, so that nothing comes between a write and what takes it away again. */
    private void attempt(List<Attempt> attempts) throws ProbeFailure {
        List<Command> commands = attempts.stream()
                .map(attempt -> new Command(
                        key,
                        attempt.words().stream()
                                .map(word -> word.getBytes(UTF_8))
                                .toList()))
                .toList();
        List<Reply> replies = sender.send(commands);
        for (int i = 0; i < attempts.size(); i++) {
            note(attempts.get(i), replies.get(i));
        }
    }

    private void note(Attempt attempt, Reply reply) {
        if (!(reply instanceof Reply.Refused refused) || isNoScript(refused)) {
            granted.add(attempt.name());
            return;
        }
        Failure failure = failures.refused(refused);
        if (failure.kind().category() != ErrorCategory.PERMISSION) {
            throw failure.exception();
        }
        denied.add(attempt.name());
        keysDenied |= !failure.endsRun();
        lacks(attempt);
    }

    /** The script that is asked for does not exist, so the call itself is permitted. */
    private static boolean isNoScript(Reply.Refused refused) {
        return ErrorReply.of(refused).failure() == RedisFailure.SCRIPTS_FLUSHED;
    }

    private void lacks(Attempt attempt) {
        if (attempt.need() != Need.NONE) {
            missing.add(attempt.name());
            worst = worst.or(attempt.need());
        }
    }

    private String keys() {
        return prefix.isEmpty() ? "any key" : "keys with the prefix '" + prefix + "'";
    }

    private Result lacking(String more) {
        String message = "The user may not run " + String.join(", ", missing) + " on " + keys();
        RedisFailure code = keysDenied ? RedisFailure.KEY_NOT_PERMITTED : RedisFailure.COMMAND_NOT_PERMITTED;
        return switch (worst) {
            case ALL ->
                Result.fail(code.detail(message + "." + more, remedy())
                        .at(ErrorDetail.SETTING, TargetStep.RIGHTS.configPath()));
            case SOME, NONE ->
                Result.warn(code.detail(
                                message + ", which some rows, some modes or this check alone need." + more, remedy())
                        .at(ErrorDetail.SETTING, TargetStep.RIGHTS.configPath()));
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
