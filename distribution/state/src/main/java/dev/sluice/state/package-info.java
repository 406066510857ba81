/**
 * Change detection: what a mirror remembers, in one DuckDB file for each sync. A host passes {@link dev.sluice.state.SyncStates} to its
 * engine. Never sees a source, a destination or the value of a row.
 */
@org.jspecify.annotations.NullMarked
package dev.sluice.state;
