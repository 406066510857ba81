package dev.sluice.host.deadletter;

import dev.sluice.spi.Identity;
import dev.sluice.spi.Row;
import java.util.Optional;

/**
 * A row that was not written, as its file has it.
 *
 * @param number the row's number in the source; 0 for a removal
 * @param attempts how often it was tried, from 1
 * @param identity names its record; empty if it has none
 * @param removal whether a record was to be removed
 * @param form what its record would have been written by; empty if it cannot be sent again
 * @param row the row; empty if it was not kept, or not exactly, or was not asked for
 */
record Letter(
        long number, long attempts, Optional<Identity> identity, boolean removal, String form, Optional<Row> row) {}
