package dev.sluice.redis.write;

import static dev.sluice.spi.ErrorCategory.AUTHENTICATION;
import static dev.sluice.spi.ErrorCategory.CAPACITY;
import static dev.sluice.spi.ErrorCategory.CONFIGURATION;
import static dev.sluice.spi.ErrorCategory.CONNECTION;
import static dev.sluice.spi.ErrorCategory.DATA;
import static dev.sluice.spi.ErrorCategory.INTERNAL;
import static dev.sluice.spi.ErrorCategory.PERMISSION;

import dev.sluice.redis.port.CommandExecutor.Loss;
import dev.sluice.redis.port.CommandExecutor.Reply;
import dev.sluice.redis.port.CommandExecutor.TransportFailure;
import dev.sluice.spi.DestinationException;
import dev.sluice.spi.ErrorCategory;
import dev.sluice.spi.RowError;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Every failure that Redis or the way to it can cause: its code, message and remedy. A reply is recognized by its first word; its text,
 * which may repeat arguments, goes into no message.
 */
public final class FailureCatalog {
    /** In {@code ERR Error running script (call to f_…): @user_script:7: -OOM command …}, as servers before 7.0 say it. */
    private static final Pattern IN_SCRIPT = Pattern.compile("user_script: ?\\d+: ?-?([A-Z]{3,})\\b");

    private static final Pattern DENIED_COMMAND = Pattern.compile("run the '([a-z|]{1,40})' command");

    /**
     * A failure.
     *
     * @param code stable
     * @param category who can mend it
     * @param message what happened
     * @param remedy what to do
     * @param retryable whether a later run may succeed without any change
     * @param endsRun whether it concerns the run, not just one row
     */
    public record Failure(
            String code, ErrorCategory category, String message, String remedy, boolean retryable, boolean endsRun) {
        /** As the error of one row. */
        public RowError rowError() {
            return new RowError(code, category, message, remedy, retryable);
        }

        /** As the end of the run. */
        public DestinationException exception() {
            return DestinationException.of(code, category, message, remedy, retryable);
        }
    }

    /** The failure that an error reply stands for. */
    public Failure refused(String text) {
        String word = firstWord(text);
        return switch (word) {
            case "WRONGTYPE" ->
                row(
                        "WRONGTYPE",
                        DATA,
                        "The key holds a value of another type than the sync writes.",
                        "Delete the key, or choose another key_prefix or data_format.");
            case "OOM" ->
                run(
                        "OUT_OF_MEMORY",
                        CAPACITY,
                        "Redis has reached its memory limit and refuses writes.",
                        "Raise maxmemory, free memory, set ttl_seconds, or choose an eviction policy; then run the sync again.",
                        true);
            case "NOPERM" -> notPermitted(text);
            case "NOAUTH" ->
                run(
                        "PASSWORD_MISSING",
                        AUTHENTICATION,
                        "Redis wants a password and none was given.",
                        "Put the password into connection_url: redis://user:password@host.",
                        false);
            case "WRONGPASS" -> wrongPassword();
            case "READONLY" ->
                run(
                        "READ_ONLY_REPLICA",
                        CONNECTION,
                        "The server is a replica and takes no writes.",
                        "Point connection_url to the primary.",
                        true);
            case "LOADING" ->
                run(
                        "LOADING",
                        CONNECTION,
                        "Redis is starting and still loads its data.",
                        "Wait until it has loaded, then run the sync again.",
                        true);
            case "MASTERDOWN" ->
                run(
                        "MASTER_DOWN",
                        CONNECTION,
                        "The server is a replica that has lost its primary.",
                        "Point connection_url to the primary, or wait for the failover.",
                        true);
            case "CLUSTERDOWN", "TRYAGAIN" ->
                run(
                        "CLUSTER_DOWN",
                        CONNECTION,
                        "The cluster does not serve this key at present.",
                        "See CLUSTER INFO on a node; run the sync again when the cluster is whole.",
                        true);
            case "MOVED", "ASK", "CROSSSLOT" ->
                run(
                        "IS_CLUSTER",
                        CONFIGURATION,
                        "The server is a node of a Redis Cluster.",
                        "Point connection_url to a standalone server or a proxy in front of the cluster.",
                        false);
            case "MISCONF" ->
                run(
                        "CANNOT_PERSIST",
                        CAPACITY,
                        "Redis cannot save its data to disk and refuses writes.",
                        "Look at the log of the server; its disk may be full.",
                        true);
            case "NOREPLICAS" ->
                run(
                        "NOT_ENOUGH_REPLICAS",
                        CAPACITY,
                        "Too few replicas are connected for the server to take writes.",
                        "Bring the replicas back, or lower min-replicas-to-write.",
                        true);
            case "BUSY" ->
                run(
                        "BUSY",
                        CAPACITY,
                        "A script blocks the server.",
                        "Wait until it ends or stop it with SCRIPT KILL, then run the sync again.",
                        true);
            case "DENIED" ->
                run(
                        "PROTECTED_MODE",
                        CONNECTION,
                        "Redis runs in protected mode and refuses clients from other machines.",
                        "Set a password on the server, or configure bind and protected-mode.",
                        false);
            case "NOSCRIPT" ->
                run(
                        "SCRIPTS_FLUSHED",
                        CAPACITY,
                        "The server forgets scripts while they are used.",
                        "Find out who calls SCRIPT FLUSH, then run the sync again.",
                        true);
            default -> otherError(text);
        };
    }

