package dev.sluice.redis.failure;

import dev.sluice.redis.failure.FailureRow.Reading;
import dev.sluice.redis.port.Reply;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An error reply, read. The only type that looks into the text of one. The text may repeat arguments of the command, values of a row among
 * them, so none of it leaves this class but an error code of Redis and the name of a command.
 */
public final class ErrorReply {
    /** What a node of a cluster replies while a slot has no node. */
    public static final Reply.Refused SLOT_NOT_SERVED = new Reply.Refused("CLUSTERDOWN Hash slot not served");

    /** What a node of a cluster replies while a slot moves to another node. */
    public static final Reply.Refused SLOT_MIGRATING = new Reply.Refused("TRYAGAIN The slot is migrating");

    /** In {@code ERR Error running script (call to f_…): @user_script:7: -OOM command …}, the form before Redis 7.0. */
    private static final Pattern CODE_IN_SCRIPT = Pattern.compile("user_script: ?\\d+: ?-?([A-Z]{3,})\\b");

    /** An error code that tells something and cannot be a value of a row. */
    private static final Pattern SHOWN_CODE = Pattern.compile("(?!ERR$)[A-Z]{3,24}");

    private static final Pattern DENIED_COMMAND = Pattern.compile("run the '([a-z|]{1,40})' command");

    private static final Pattern MOVE = Pattern.compile("(MOVED|ASK) ([0-9]{1,5}) ([^ ]*):([0-9]{1,5})(?: .*)?");

    private static final ReplyText SYNTAX_ERROR = ReplyText.of("ERR syntax error");

    private static final Map<String, List<Entry>> BY_CODE = new HashMap<>();
    private static final List<Entry> BY_BEGINNING = new ArrayList<>();
    private static final Entry UNKNOWN = new Entry(
            RedisFailure.REFUSED_BY_SERVER,
            new Reading(
                    ReplyText.of(""),
                    RedisFailure.REFUSED_BY_SERVER.message(),
                    RedisFailure.REFUSED_BY_SERVER.remedy()));

    static {
        for (RedisFailure failure : RedisFailure.values()) {
            for (Reading reading : failure.readings()) {
                Entry entry = new Entry(failure, reading);
                if (reading.text().isErrorCode()) {
                    BY_CODE.computeIfAbsent(reading.text().beginning(), any -> new ArrayList<>())
                            .add(entry);
                } else {
                    BY_BEGINNING.add(entry);
                }
            }
        }
        // The more precise text first.
        BY_CODE.values()
                .forEach(entries ->
                        entries.sort(Comparator.comparing(entry -> !entry.text().isQualified())));
    }

    /** A text of the table with its row. */
    private record Entry(RedisFailure failure, Reading reading) {
        ReplyText text() {
            return reading.text();
        }
    }

    private final String text;
    private final String code;
    private final Entry entry;

    private ErrorReply(String text) {
        this.text = text;
        this.code = code(text);
        this.entry = entry();
    }

    /** Reads an error reply. */
    public static ErrorReply of(Reply.Refused reply) {
        return new ErrorReply(reply.text());
    }

    private static String code(String text) {
        int end = text.indexOf(' ');
        String word = end < 0 ? text : text.substring(0, end);
        if (!word.equals("ERR") || !text.contains("script")) {
            return word;
        }
        Matcher inner = CODE_IN_SCRIPT.matcher(text);
        if (inner.find()) {
            return inner.group(1);
        }
        boolean denied = text.contains("ACL failure in script")
                || text.contains("can't run this command")
                || text.contains("can't access at least one of the keys");
        return denied ? "NOPERM" : word;
    }

    private Entry entry() {
        String lower = text.toLowerCase(Locale.ROOT);
        for (Entry candidate : BY_CODE.getOrDefault(code, BY_BEGINNING)) {
            if (candidate.text().matches(code, lower)) {
                return candidate;
            }
        }
        return UNKNOWN;
    }

    /** What the reply means: {@link RedisFailure#REFUSED_BY_SERVER} if the table does not know it. */
    public RedisFailure failure() {
        return entry.failure();
    }

    /** The error code, which is the first word; for an error inside a script, the code of the inner error. Not for a message. */
    public String code() {
        return code;
    }

    /** The error code, if it may be shown. */
    Optional<String> shownCode() {
        return SHOWN_CODE.matcher(code).matches() ? Optional.of(code) : Optional.empty();
    }

    /** The command that the user may not run, if the reply names it. */
    Optional<String> deniedCommand() {
        Matcher command = DENIED_COMMAND.matcher(text);
        return command.find() ? Optional.of(command.group(1).toUpperCase(Locale.ROOT)) : Optional.empty();
    }

    String message() {
        return entry.reading().message();
    }

    String remedy() {
        return entry.reading().remedy();
    }

    /** Whether the command may have been carried out in spite of the error: a proxy sent it and lost the connection. */
    public boolean mayBeApplied() {
        return ProxyReplies.MAYBE_SENT.contains(entry.text());
    }

    /**
     * Another node of the cluster that is to be asked.
     *
     * @param permanent whether it serves the slot from now on ({@code MOVED}), or this command only ({@code ASK})
     * @param host empty if the replying node does not know it
     */
    public record Move(boolean permanent, int slot, String host, int port) {}

    /** The other node that is to be asked, if the reply is a redirection. */
    public Optional<Move> move() {
        Matcher move = MOVE.matcher(text);
        return move.matches()
                ? Optional.of(new Move(
                        move.group(1).equals("MOVED"),
                        Integer.parseInt(move.group(2)),
                        move.group(3),
                        Integer.parseInt(move.group(4))))
                : Optional.empty();
    }

    /** Whether the reply has an error code of its own instead of the general {@code ERR}. */
    public boolean hasOwnCode() {
        return !code.equals("ERR");
    }

    /**
     * Whether a server that does not know {@code HELLO} may reply so. Old servers and proxies have many texts for this; other refusals of
     * {@code HELLO} have an error code of their own.
     */
    public boolean mayMeanNoHello() {
        return code.equals("NOPROTO") || (!hasOwnCode() && failure() != RedisFailure.MAX_CLIENTS);
    }

    /** Whether the server does not know the form of the command. */
    public boolean isSyntaxError() {
        return SYNTAX_ERROR.matches(code, text.toLowerCase(Locale.ROOT));
    }

    /** Shows the meaning alone. */
    @Override
    public String toString() {
        return "ErrorReply[" + failure() + "]";
    }
}
