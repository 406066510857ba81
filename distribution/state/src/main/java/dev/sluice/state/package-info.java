/**
 * Change detection: the stages of a run over what its sync remembers, and the states as a command shows and changes them. A host passes
 * {@link dev.sluice.state.SyncStates} to its engine. Never sees a source, a destination or the value of a row.
 */
@org.jspecify.annotations.NullMarked
package dev.sluice.state;
