package dev.sluice.redis.check;

import dev.sluice.redis.config.RedisSettings;
import dev.sluice.redis.failure.ErrorReply;
import dev.sluice.redis.failure.Failure;
import dev.sluice.redis.failure.FailureCatalog;
import dev.sluice.redis.failure.RedisFailure;
import dev.sluice.redis.port.Command;
import dev.sluice.redis.port.ProbeFailure;
import dev.sluice.redis.port.Reply;
import dev.sluice.redis.rights.Need;
import dev.sluice.redis.rights.ProbePlan;
import dev.sluice.redis.rights.ProbePlan.Trial;
import dev.sluice.redis.rights.Right;
import dev.sluice.spi.CheckStep.Result;
import dev.sluice.spi.DestinationException;
import dev.sluice.spi.ErrorCategory;
import dev.sluice.spi.ErrorDetail;
import dev.sluice.spi.SyncMode;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Writes a probe key in the shape of those of the records, deletes it, and names every right that is missing. The key cannot stay if the check dies: it is
 * written together with its expiry or its deletion, and a hash that could not be removed is not written. For one use.
 */
final class RightsStep {
    private final RedisSettings settings;
    private final FailureCatalog failures;
    private final ProbePlan plan;
    private final Sender sender;
    private final Set<String> granted = new LinkedHashSet<>();
    private final Set<String> denied = new HashSet<>();
    private final Set<String> missing = new LinkedHashSet<>();
    private Need greatest = Need.NONE;
    private boolean keysDenied;

    /** Sends commands together. */
    @FunctionalInterface
    interface Sender {
        List<Reply> send(List<Command> commands) throws ProbeFailure;
    }

    RightsStep(RedisSettings settings, Set<SyncMode> modes, FailureCatalog failures, Sender sender) {
        this.settings = settings;
        this.failures = failures;
        this.plan = ProbePlan.ofCheck(settings, modes);
        this.sender = sender;
    }

    /** @throws DestinationException if the server refuses a command for another reason than a missing right */
    Result run() throws ProbeFailure {
        attempt(plan.first());
        List<Trial> second = plan.second(denied);
        boolean tried = plan.write().isEmpty() || !second.isEmpty();
        if (!second.isEmpty()) {
            attempt(second);
        } else if (keysDenied) {
            // A user who may not delete or expire these keys may not write them either.
            plan.write().forEach(this::lacks);
        }
        if (missing.isEmpty() && tried) {
            return Result.pass(String.join(", ", granted) + " on " + keys());
        }
        return tried || missing.contains("HSET")
                ? lacking("")
                : lacking(" HSET was not tried, because the probe key would have stayed.");
    }

    /** Sends the commands together, so that nothing comes between a write and the removal of the key. */
    private void attempt(List<Trial> trials) throws ProbeFailure {
        List<Reply> replies = sender.send(trials.stream().map(Trial::call).toList());
        for (int i = 0; i < trials.size(); i++) {
            note(trials.get(i), replies.get(i));
        }
    }

    private void note(Trial trial, Reply reply) {
        if (!(reply instanceof Reply.Refused refused) || isUnknownScript(refused)) {
            granted.add(trial.command());
            return;
        }
        Failure failure = failures.refused(refused);
        if (failure.kind().category() != ErrorCategory.PERMISSION) {
            throw failure.exception();
        }
        denied.add(trial.command());
        keysDenied |= !failure.endsRun();
        lacks(trial);
    }

    /** The server does not have the script, so the user may call scripts. */
    private static boolean isUnknownScript(Reply.Refused refused) {
        return ErrorReply.of(refused).failure() == RedisFailure.SCRIPTS_FLUSHED;
    }

    private void lacks(Trial trial) {
        if (trial.need() != Need.NONE) {
            missing.add(trial.command());
            greatest = greatest.or(trial.need());
        }
    }

    private String keys() {
        if (settings.keyTemplate().isPresent()) {
            return "keys like '" + pattern() + "'";
        }
        return settings.keyPrefix().isEmpty() ? "any key" : "keys with the prefix '" + settings.keyPrefix() + "'";
    }

    /** What an ACL says of all keys of the records. */
    private String pattern() {
        return settings.keyOf("*");
    }

    private Result lacking(String more) {
        String message = "The user may not run " + String.join(", ", missing) + " on " + keys();
        return switch (greatest) {
            case ALL -> Result.fail(detail(message + "." + more));
            case SOME, OPTIONAL, NONE ->
                Result.warn(detail(message + ", which only some rows, some modes or this check need." + more));
        };
    }

    private ErrorDetail detail(String message) {
        RedisFailure kind = keysDenied ? RedisFailure.KEY_NOT_PERMITTED : RedisFailure.COMMAND_NOT_PERMITTED;
        return kind.detail(message, remedy()).at(ErrorDetail.SETTING, TargetStep.RIGHTS.configPath());
    }

    private String remedy() {
        String grants = missing.stream().map(Right::grant).collect(Collectors.joining(" "));
        return "Grant it: ACL SETUSER <user> " + grants + (keysDenied ? " ~" + pattern() : "")
                + (greatest != Need.ALL && missing.contains("HDEL") ? "; or set null_fields to omit" : "") + ".";
    }
}
