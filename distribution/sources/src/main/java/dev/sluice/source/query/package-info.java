/**
 * Rows of a query over files: an embedded DuckDB runs it once and keeps the rows until the source is closed, and each value is carried as its
 * type means it. Called by {@link dev.sluice.source.Sources}. Never reads a file itself.
 */
@org.jspecify.annotations.NullMarked
package dev.sluice.source.query;
