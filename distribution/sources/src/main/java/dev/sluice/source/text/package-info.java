/**
 * Rows of text: CSV, TSV, NDJSON and JSON. Splits bytes into rows, so that a row that cannot be read leaves the others as they are, and turns
 * each into a row or the reason why it is none. Called by {@link dev.sluice.source.Sources}. Never knows where bytes come from.
 */
@org.jspecify.annotations.NullMarked
package dev.sluice.source.text;
