package dev.sluice.redis.marker;

import dev.sluice.redis.failure.ErrorReply;
import dev.sluice.redis.failure.Failure;
import dev.sluice.redis.failure.FailureCatalog;
import dev.sluice.redis.failure.RedisFailure;
import dev.sluice.redis.port.KeySpread;
import dev.sluice.redis.port.Reply;
import dev.sluice.spi.ErrorDetail;
import dev.sluice.spi.RunContext;
import dev.sluice.spi.RunEvent;
import dev.sluice.spi.RunMarker;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What a key of the marker held when a run opened, or when it was only read.
 *
 * @param marker what the host is told
 * @param further suffixes that the marker names
 * @param expiring whether records of the sync may have an expiry, as far as the key tells
 */
public record Finding(RunMarker marker, List<String> further, boolean expiring) {
    /** Whether the key can hold the marker of the run. */
    public boolean isUsable() {
        return !(marker instanceof RunMarker.Unreadable);
    }

    /**
     * The markers for the host. A further key that the last run did not have says nothing when it is empty: its node serves none of the fixed
     * slots only since then.
     */
    public static List<RunMarker> told(List<Finding> findings, KeySpread.Suffixes spread) {
        Set<String> before = new HashSet<>();
        findings.forEach(finding -> before.addAll(finding.further()));
        int fixed = spread.fixed().size();
        List<RunMarker> told = new ArrayList<>();
        for (int i = 0; i < findings.size(); i++) {
            RunMarker marker = findings.get(i).marker();
            boolean isNew = i >= fixed && !before.contains(spread.further().get(i - fixed));
            if (!isNew || !marker.equals(RunMarker.NOTHING)) {
                told.add(marker);
            }
        }
        return told;
    }

    /** Judges replies to one command, {@code SET} with {@code GET} or {@code GET}. */
    public record Judge(String command, RunContext context, FailureCatalog failures) {
        /**
         * What a reply tells.
         *
         * @throws dev.sluice.spi.DestinationException if the server refuses this user or this way of connecting altogether
         */
        public Finding of(Reply reply) {
            if (reply instanceof Reply.Refused refused) {
                return unreadable(refusal(refused));
            }
            Reply.Value value = (Reply.Value) reply;
            if (value.equals(Reply.NIL)) {
                return nothing(false);
            }
            if (value.value() instanceof String) {
                // A proxy, or something like Redis, that has set the value and does not tell the old one.
                return unreadable(RedisFailure.MARKER_NOT_SUPPORTED.detail());
            }
            return Marker.read(value).map(this::found).orElseGet(() -> {
                context.report(RunEvent.warning(RedisFailure.MARKER_UNKNOWN.detail()));
                return nothing(true);
            });
        }

        private Finding found(Marker marker) {
            if (marker.runId().equals(context.runId())) {
                // The reply to an earlier attempt was lost.
                context.report(RunEvent.warning(RedisFailure.MARKER_UNSEEN.detail(
                        "The reply to the opening of the marker was lost, so nobody knows what was there before.",
                        "Nothing has to be done: every row is written again.")));
                return nothing(marker.expiring());
            }
            return new Finding(marker.found(), marker.further(), marker.expiring());
        }

        private static Finding nothing(boolean expiring) {
            return new Finding(RunMarker.NOTHING, List.of(), expiring);
        }

        private static Finding unreadable(ErrorDetail why) {
            return new Finding(new RunMarker.Unreadable(why), List.of(), true);
        }

        private ErrorDetail refusal(Reply.Refused refused) {
            ErrorReply error = ErrorReply.of(refused);
            if (error.failure() == RedisFailure.WRONGTYPE) {
                return RedisFailure.MARKER_KEY_TAKEN.detail();
            }
            if (error.failure() == RedisFailure.UNKNOWN_COMMAND || error.isSyntaxError()) {
                return RedisFailure.MARKER_NOT_SUPPORTED.detail();
            }
            Failure failure = failures.refused(error);
            return switch (failure.kind().category()) {
                case PERMISSION -> notPermitted(failure);
                case CAPACITY, DATA, INTERNAL -> failure.detail();
                case AUTHENTICATION,
                        CONFIGURATION,
                        CONNECTION,
                        PROTOCOL,
                        UNSUPPORTED_MODE,
                        CLOSED,
                        GUARD,
                        LOCKED,
                        CANCELLED -> throw failure.exception();
            };
        }

        private ErrorDetail notPermitted(Failure failure) {
            String right = "+" + command.toLowerCase(Locale.ROOT);
            return failure.endsRun()
                    ? RedisFailure.MARKER_NOT_PERMITTED.detail(
                            "The user may not run " + command + ", so the marker cannot be "
                                    + (command.equals("GET") ? "read." : "kept."),
                            "Grant " + right + " to the user (ACL SETUSER), or set marker_key to off.")
                    : RedisFailure.MARKER_NOT_PERMITTED.detail(
                            "The user may not read and write the key of the marker.",
                            "Let the key pattern of the user's ACL cover marker_key for reading and writing: ~prefix* rather than %W~prefix*. Or set marker_key to off.");
        }
    }
}
