/**
 * A destination with a bulk API, and one that swaps snapshots: both take changes into a job, which its commit applies.
 * Called by JUnit, by the mutants of runs, and by the processes of writers that a test starts.
 * Never keeps uploads in memory: writers in any process add to a job.
 */
@org.jspecify.annotations.NullMarked
package dev.sluice.tck.staged;
