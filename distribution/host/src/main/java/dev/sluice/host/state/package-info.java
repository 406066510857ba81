/**
 * The record of a sync, {@code state.json} in its folder: what its state belongs to, its runs, what is not folded yet, the run whose end is
 * unknown, and how far a cursor is. The run and the module {@code state} read and replace it, each its own fields. Never holds an identity, or a value of a
 * row but the highest of its cursor.
 */
@org.jspecify.annotations.NullMarked
package dev.sluice.host.state;
