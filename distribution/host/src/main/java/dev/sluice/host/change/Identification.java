package dev.sluice.host.change;

import java.util.List;
import java.util.Optional;

/**
 * What a state belongs to.
 *
 * @param target where the records are; a state never serves two targets
 * @param identity names of the fields that identify a record
 * @param rendering how rows are stored; if it differs from the last run, everything is written again
 * @param epoch ties the state to the contents of the target; if it differs from the last run, the contents are gone and the state forgets
 *     them
 */
public record Identification(String target, List<String> identity, String rendering, Optional<String> epoch) {
    public Identification {
        identity = List.copyOf(identity);
    }
}
