package dev.sluice.host.state;

import dev.sluice.host.history.RunEnd;
import dev.sluice.host.history.Verdict;
import java.util.Optional;

/**
 * What the last run did to the state as a whole, from its comparison until it is folded into a snapshot.
 *
 * @param runId the run
 * @param verdict how much of the snapshot it believed
 * @param doubted whether it believed no record to hold its row, because some at the target did not
 * @param rewrites whether it started to write every record again, because rows are stored differently now
 * @param end how it ended at the target; empty while nobody knows
 */
public record Opening(String runId, Verdict verdict, boolean doubted, boolean rewrites, Optional<RunEnd> end) {}
