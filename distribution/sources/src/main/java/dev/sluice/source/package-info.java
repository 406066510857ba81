/**
 * Where rows come from: files by format, SQL over files. A host makes them by {@link dev.sluice.source.Sources} and passes them to its
 * engine. Never knows a destination or what a run does with the rows.
 */
@org.jspecify.annotations.NullMarked
package dev.sluice.source;
