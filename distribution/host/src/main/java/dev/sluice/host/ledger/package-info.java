/**
 * What became of each row and removal: counts, error groups, dead letters, and what the state learns of it. Lanes and the run tell it.
 * Never writes to a destination.
 */
@org.jspecify.annotations.NullMarked
package dev.sluice.host.ledger;
