package dev.sluice.redis.failure;

import dev.sluice.redis.port.TransportFailure;
import dev.sluice.redis.retry.RetryPolicy;
import dev.sluice.spi.ErrorCategory;
import dev.sluice.spi.ErrorCode.Scope;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** One row of the table {@link RedisFailure} while it is written down: what is not said has a default. */
final class FailureRow {
    final Scope scope;
    final ErrorCategory category;
    final boolean partial;
    final List<Reading> readings = new ArrayList<>();
    final Set<TransportFailure> transport = EnumSet.noneOf(TransportFailure.class);
    RetryPolicy whileOpening = RetryPolicy.NEVER;
    RetryPolicy whileWriting = RetryPolicy.NEVER;
    boolean retryable;
    boolean reconnects;
    String message = "";
    String remedy = "";

    /**
     * An error reply that stands for the failure.
     *
     * @param message what it means, which may be more precise than the message of the failure
     */
    record Reading(ReplyText text, String message, String remedy) {}

    private FailureRow(Scope scope, ErrorCategory category, boolean partial) {
        this.scope = scope;
        this.category = category;
        this.partial = partial;
    }

    /** A failure that ends the run. */
    static FailureRow run(ErrorCategory category) {
        return new FailureRow(Scope.RUN, category, false);
    }

    /** What a run reports while it goes on. */
    static FailureRow warning(ErrorCategory category) {
        return new FailureRow(Scope.WARNING, category, false);
    }

    /** A failure of one row, which has changed nothing. */
    static FailureRow row(ErrorCategory category) {
        return new FailureRow(Scope.ROW, category, false);
    }

    /** A failure of one row, which may have been written in part. */
    static FailureRow partialRow(ErrorCategory category) {
        return new FailureRow(Scope.ROW, category, true);
    }

    /** A failure or a warning that only a check reports. */
    static FailureRow check(ErrorCategory category) {
        return new FailureRow(Scope.CHECK, category, false);
    }

    /** What happened and what to do, in general. Required. */
    FailureRow says(String what, String toDo) {
        message = what;
        remedy = toDo;
        return this;
    }

    /** A later run may succeed without any change. */
    FailureRow retryable() {
        retryable = true;
        return this;
    }

    /** The destination itself retries, and a later run may succeed without any change. */
    FailureRow retried(RetryPolicy opening, RetryPolicy writing) {
        whileOpening = opening;
        whileWriting = writing;
        return retryable();
    }

    /** Another server may be the primary now, so every connection is opened anew before the next try. */
    FailureRow reconnects() {
        reconnects = true;
        return this;
    }

    /** The failures of a connection that have this meaning. */
    FailureRow lost(TransportFailure... kinds) {
        transport.addAll(Arrays.asList(kinds));
        return this;
    }

    /** The error replies that have this meaning. Follows {@link #says}. */
    FailureRow replies(String... texts) {
        for (String text : texts) {
            reply(ReplyText.of(text));
        }
        return this;
    }

    /** An error reply that has this meaning. Follows {@link #says}. */
    FailureRow reply(ReplyText text) {
        return reply(List.of(text), message, remedy);
    }

    /** Error replies that have a more precise meaning. */
    FailureRow reply(List<ReplyText> texts, String what, String toDo) {
        texts.forEach(text -> readings.add(new Reading(text, what, toDo)));
        return this;
    }
}
