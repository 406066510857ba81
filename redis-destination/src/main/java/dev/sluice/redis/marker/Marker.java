package dev.sluice.redis.marker;

import dev.sluice.redis.port.Reply;
import dev.sluice.spi.RunMarker;
import dev.sluice.spi.RunMarker.State;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The value of a marker key, UTF-8 text of one of these forms:
 *
 * <pre>
 * &lt;run&gt; open &lt;checkpoint&gt;
 * &lt;run&gt; complete &lt;checkpoint&gt;
 * &lt;run&gt; contested
 * </pre>
 *
 * The run is its id, the checkpoint a decimal number, 0 for none. In a cluster, the first two forms may end with a blank, {@code +} and the
 * suffixes of the further keys of the run, separated by commas: {@code 01JD… open 12 +:7,:940}. Each form may end with {@code  expiring}.
 *
 * @param runId the run that wrote it
 * @param checkpoint the last one of the run; 0 if it is contested
 * @param further suffixes of the run's keys beyond the fixed ones
 * @param expiring whether a run of the sync has written hashes with an expiry, which some may still have
 */
public record Marker(String runId, State state, long checkpoint, List<String> further, boolean expiring) {
    private static final Pattern FORM = Pattern.compile(
            "(?<run>.+) (?:(?<state>open|complete) (?<checkpoint>[0-9]{1,18})(?: \\+(?<further>[^ ]+))?|contested)(?<expiring> expiring)?",
            Pattern.DOTALL);

    public Marker {
        further = List.copyOf(further);
    }

    public static Marker open(String runId, long checkpoint, List<String> further) {
        return new Marker(runId, State.OPEN, checkpoint, further, false);
    }

    public static Marker contested(String runId) {
        return new Marker(runId, State.CONTESTED, 0, List.of(), false);
    }

    /** The same marker of a sync with or without records that may expire. */
    public Marker expiring(boolean expire) {
        return new Marker(runId, state, checkpoint, further, expire);
    }

    /** The same marker of a run that was committed. */
    public Marker complete() {
        return new Marker(runId, State.COMPLETE, checkpoint, further, expiring);
    }

    /** Reads what a key holds; empty if it is not a marker. */
    public static Optional<Marker> read(Reply.Value reply) {
        if (!(reply.value() instanceof byte[] bytes)) {
            return Optional.empty();
        }
        try {
            Matcher form = FORM.matcher(StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)));
            return form.matches() && !form.group("run").isBlank() ? Optional.of(of(form)) : Optional.empty();
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }

    private static Marker of(Matcher form) {
        String state = form.group("state");
        if (state == null) {
            return contested(form.group("run")).expiring(form.group("expiring") != null);
        }
        String further = form.group("further");
        return new Marker(
                form.group("run"),
                State.valueOf(state.toUpperCase(Locale.ROOT)),
                Long.parseLong(form.group("checkpoint")),
                further == null ? List.of() : List.of(further.split(",", -1)),
                form.group("expiring") != null);
    }

    /** The value to write. */
    public byte[] bytes() {
        String text = runId + " " + state.name().toLowerCase(Locale.ROOT);
        if (state != State.CONTESTED) {
            text += " " + checkpoint + (further.isEmpty() ? "" : " +" + String.join(",", further));
        }
        return (expiring ? text + " expiring" : text).getBytes(StandardCharsets.UTF_8);
    }

    /** What the host is told of it. */
    public RunMarker found() {
        return RunMarker.found(runId, state, checkpoint);
    }
}
