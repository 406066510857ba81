/**
 * Lanes: threads that write batches, each with a writer of its own, all changes of one identity through one lane. A run dispatches changes to
 * them. Never reads a source or a state.
 */
@org.jspecify.annotations.NullMarked
package dev.sluice.host.lane;
