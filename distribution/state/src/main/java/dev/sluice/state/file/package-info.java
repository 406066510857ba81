/**
 * The files of a state, as docs/state.md has them, and the engine in memory that reads and writes them: the snapshot, the groups of a run's
 * outcomes, and how these are folded in. The stages of a run call it. Never decides what is written or removed.
 */
@org.jspecify.annotations.NullMarked
package dev.sluice.state.file;