    private static Failure otherError(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        if (lower.startsWith("err max number of clients")) {
            return run(
                    "MAX_CLIENTS",
                    CAPACITY,
                    "Redis has as many clients as it admits.",
                    "Raise maxclients on the server, or lower max_connections.",
                    true);
        }
        if (lower.startsWith("err unknown command")) {
            return run(
                    "UNKNOWN_COMMAND",
                    CONFIGURATION,
                    "The server does not know or has disabled a command that the settings call for.",
                    "Enable SET, HSET, DEL, EXPIRE and, for the options that use them, HDEL, PERSIST and EVALSHA.",
                    false);
        }
        if (lower.startsWith("err db index is out of range") || lower.startsWith("err invalid db index")) {
            return run(
                    "DATABASE_OUT_OF_RANGE",
                    CONFIGURATION,
                    "The server does not have this database.",
                    "Choose a database below the server's setting 'databases'.",
                    false);
        }
        if (lower.startsWith("err select is not allowed in cluster")) {
            return run(
                    "DATABASE_OUT_OF_RANGE",
                    CONFIGURATION,
                    "A cluster has only database 0.",
                    "Set database to 0.",
                    false);
        }
        if (lower.startsWith("err auth") || lower.startsWith("err invalid password")) {
            return lower.startsWith("err invalid password")
                    ? wrongPassword()
                    : run(
                            "PASSWORD_UNEXPECTED",
                            AUTHENTICATION,
                            "A password was given and the server has none.",
                            "Take the password out of connection_url, or set one on the server.",
                            false);
        }
        return row(
                "REFUSED_BY_SERVER",
                DATA,
                "Redis refused the command with an error that is not known here.",
                "Look at the log of the server, and report the case with the version of the server.");
    }

    private static Failure wrongPassword() {
        return run(
                "WRONG_PASSWORD",
                AUTHENTICATION,
                "Redis does not accept this user and password.",
                "Correct user and password in connection_url; the user may also be disabled.",
                false);
    }

    private static Failure notPermitted(String text) {
        if (deniesKey(text)) {
            return row(
                    "KEY_NOT_PERMITTED",
                    PERMISSION,
                    "The user may not write this key.",
                    "Let the key pattern of the user's ACL cover key_prefix, such as ~prefix*.");
        }
        Matcher command = DENIED_COMMAND.matcher(text);
        return notPermittedCommand(command.find() ? command.group(1).toUpperCase(Locale.ROOT) : "");
    }

    /** The user lacks a right that every row needs. */
    public static Failure notPermittedCommand(String command) {
        String name = command.isEmpty() ? "a command that the sync needs" : command;
        String rule = command.isEmpty() ? "+set +hset +del +expire +ping" : "+" + command.toLowerCase(Locale.ROOT);
        return run(
                "COMMAND_NOT_PERMITTED",
                PERMISSION,
                "The user may not run " + name + ".",
                "Grant " + rule + " to the user (ACL SETUSER).",
                false);
    }

    /** Whether a NOPERM reply is about the key, so that the command as such is permitted. */
    static boolean deniesKey(String text) {
        return text.contains("key") && !text.contains("run the");
    }

