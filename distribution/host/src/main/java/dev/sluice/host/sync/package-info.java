/** The run of a sync: lanes, batches, outcomes, progress, cancellation. */
@org.jspecify.annotations.NullMarked
package dev.sluice.host.sync;
