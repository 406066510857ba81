/**
 * Rows with the same key: how they are brought together, and which of them counts. Called by the tasks of a write and by a mirror. Never sends a row.
 */
@org.jspecify.annotations.NullMarked
package dev.sluice.spark.key;
