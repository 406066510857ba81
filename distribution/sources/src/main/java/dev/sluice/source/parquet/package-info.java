/**
 * Reads Parquet files: types from the file's own schema, values and nesting as the format defines them. Called by
 * {@link dev.sluice.source.Sources}. Decodes no page itself, which parquet-column does, and knows no query engine.
 */
@org.jspecify.annotations.NullMarked
package dev.sluice.source.parquet;
