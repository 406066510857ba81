/**
 * Values as binary formats store them. Called by the readers of formats and by queries. Never reads a file.
 */
@org.jspecify.annotations.NullMarked
package dev.sluice.source.value;
