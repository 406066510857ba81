/** Queries over files as sources. */
@org.jspecify.annotations.NullMarked
package dev.sluice.source.query;
