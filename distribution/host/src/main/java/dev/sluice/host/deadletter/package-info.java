/**
 * Rows that were not written, in files: the run writes those of its own, and settles those of earlier runs. The engine and the ledger call it.
 * Never reads a source and never writes to a destination.
 */
@org.jspecify.annotations.NullMarked
package dev.sluice.host.deadletter;
