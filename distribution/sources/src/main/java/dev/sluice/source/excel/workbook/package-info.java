/**
 * The parts of an Excel workbook (ECMA-376, transitional and strict): where they lie in the zip file, and the cells of its first sheet. Called by
 * {@link dev.sluice.source.excel}. Never decides what a value is in a row.
 */
@org.jspecify.annotations.NullMarked
package dev.sluice.source.excel.workbook;
