package dev.sluice.redis.rights;

import dev.sluice.redis.command.Rights;
import dev.sluice.redis.config.RedisSettings;
import dev.sluice.redis.failure.Failure;
import dev.sluice.redis.failure.FailureCatalog;
import dev.sluice.redis.failure.RedisFailure;
import dev.sluice.redis.port.Command;
import dev.sluice.redis.port.CommandExecutor;
import dev.sluice.redis.port.Reply;
import dev.sluice.redis.retry.RetryBudget;
import dev.sluice.redis.retry.RetryPolicy;
import dev.sluice.redis.rights.ProbePlan.Trial;
import dev.sluice.spi.DestinationException;
import dev.sluice.spi.ErrorCategory;
import dev.sluice.spi.SyncMode;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** Finds out the rights of the user when a writer opens, and waits for a server that is not ready. For one use. */
public final class RunRights {
    private final ProbePlan plan;
    private final boolean waitsForReplicas;
    private final CommandExecutor executor;
    private final FailureCatalog failures;
    private final RetryBudget budget;
    private final BooleanSupplier waitsForRoom;
    private final Map<String, Failure> denied = new HashMap<>();

    /**
     * Tries the rights that a run of this mode needs.
     *
     * @param waitsForRoom asked when the server admits no more clients: whether to wait until it does
     */
    public RunRights(
            RedisSettings settings,
            SyncMode mode,
            CommandExecutor executor,
            FailureCatalog failures,
            RetryBudget budget,
            BooleanSupplier waitsForRoom) {
        this.plan = ProbePlan.ofRun(settings, mode);
        this.waitsForReplicas = settings.waitReplicas() > 0;
        this.executor = executor;
        this.failures = failures;
        this.budget = budget;
        this.waitsForRoom = waitsForRoom;
    }

    /**
     * The rights of the user.
     *
     * @throws DestinationException if the user lacks a right that every row needs, or the server cannot be reached or accepts no commands
     */
    public Rights find() {
        do {
            denied.clear();
            attempt(plan.first());
            attempt(plan.second(denied.keySet()));
        } while (waitsForReplicas && !mayWait());
        budget.reset();
        return new Rights(
                !denied.containsKey("HDEL"),
                !denied.containsKey("EVAL") && !denied.containsKey("EVALSHA"),
                !denied.containsKey("EXPIRE"),
                !denied.containsKey("PEXPIREAT"),
                !denied.containsKey("PERSIST"));
    }

    private void attempt(List<Trial> trials) {
        if (trials.isEmpty()) {
            return;
        }
        List<Reply> replies = executeWhenReady(trials.stream().map(Trial::call).toList());
        for (int i = 0; i < trials.size(); i++) {
            if (replies.get(i) instanceof Reply.Refused refused) {
                note(trials.get(i), failures.refused(refused));
            }
        }
        for (Trial trial : trials) {
            Failure failure = denied.get(trial.command());
            if (trial.need() == Need.ALL && failure != null) {
                throw failure.exception();
            }
        }
    }

    /** A refusal of the key permits the command as such, and a full server concerns the rows, not the rights. */
    private void note(Trial trial, Failure failure) {
        String command = trial.command();
        if (trial.need() == Need.OPTIONAL) {
            // Whatever is wrong with it, the run can do without.
            denied.put(command, failure);
            return;
        }
        if (failure.kind() == RedisFailure.UNKNOWN_COMMAND) {
            denied.put(command, failures.unknownCommand(command));
            return;
        }
        switch (failure.kind().category()) {
            case PERMISSION -> {
                if (failure.endsRun()) {
                    denied.put(command, failures.notPermitted(command));
                }
            }
            case AUTHENTICATION, CONFIGURATION, CONNECTION, PROTOCOL -> throw failure.exception();
            case CAPACITY, DATA, UNSUPPORTED_MODE, CLOSED, INTERNAL, GUARD, LOCKED, CANCELLED -> {}
        }
    }

    /** The commands can be repeated, because none depends on the result of an earlier one. */
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

    /**
     * Whether the server accepts {@code WAIT}.
     *
     * @return false if the connection was lost: then WAIT must follow other commands on a new one
     * @throws DestinationException if the user may not run it
     */
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

    private void waitFor(Failure obstacle) {
        boolean full = obstacle.kind() == RedisFailure.MAX_CLIENTS;
        if ((full && !waitsForRoom.getAsBoolean()) || !budget.pause(obstacle.whileOpening(), obstacle.detail())) {
            throw obstacle.exception();
        }
        executor.reset();
    }

    /** The failure that keeps the server from answering now, if there is one. */
    private Optional<Failure> obstacle(Reply reply) {
        if (reply instanceof Reply.Lost lost) {
            return Optional.of(failures.lost(lost));
        }
        return reply instanceof Reply.Refused refused
                ? Optional.of(failures.refused(refused)).filter(failure -> failure.whileOpening() != RetryPolicy.NEVER)
                : Optional.empty();
    }
}
