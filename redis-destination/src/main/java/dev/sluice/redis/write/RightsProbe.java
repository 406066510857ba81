package dev.sluice.redis.write;

import static dev.sluice.redis.write.Words.bytes;
import static dev.sluice.redis.write.Words.command;

import dev.sluice.redis.config.RedisSettings;
import dev.sluice.redis.config.RedisSettings.HashWrite;
import dev.sluice.redis.config.RedisSettings.NullFields;
import dev.sluice.redis.config.RedisSettings.Ttl;
import dev.sluice.redis.failure.Failure;
import dev.sluice.redis.failure.FailureCatalog;
import dev.sluice.redis.failure.RedisFailure;
import dev.sluice.redis.port.Command;
import dev.sluice.redis.port.CommandExecutor;
import dev.sluice.redis.port.Payload;
import dev.sluice.redis.port.Reply;
import dev.sluice.redis.retry.RetryBudget;
import dev.sluice.redis.retry.RetryPolicy;
import dev.sluice.redis.write.HashScript.Condition;
import dev.sluice.spi.DestinationException;
import dev.sluice.spi.ErrorCategory;
import dev.sluice.spi.SyncMode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Finds out, when a run begins, what the user may do, with the very commands that the settings call for, on a key under the prefix that is
 * not there. Only HSET has no form that writes nothing, so it is tried last, when the key can be taken away again.
 */
final class RightsProbe {
    private static final byte[] FIELD = bytes("probe");
    private static final byte[] SECONDS = bytes("10");

    private final RedisSettings settings;
    private final SyncMode mode;
    private final CommandExecutor executor;
    private final FailureCatalog failures;
    private final RetryBudget budget;
    private final byte[] key;

    RightsProbe(
            RedisSettings settings,
            SyncMode mode,
            CommandExecutor executor,
            FailureCatalog failures,
            RetryBudget budget) {
        this.settings = settings;
        this.mode = mode;
        this.executor = executor;
        this.failures = failures;
        this.budget = budget;
        this.key = bytes(settings.keyPrefix() + "sluice-probe-" + UUID.randomUUID());
    }

    /**
     * The rights of the user.
     *
     * @throws DestinationException if a right is missing that every row needs, or the server cannot be reached or takes no commands
     */
    Rights run() {
        while (true) {
            Rights rights = switch (settings.format()) {
                case STRING -> string();
                case HASH -> hash();
            };
            if (settings.waitReplicas() == 0 || mayWait()) {
                budget.reset();
                return rights;
            }
        }
    }

    /** Whether that was answered; if not, it must be asked after something that was sent anew. */
    private boolean mayWait() {
        Reply reply = executor.awaitReplicas(0, Duration.ofMillis(1));
        Optional<Failure> obstacle = obstacle(reply);
        if (obstacle.isPresent()) {
            waitFor(obstacle.get());
            return false;
        }
        if (reply instanceof Reply.Refused refused) {
            Failure failure = failures.refused(refused);
            throw failure.kind().category() == ErrorCategory.PERMISSION
                    ? failures.notPermitted("WAIT").exception()
                    : failure.exception();
        }
        return true;
    }

    private Rights string() {
        Map<String, Command> commands = new LinkedHashMap<>();
        commands.put("SET", command(key, Words.SET, key, FIELD, Words.XX));
        if (mode == SyncMode.MIRROR) {
            commands.put("DEL", command(key, Words.DEL, key));
        }
        Denied denied = send(commands);
        commands.keySet().forEach(denied::require);
        return Rights.ALL;
    }

