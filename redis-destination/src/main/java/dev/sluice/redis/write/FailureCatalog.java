package dev.sluice.redis.write;

import dev.sluice.redis.failure.Code;
import dev.sluice.redis.failure.RowCode;
import dev.sluice.redis.failure.RunCode;
import dev.sluice.redis.port.Reply;
import dev.sluice.redis.port.TransportFailure;
import dev.sluice.spi.DestinationException;
import dev.sluice.spi.ErrorCategory;
import dev.sluice.spi.ErrorCode.Scope;
import dev.sluice.spi.ErrorDetail;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Tells which failure an error reply or a loss stands for. A reply is recognized by its first word; its text, which may repeat arguments,
 * goes into no message.
 */
public final class FailureCatalog {
    /** In {@code ERR Error running script (call to f_…): @user_script:7: -OOM command …}, as servers before 7.0 say it. */
    private static final Pattern IN_SCRIPT = Pattern.compile("user_script: ?\\d+: ?-?([A-Z]{3,})\\b");

    /** An error code that says something, and cannot be a value of a row. */
    private static final Pattern SHOWN_WORD = Pattern.compile("(?!ERR$)[A-Z]{3,24}");

    private static final Pattern DENIED_COMMAND = Pattern.compile("run the '([a-z|]{1,40})' command");

    /**
     * A failure.
     *
     * @param kind its code, and all that goes with it
     * @param message what happened
     * @param remedy what to do
     */
    public record Failure(Code kind, String message, String remedy) {
        /** In general terms. */
        static Failure of(Code kind) {
            return new Failure(kind, kind.message(), kind.remedy());
        }

        /** The stable code. */
        public String code() {
            return kind.name();
        }

        /** Who can mend it. */
        public ErrorCategory category() {
            return kind.category();
        }

        /** Whether it concerns the run, not just one row. */
        public boolean endsRun() {
            return kind.scope() != Scope.ROW;
        }

        /** As the error of one row. */
        public ErrorDetail rowError() {
            return ErrorDetail.of(code(), category(), message, remedy, kind.retryable());
        }

        /** As the end of the run. */
        public DestinationException exception() {
            return DestinationException.of(ErrorDetail.of(code(), category(), message, remedy, kind.retryable()));
        }
    }

    /** The failure that an error reply stands for. */
    public Failure refused(String text) {
        return switch (firstWord(text)) {
            case "WRONGTYPE" -> Failure.of(RowCode.WRONGTYPE);
            case "OOM" -> Failure.of(RunCode.OUT_OF_MEMORY);
            case "NOPERM" -> notPermitted(text);
            case "NOAUTH" -> Failure.of(RunCode.PASSWORD_MISSING);
            case "WRONGPASS" -> Failure.of(RunCode.WRONG_PASSWORD);
            // A primary that becomes a replica says UNBLOCKED to whoever waits at that moment.
            case "READONLY", "UNBLOCKED" -> Failure.of(RunCode.READ_ONLY_REPLICA);
            case "LOADING" -> Failure.of(RunCode.LOADING);
            case "MASTERDOWN" -> Failure.of(RunCode.MASTER_DOWN);
            case "CLUSTERDOWN", "TRYAGAIN" -> Failure.of(RunCode.CLUSTER_DOWN);
            case "MOVED", "ASK", "CROSSSLOT" -> Failure.of(RunCode.IS_CLUSTER);
            case "MISCONF" -> Failure.of(RunCode.CANNOT_PERSIST);
            case "NOREPLICAS" -> Failure.of(RunCode.NOT_ENOUGH_REPLICAS);
            case "BUSY" -> Failure.of(RunCode.BUSY);
            case "DENIED" -> Failure.of(RunCode.PROTECTED_MODE);
            case "NOSCRIPT" -> Failure.of(RunCode.SCRIPTS_FLUSHED);
            default -> otherError(text);
        };
    }

