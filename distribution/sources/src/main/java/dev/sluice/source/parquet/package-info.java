/**
 * Reads Parquet files: types from the file's own schema, values and nesting as the format defines them. Called by
 * {@link dev.sluice.source.Sources}. Takes pages from {@link dev.sluice.source.parquet.file}, leaves their encodings to parquet-column, and
 * knows no query engine.
 */
@org.jspecify.annotations.NullMarked
package dev.sluice.source.parquet;
