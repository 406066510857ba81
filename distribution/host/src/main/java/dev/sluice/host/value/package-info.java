/**
 * What every reader of rows does with values: nested ones as compact JSON by the rules of top-level ones, and why a value cannot be carried.
 * Called by sources, and by hosts whose rows come from elsewhere. Never reads a file.
 */
@org.jspecify.annotations.NullMarked
package dev.sluice.host.value;
