/**
 * Rows of a query as bytes, and the temporary file that keeps them. Called by {@link dev.sluice.source.jdbc}. Never knows a database or a
 * driver.
 */
@org.jspecify.annotations.NullMarked
package dev.sluice.source.jdbc.spool;
