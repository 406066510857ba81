package dev.sluice.host.run;

import dev.sluice.host.hash.IdentityText;
import dev.sluice.spi.Identity;
import dev.sluice.spi.Row;
import java.util.List;
import java.util.Set;

/**
 * The records that a run is limited to, where it does not attend to all.
 *
 * @param rows records that are written, if the source has a row of them
 * @param removals records that are removed, if the state knows them and the source has no row of them
 */
record Selection(Set<Identity> rows, Set<Identity> removals) {
    /** Whether a row tells of which record it is. */
    static boolean names(Row row, List<String> identity) {
        return Identity.of(row, identity).filter(IdentityText::isStorable).isPresent();
    }

    /**
     * Whether the row is of one of these records. A row of one to be removed is looked at too: then its record is not removed.
     *
     * @param identity names of the fields that identify a record
     */
    boolean wants(Row row, List<String> identity) {
        return Identity.of(row, identity)
                .filter(IdentityText::isStorable)
                .filter(named -> rows.contains(named) || removals.contains(named))
                .isPresent();
    }
}
