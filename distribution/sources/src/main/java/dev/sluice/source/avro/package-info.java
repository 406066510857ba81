/**
 * Rows from Avro object container files. The schema is read by Avro's library, blocks and values here, so that what a file claims of itself is
 * held against its bytes. Called by {@link dev.sluice.source.Sources}. Never resolves a schema against another: rows are as they were written.
 */
@org.jspecify.annotations.NullMarked
package dev.sluice.source.avro;