    private static Failure otherError(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        if (lower.startsWith("err protocol error: invalid bulk length")
                || lower.startsWith("err protocol error: invalid multibulk length")
                || lower.startsWith("err protocol error: too big")
                || lower.startsWith("err string exceeds maximum allowed size")
                || lower.startsWith("err max request size exceeded")) {
            return new Failure(
                    RowCode.VALUE_TOO_LARGE,
                    "The row is larger than the server takes.",
                    "Shorten it in the source, leave fields out in the mapping, or raise proto-max-bulk-len on the server.");
        }
        if (ProxyErrors.isLoss(text)) {
            return new Failure(
                    RunCode.CONNECTION_LOST,
                    "A proxy before Redis could not reach the server, or lost its connection to it.",
                    "Look at the log of the proxy and at the server behind it; run the sync again.");
        }
        Code code = codeOf(lower);
        String word = firstWord(text);
        return code == RowCode.REFUSED_BY_SERVER && SHOWN_WORD.matcher(word).matches()
                ? new Failure(
                        code,
                        "Redis refused the command with the error " + word + ", which is not known here.",
                        code.remedy())
                : Failure.of(code);
    }

    private static Code codeOf(String lower) {
        if (lower.startsWith("err max number of clients")) {
            return RunCode.MAX_CLIENTS;
        }
        if (lower.startsWith("err unknown command")
                || lower.startsWith("err unsupported command")
                || lower.startsWith("err command is not available")) {
            return RunCode.UNKNOWN_COMMAND;
        }
        if (lower.startsWith("err db index is out of range")
                || lower.startsWith("err invalid db index")
                || lower.startsWith("err select is not allowed in cluster")) {
            return RunCode.DATABASE_OUT_OF_RANGE;
        }
        if (lower.startsWith("err invalid password") || lower.startsWith("err invalid username-password")) {
            return RunCode.WRONG_PASSWORD;
        }
        if (lower.startsWith("err operation not permitted")) {
            // As servers before 2.8 say it, and proxies.
            return RunCode.PASSWORD_MISSING;
        }
        if (lower.startsWith("err wait cannot be used with replica")) {
            return RunCode.READ_ONLY_REPLICA;
        }
        if (lower.startsWith("err invalid expire")) {
            return RunCode.EXPIRY_REFUSED;
        }
        if (lower.startsWith("err error running script") && lower.contains("script killed by user")) {
            return RunCode.BUSY;
        }
        return lower.startsWith("err auth") || lower.startsWith("err client sent auth")
                ? RunCode.PASSWORD_UNEXPECTED
                : RowCode.REFUSED_BY_SERVER;
    }

    private static Failure notPermitted(String text) {
        if (deniesKey(text)) {
            return Failure.of(RowCode.KEY_NOT_PERMITTED);
        }
        Matcher command = DENIED_COMMAND.matcher(text);
        return command.find()
                ? notPermittedCommand(command.group(1).toUpperCase(Locale.ROOT))
                : Failure.of(RunCode.COMMAND_NOT_PERMITTED);
    }

    /** The user lacks the right to a command that every row needs. */
    public static Failure notPermittedCommand(String command) {
        return new Failure(
                RunCode.COMMAND_NOT_PERMITTED,
                "The user may not run " + command + ".",
                "Grant +" + command.toLowerCase(Locale.ROOT) + " to the user (ACL SETUSER).");
    }

    /** The server does not have a command that every row needs. */
    static Failure unknownCommand(String command) {
        return new Failure(
                RunCode.UNKNOWN_COMMAND,
                "The server does not know or has disabled " + command + ", which the settings call for.",
                "Enable " + command + " on the server, or choose settings that do without it.");
    }

    /** Whether a NOPERM reply is about the key, so that the command as such is permitted. */
    static boolean deniesKey(String text) {
        return text.contains("key") && !text.contains("run the");
    }

