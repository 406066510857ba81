package dev.sluice.host.ledger;

import dev.sluice.host.change.ChangeKind;
import dev.sluice.host.change.StartedState;
import dev.sluice.spi.ErrorCode;
import dev.sluice.spi.Identity;
import dev.sluice.spi.Outcome;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Tells the state of a sync what became of its records. Safe for use by several threads. */
public final class Recording {
    /** Where no state is kept. */
    public static final Recording NONE = new Recording(null, Set.of());

    private final @Nullable StartedState state;
    private final Set<String> partial;

    private Recording(@Nullable StartedState state, Set<String> partial) {
        this.state = state;
        this.partial = partial;
    }

    /** @param codes of the destination, of which the partial ones may leave a record behind */
    public static Recording in(StartedState state, List<ErrorCode> codes) {
        return new Recording(
                state,
                codes.stream().filter(ErrorCode::partial).map(ErrorCode::code).collect(Collectors.toSet()));
    }

    /** Whether there is a state. */
    boolean isKept() {
        return state != null;
    }

    void record(Item item, Outcome outcome) {
        StartedState kept = state;
        Identity identity = item.identity();
        if (kept == null || identity == null || item.isClearing()) {
            return;
        }
        if (outcome instanceof Outcome.Written) {
            written(kept, item, identity);
        } else if (outcome instanceof Outcome.Accepted) {
            accepted(kept, item, identity);
        } else if (outcome instanceof Outcome.Skipped) {
            skipped(kept, item, identity);
        } else if (outcome instanceof Outcome.Rejected rejected
                && item.kind() == ChangeKind.ADDED
                && !partial.contains(rejected.error().code())) {
            // Of a row that was applied in part there may be a record, which is this sync's own: it stays uncertain.
            kept.notWritten(identity);
        }
    }

    private static void written(StartedState state, Item item, Identity identity) {
        if (item.isRemoval() || item.isWithdrawal()) {
            state.removed(identity);
        } else if (item.hash() != null) {
            state.written(identity, item.hash());
        }
    }

    private static void accepted(StartedState state, Item item, Identity identity) {
        if (item.isRemoval() || item.isWithdrawal()) {
            state.removalAccepted(identity);
        } else if (item.hash() != null) {
            state.accepted(identity, item.hash());
        }
    }

    private static void skipped(StartedState state, Item item, Identity identity) {
        if (item.isRemoval()) {
            state.removed(identity);
        } else if (item.kind() == ChangeKind.ADDED) {
            // What this sync did not write is not its own to remove: another's record may be there.
            state.notWritten(identity);
        }
    }

    /** The commit refused an accepted change, or left its record as it is. */
    void refused(Optional<Identity> identity) {
        StartedState kept = state;
        if (kept != null) {
            identity.ifPresent(kept::refused);
        }
    }
}
