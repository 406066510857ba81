package dev.sluice.redis.marker;

import dev.sluice.redis.port.Reply;
import dev.sluice.spi.RunMarker.State;
import java.util.Optional;

/** A key that holds the marker of an open run, and what is known to stand there. For one thread at a time. */
public final class MarkerPlace {
    private final byte[] key;
    private Marker known;
    private boolean unseen;
    private Optional<Marker> other = Optional.empty();

    /**
     * A place that was opened.
     *
     * @param known what was written there
     */
    public MarkerPlace(byte[] key, Marker known) {
        this.key = key;
        this.known = known;
    }

    public byte[] key() {
        return key;
    }

    /**
     * The marker was replaced.
     *
     * @param before what was there
     * @return what is wrong, if that was not a marker of this run
     */
    public Optional<String> replaced(Reply.Value before, Marker by) {
        Marker last = known;
        known = by;
        if (before.equals(Reply.NIL)) {
            return Optional.of(
                    "The marker of this run is gone: the target was emptied or replaced during the run, or the marker was deleted.");
        }
        Optional<Marker> found = Marker.read(before);
        if (found.isEmpty()) {
            return Optional.of("The marker of this run was overwritten with a text that is not a marker.");
        }
        Marker marker = found.get();
        if (!marker.runId().equals(by.runId())) {
            other = Optional.of(marker);
            return Optional.of("Another run, " + marker.runId() + ", replaced the marker of this run.");
        }
        if (marker.state() == State.CONTESTED) {
            return Optional.of("Another run wrote to the target during this run.");
        }
        // If it is not the last one that is known, a reply was lost, and nobody has seen what that attempt replaced.
        unseen |= !marker.equals(last);
        return Optional.empty();
    }

    /**
     * What is to stand here when the target is not to be trusted: it names the run whose marker was in the place of this run's, if one was.
     *
     * @param own the marker of this run
     */
    public Marker contested(Marker own) {
        return Marker.contested(other.orElse(own).runId())
                .expiring(own.expiring() || other.map(Marker::expiring).orElse(false));
    }

    /** Whether the marker was replaced once without anybody seeing what was there before. */
    public boolean isUnseen() {
        return unseen;
    }
}
