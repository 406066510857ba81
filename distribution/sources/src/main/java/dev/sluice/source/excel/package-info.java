/**
 * Rows from the first sheet of an Excel workbook. Called by {@link dev.sluice.source.Sources}. Never computes a formula: the value that the
 * workbook keeps for it counts.
 */
@org.jspecify.annotations.NullMarked
package dev.sluice.source.excel;
