/**
 * What every source does with values: nested ones as compact JSON by the rules of top-level ones, and why a value cannot be carried.
 * Called by the readers of formats and by queries. Never reads a file.
 */
@org.jspecify.annotations.NullMarked
package dev.sluice.source.value;
