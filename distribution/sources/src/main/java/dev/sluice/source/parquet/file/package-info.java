/**
 * The parts of a Parquet file: footer, schema, and the pages of each column, decompressed and held against what they claim. Called by
 * {@link dev.sluice.source.parquet}. Never knows what a value means.
 */
@org.jspecify.annotations.NullMarked
package dev.sluice.source.parquet.file;