    /** The failure that a loss stands for. */
    public Failure lost(Reply.Lost loss) {
        if (loss.interrupted()) {
            return Failure.of(RunCode.INTERRUPTED);
        }
        return switch (loss.kind()) {
            case HANDSHAKE -> loss.handshakeReply().map(this::logInRefused).orElseGet(FailureCatalog::notGreeted);
            case COMMAND_TIMEOUT -> loss.sent() ? transport(loss.kind()) : Failure.of(RunCode.NO_ANSWER);
            case LOST -> loss.sent() ? transport(loss.kind()) : notGreeted();
            case UNKNOWN_HOST,
                    REFUSED,
                    UNREACHABLE,
                    CONNECT_TIMEOUT,
                    TLS_REQUIRED,
                    TLS_NOT_SPOKEN,
                    TLS_HANDSHAKE,
                    TLS_VERSION,
                    TLS_UNTRUSTED,
                    TLS_EXPIRED,
                    TLS_HOST_NAME,
                    TLS_CERTIFICATE,
                    TLS_CLIENT_CERTIFICATE,
                    PROTOCOL,
                    NOT_A_CLUSTER,
                    NO_SENTINEL,
                    NOT_A_SENTINEL,
                    SENTINEL_LOGIN,
                    MASTER_UNKNOWN,
                    MASTER_STALE -> transport(loss.kind());
        };
    }

    private static Failure notGreeted() {
        return new Failure(
                RunCode.CONNECTION_LOST,
                "The server closed the connection instead of answering.",
                "See that the port is that of Redis; the log of the server says why it closes.");
    }

    private Failure logInRefused(Reply.Refused refused) {
        Failure failure = refused(refused.text());
        return failure.endsRun() ? failure : Failure.of(RunCode.LOGIN_REFUSED);
    }

    /** The failure of a connection; not for {@link TransportFailure#HANDSHAKE}, whose reply says more. */
    public Failure transport(TransportFailure kind) {
        return Failure.of(
                switch (kind) {
                    case UNKNOWN_HOST -> RunCode.UNKNOWN_HOST;
                    case REFUSED -> RunCode.CONNECTION_REFUSED;
                    case UNREACHABLE -> RunCode.HOST_UNREACHABLE;
                    case CONNECT_TIMEOUT -> RunCode.CONNECT_TIMEOUT;
                    case TLS_REQUIRED -> RunCode.TLS_REQUIRED;
                    case TLS_NOT_SPOKEN -> RunCode.TLS_NOT_SPOKEN;
                    case TLS_HANDSHAKE -> RunCode.TLS_HANDSHAKE;
                    case TLS_VERSION -> RunCode.TLS_VERSION;
                    case TLS_UNTRUSTED -> RunCode.TLS_UNTRUSTED;
                    case TLS_EXPIRED -> RunCode.TLS_EXPIRED;
                    case TLS_HOST_NAME -> RunCode.TLS_HOST_NAME;
                    case TLS_CLIENT_CERTIFICATE -> RunCode.TLS_CLIENT_CERTIFICATE;
                    case TLS_CERTIFICATE -> RunCode.TLS_CERTIFICATE;
                    case COMMAND_TIMEOUT -> RunCode.COMMAND_TIMEOUT;
                    case LOST, HANDSHAKE -> RunCode.CONNECTION_LOST;
                    case PROTOCOL -> RunCode.NOT_REDIS;
                    case NOT_A_CLUSTER -> RunCode.NOT_A_CLUSTER;
                    case NO_SENTINEL -> RunCode.NO_SENTINEL;
                    case NOT_A_SENTINEL -> RunCode.NOT_A_SENTINEL;
                    case SENTINEL_LOGIN -> RunCode.SENTINEL_LOGIN;
                    case MASTER_UNKNOWN -> RunCode.MASTER_UNKNOWN;
                    case MASTER_STALE -> RunCode.MASTER_STALE;
                });
    }

    /** The first word; of an error inside a script, that of the inner one. */
    static String firstWord(String text) {
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
}
