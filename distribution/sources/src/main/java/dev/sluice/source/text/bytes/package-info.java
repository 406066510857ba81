/**
 * Bytes of a text: the row at hand and its lines without copying them, eight bytes at once, and what is UTF-8. Called by
 * {@link dev.sluice.source.text}. Never knows a format.
 */
@org.jspecify.annotations.NullMarked
package dev.sluice.source.text.bytes;
