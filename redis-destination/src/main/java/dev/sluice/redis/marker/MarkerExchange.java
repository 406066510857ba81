package dev.sluice.redis.marker;

import dev.sluice.redis.failure.Failure;
import dev.sluice.redis.failure.FailureCatalog;
import dev.sluice.redis.port.Command;
import dev.sluice.redis.port.CommandExecutor;
import dev.sluice.redis.port.ExpectedReply;
import dev.sluice.redis.port.KeySpread;
import dev.sluice.redis.port.Reply;
import dev.sluice.redis.port.ServerInfo;
import dev.sluice.redis.retry.RetryBudget;
import dev.sluice.redis.retry.RetryPolicy;
import dev.sluice.spi.ErrorDetail;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The run's own connection, over which it changes its markers and asks the servers. Repeats what may pass. For one thread at a time. */
public final class MarkerExchange implements AutoCloseable {
    private static final byte[] SET = bytes("SET");
    private static final byte[] GET = bytes("GET");
    private static final byte[] XX = bytes("XX");
    private static final byte[] EVAL = bytes("EVAL");
    private static final byte[] ONE = bytes("1");
    private static final byte[] SCRIPT = bytes(ExpectedReply.RETURNS_VALUE + """
            local before = redis.call('GET', KEYS[1])
            for i = 1, 2 do
              if before and string.sub(before, 1, #ARGV[i]) == ARGV[i] then
                redis.call('SET', KEYS[1], ARGV[3])
              end
            end
            return before
            """);

    private final CommandExecutor executor;
    private final FailureCatalog failures;
    private final RetryBudget budget;
    private boolean scripts = true;

    /** An exchange that owns the executor. */
    public MarkerExchange(CommandExecutor executor, FailureCatalog failures, RetryBudget budget) {
        this.executor = executor;
        this.failures = failures;
        this.budget = budget;
    }

    /** How often a failure is borne. */
    public enum Persistence {
        /** As a writer bears it while it opens. */
        OPENING,
        /** A few times: the next checkpoint makes up for one that is missed. */
        CHECKPOINT,
        /** As long as the retry budget lasts. */
        COMMIT
    }

    /**
     * The answers to commands.
     *
     * @param replies for each command its reply, never a loss; empty if there was none until patience ended
     * @param obstacle why some have none
     */
    public record Answers(List<Optional<Reply>> replies, Optional<Failure> obstacle) {}

    /** Replaces the value of each key, and answers with the value before: one atomic step, for which the right to SET is enough. */
    public Answers replace(List<byte[]> keys, Marker marker, Persistence persistence) {
        byte[] value = marker.bytes();
        return send(
                keys.stream()
                        .map(key -> new Command(key, List.of(SET, key, value, GET)))
                        .toList(),
                persistence);
    }

    /**
     * Replaces the value of each key that holds the marker of this run, and answers with the value before. What else a key holds stays, so that
     * it tells the next run even if this one is killed now. Without the right to scripts this is true of a key without a value, not of the
     * marker of another run.
     */
    public Answers advance(List<byte[]> keys, Marker marker, Persistence persistence) {
        byte[] value = marker.bytes();
        if (scripts) {
            byte[] open = bytes(marker.runId() + " open ");
            byte[] complete = bytes(marker.runId() + " complete ");
            Answers answers = send(
                    keys.stream()
                            .map(key -> new Command(key, List.of(EVAL, SCRIPT, ONE, key, open, complete, value)))
                            .toList(),
                    persistence);
            scripts = answers.replies().stream()
                    .noneMatch(reply ->
                            reply.filter(Reply.Refused.class::isInstance).isPresent());
            if (scripts) {
                return answers;
            }
        }
        return send(
                keys.stream()
                        .map(key -> new Command(key, List.of(SET, key, value, XX, GET)))
                        .toList(),
                persistence);
    }

    /** Sends commands until each is answered for good. */
    private Answers send(List<Command> commands, Persistence persistence) {
        @Nullable Reply[] answered = new Reply[commands.size()];
        while (true) {
            List<Integer> open = new ArrayList<>();
            for (int i = 0; i < answered.length; i++) {
                if (answered[i] == null) {
                    open.add(i);
                }
            }
            List<Reply> replies =
                    executor.execute(open.stream().map(commands::get).toList());
            Failure worst = null;
            for (int i = 0; i < replies.size(); i++) {
                Failure obstacle = obstacle(replies.get(i), persistence);
                if (obstacle == null) {
                    answered[open.get(i)] = replies.get(i);
                } else if (worst == null || policy(obstacle, persistence).compareTo(policy(worst, persistence)) < 0) {
                    worst = obstacle;
                }
            }
            if (worst == null || !mayTryAgain(worst, persistence)) {
                List<Optional<Reply>> all = new ArrayList<>(answered.length);
                for (Reply reply : answered) {
                    all.add(Optional.ofNullable(reply));
                }
                return new Answers(all, Optional.ofNullable(worst));
            }
        }
    }

    private @Nullable Failure obstacle(Reply reply, Persistence persistence) {
        if (reply instanceof Reply.Lost lost) {
            return failures.lost(lost);
        }
        if (reply instanceof Reply.Refused refused) {
            Failure failure = failures.refused(refused);
            return policy(failure, persistence) == RetryPolicy.NEVER ? null : failure;
        }
        return null;
    }

    private static RetryPolicy policy(Failure failure, Persistence persistence) {
        RetryPolicy writing = failure.kind().whileWriting();
        return switch (persistence) {
            case OPENING -> failure.whileOpening();
            case CHECKPOINT -> writing == RetryPolicy.NEVER ? RetryPolicy.NEVER : RetryPolicy.FEW;
            case COMMIT -> writing;
        };
    }

    private boolean mayTryAgain(Failure failure, Persistence persistence) {
        if (failure.kind().reconnects()) {
            executor.reset();
        }
        return budget.pause(policy(failure, persistence), failure.detail());
    }

    /** Closes the connection. The next command opens another. */
    public void disconnect() {
        executor.reset();
    }

    /** Why the server refused a command. */
    public ErrorDetail refusal(Reply.Refused refused) {
        return failures.refused(refused).detail();
    }

    /** The operation that was under way has ended, so the whole budget is there for the next. */
    public void succeeded() {
        budget.reset();
    }

    /**
     * How to spread the keys that begin so.
     *
     * @throws dev.sluice.spi.DestinationException if the nodes of the cluster cannot be learned
     */
    public KeySpread.Suffixes spread(String beginning) {
        while (true) {
            KeySpread spread = executor.spread(MarkerKeys.key(beginning, ""));
            if (spread instanceof KeySpread.Suffixes suffixes) {
                return suffixes;
            }
            Failure failure = failures.lost(((KeySpread.Unknown) spread).why());
            if (!mayTryAgain(failure, Persistence.OPENING)) {
                throw failure.exception();
            }
        }
    }

    /** What the servers of these keys say of themselves. */
    public List<ServerInfo> servers(List<byte[]> keys) {
        return ServerInfo.ask(executor, keys);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        executor.close();
    }
}
