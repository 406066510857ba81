package dev.sluice.host.ledger;

import dev.sluice.host.report.SyncReport;
import java.util.List;
import java.util.Map;

/**
 * What a ledger has booked, on its way to the ledger of another process of the same version.
 *
 * @param counts of the run's counters, in an order that both know
 * @param skips skipped rows by reason
 * @param errors in groups by code
 */
public record Tally(List<Long> counts, Map<String, Long> skips, List<SyncReport.ErrorGroup> errors) {
    public Tally {
        counts = List.copyOf(counts);
        skips = Map.copyOf(skips);
        errors = List.copyOf(errors);
    }
}