    /** The failure that a loss stands for. */
    public Failure lost(Loss loss, List<Reply> replies) {
        if (loss.interrupted()) {
            return run(
                    "INTERRUPTED",
                    CONNECTION,
                    "The writing thread was interrupted.",
                    "Run the sync again to write what is left.",
                    true);
        }
        return switch (loss.kind()) {
            case HANDSHAKE ->
                !replies.isEmpty() && replies.get(0) instanceof Reply.Refused refused
                        ? logInRefused(refused)
                        : transport(TransportFailure.LOST);
            case UNKNOWN_HOST, REFUSED, CONNECT_TIMEOUT, COMMAND_TIMEOUT, LOST, PROTOCOL -> transport(loss.kind());
        };
    }

    private Failure logInRefused(Reply.Refused refused) {
        Failure failure = refused(refused.text());
        return failure.endsRun()
                ? failure
                : run(
                        "LOGIN_REFUSED",
                        CONNECTION,
                        "Redis refused the log-in.",
                        "Look at the log of the server; if a proxy stands before it, set protocol to resp2.",
                        false);
    }

    /** The failure of a connection; not for {@link TransportFailure#HANDSHAKE}, whose reply says more. */
    public Failure transport(TransportFailure kind) {
        return switch (kind) {
            case UNKNOWN_HOST ->
                run(
                        "UNKNOWN_HOST",
                        CONNECTION,
                        "The host name does not resolve from this machine.",
                        "Correct the host in connection_url, or the name service.",
                        true);
            case REFUSED ->
                run(
                        "CONNECTION_REFUSED",
                        CONNECTION,
                        "Nothing listens on the port.",
                        "Check host and port in connection_url, that Redis runs, and the firewall.",
                        true);
            case CONNECT_TIMEOUT ->
                run(
                        "CONNECT_TIMEOUT",
                        CONNECTION,
                        "The server did not answer in time while connecting.",
                        "Check the firewall and the network between this machine and Redis, or raise connect_timeout_ms.",
                        true);
            case COMMAND_TIMEOUT ->
                run(
                        "COMMAND_TIMEOUT",
                        CONNECTION,
                        "Redis did not answer a batch in time.",
                        "Look for slow commands, swapping or a fork on the server, or raise command_timeout_ms.",
                        true);
            case LOST, HANDSHAKE ->
                run(
                        "CONNECTION_LOST",
                        CONNECTION,
                        "The connection to Redis was lost.",
                        "Run the sync again; if it recurs, look at the log of the server and at idle timeouts in between.",
                        true);
            case PROTOCOL ->
                run(
                        "NOT_REDIS",
                        CONNECTION,
                        "What answers there does not speak the Redis protocol.",
                        "Check host and port in connection_url; a TLS port wants rediss://.",
                        false);
        };
    }

    /** A null is to delete a hash field, and the user may not. */
    public RowError hdelNotPermitted() {
        return row(
                        "HDEL_NOT_PERMITTED",
                        PERMISSION,
                        "A null of the row is to delete a hash field, and the user may not run HDEL.",
                        "Grant +hdel to the user, or set null_fields to omit.")
                .rowError();
    }

    /** A key went away between being written and getting its expiry, twice. */
    public RowError keyVanished() {
        return new RowError(
                "KEY_VANISHED",
                CAPACITY,
                "The key vanished right after it was written, twice.",
                "Another client deletes it, or Redis evicts it for want of memory.",
                true);
    }

    /** A removal in a mode that removes nothing. */
    public RowError removalOutsideMirror() {
        return row(
                        "REMOVAL_OUTSIDE_MIRROR",
                        INTERNAL,
                        "The host asked for a removal in a mode that removes nothing.",
                        "Use the mode MIRROR, or report this defect of the host.")
                .rowError();
    }

    private static String firstWord(String text) {
        int end = text.indexOf(' ');
        String word = end < 0 ? text : text.substring(0, end);
        if (word.equals("ERR") && text.contains("script")) {
            Matcher inner = IN_SCRIPT.matcher(text);
            if (inner.find()) {
                return inner.group(1);
            }
            if (text.contains("ACL failure in script")
                    || text.contains("can't run this command")
                    || text.contains("can't access at least one of the keys")) {
                return "NOPERM";
            }
        }
        return word;
    }

    private static Failure row(String code, ErrorCategory category, String message, String remedy) {
        return new Failure(code, category, message, remedy, false, false);
    }

    private static Failure run(String code, ErrorCategory category, String message, String remedy, boolean retryable) {
        return new Failure(code, category, message, remedy, retryable, true);
    }
}
