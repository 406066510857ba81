/**
 * The bytes that rows of text are read from: a file or a stream, decompressed and as UTF-8. Called by the text formats. Never knows what a
 * row is.
 */
@org.jspecify.annotations.NullMarked
package dev.sluice.source.input;