    private Rights hash() {
        Condition condition = RowCommands.condition(settings, mode);
        boolean replace = settings.hashWrite() == HashWrite.REPLACE;
        Ttl.Kind ttl = settings.ttl().kind();
        List<String> required = new ArrayList<>();
        Map<String, Command> commands = new LinkedHashMap<>();
        commands.put("DEL", command(key, Words.DEL, key));
        commands.put("EXPIRE", command(key, Words.EXPIRE, key, SECONDS));
        if (mode == SyncMode.MIRROR) {
            required.add("DEL");
        }
        if (ttl == Ttl.Kind.EXPIRES) {
            required.add("EXPIRE");
        }
        if (ttl == Ttl.Kind.NEVER) {
            commands.put("PERSIST", command(key, Words.PERSIST, key));
            required.add("PERSIST");
        }
        boolean deletesNulls = settings.nullFields() == NullFields.DELETE;
        if (replace || deletesNulls) {
            commands.put("HDEL", command(key, Words.HDEL, key, FIELD));
        }
        if (replace) {
            commands.put("HKEYS", command(key, Words.HKEYS, key));
            required.add("HDEL");
            required.add("HKEYS");
        }
        if (replace || condition != Condition.ALWAYS) {
            // Without a field it writes nothing, and runs inside just what a row will; and the server has it from now
            // on.
            Command call = new HashScript(condition, replace, settings.ttl())
                    .write(key, new Payload.Fields(List.of(), List.of()));
            if (condition != Condition.ALWAYS) {
                commands.put("EXISTS", command(key, Words.EXISTS, key));
                required.add("EXISTS");
            }
            commands.put("EVAL", HashScript.withBody(call));
            commands.put("EVALSHA", call);
            required.addAll(List.of("EVAL", "EVALSHA"));
        }
        Denied denied = send(commands);
        required.forEach(denied::require);
        probeHset(denied);
        return new Rights(!denied.lacks("HDEL"));
    }

    private void probeHset(Denied before) {
        boolean expires = !before.lacks("EXPIRE");
        boolean deletes = !before.lacks("DEL");
        if (!expires && !deletes) {
            return;
        }
        Map<String, Command> commands = new LinkedHashMap<>();
        commands.put("HSET", command(key, Words.HSET, key, FIELD, FIELD));
        if (expires) {
            commands.put("EXPIRE", command(key, Words.EXPIRE, key, SECONDS));
        }
        if (deletes) {
            commands.put("DEL", command(key, Words.DEL, key));
        }
        send(commands).require("HSET");
    }

    private Denied send(Map<String, Command> commands) {
        List<Reply> replies = executeWhenReady(List.copyOf(commands.values()));
        Denied denied = new Denied(new HashMap<>());
        int position = 0;
        for (String name : commands.keySet()) {
            if (replies.get(position++) instanceof Reply.Refused refused) {
                note(name, failures.refused(refused), denied);
            }
        }
        return denied;
    }

    /** Probes can be repeated: none of them depends on what an earlier one left. */
    private List<Reply> executeWhenReady(List<Command> commands) {
        while (true) {
            List<Reply> replies = executor.execute(commands);
            Optional<Failure> obstacle =
                    replies.stream().flatMap(reply -> obstacle(reply).stream()).findFirst();
            if (obstacle.isEmpty()) {
                return replies;
            }
            waitFor(obstacle.get());
        }
    }

    private void waitFor(Failure obstacle) {
        if (!budget.pause(obstacle.kind().whileOpening(), obstacle.detail())) {
            throw obstacle.exception();
        }
        executor.reset();
    }

    private Optional<Failure> obstacle(Reply reply) {
        if (reply instanceof Reply.Lost lost) {
            return Optional.of(failures.lost(lost));
        }
        return reply instanceof Reply.Refused refused
                ? Optional.of(failures.refused(refused))
                        .filter(failure -> failure.kind().whileOpening() != RetryPolicy.NEVER)
                : Optional.empty();
    }

    /** What is refused for the key's sake is permitted as a command, and a full server is a matter of the rows. */
    private void note(String name, Failure failure, Denied denied) {
        if (failure.kind() == RedisFailure.UNKNOWN_COMMAND) {
            denied.commands.put(name, failures.unknownCommand(name));
            return;
        }
        switch (failure.kind().category()) {
            case PERMISSION -> {
                if (failure.endsRun()) {
                    denied.commands.put(name, failures.notPermitted(name));
                }
            }
            case AUTHENTICATION, CONFIGURATION, CONNECTION, PROTOCOL -> throw failure.exception();
            case CAPACITY, DATA, UNSUPPORTED_MODE, CLOSED, INTERNAL, GUARD, LOCKED, CANCELLED -> {}
        }
    }

    /**
     * What the user cannot run, and why.
     *
     * @param commands by their names
     */
    private record Denied(Map<String, Failure> commands) {
        boolean lacks(String command) {
            return commands.containsKey(command);
        }

        void require(String command) {
            Failure failure = commands.get(command);
            if (failure != null) {
                throw failure.exception();
            }
        }
    }
}
