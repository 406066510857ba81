package dev.sluice.tck.host;

import dev.sluice.spi.Change;
import dev.sluice.spi.CommitObserver;
import dev.sluice.spi.ErrorDetail;
import dev.sluice.spi.Identity;
import dev.sluice.spi.Outcome;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Gives every accepted change the outcome that its commit reports, or WRITTEN if it reports none. Of several accepted changes that a report
 * may mean it takes the last one.
 */
final class Settlement implements CommitObserver {
    private final List<Sent> accepted;
    private final List<String> identity;

    Settlement(List<Sent> accepted, List<String> identity) {
        this.accepted = accepted;
        this.identity = identity;
    }

    @Override
    public void rejected(Change change, ErrorDetail error) {
        settle(change, Outcome.rejected(error));
    }

    @Override
    public void skipped(Change change, String reason) {
        settle(change, Outcome.skipped(reason));
    }

    /** Called once the commit has returned. */
    void settleRest() {
        accepted.stream().filter(Sent::isAccepted).forEach(sent -> sent.outcome = Outcome.WRITTEN);
    }

    private void settle(Change change, Outcome outcome) {
        Optional<Identity> named = Identity.of(change.row(), identity);
        last(sent -> sent.change.equals(change))
                .or(() -> last(sent -> named.isPresent()
                        && Identity.of(sent.change.row(), identity).equals(named)))
                .orElseThrow(() -> new AssertionError(
                        "the commit reported a change that was not accepted, or the same change twice: " + outcome))
                .outcome = outcome;
    }

    private Optional<Sent> last(Predicate<Sent> meant) {
        for (int i = accepted.size() - 1; i >= 0; i--) {
            if (accepted.get(i).isAccepted() && meant.test(accepted.get(i))) {
                return Optional.of(accepted.get(i));
            }
        }
        return Optional.empty();
    }
}
