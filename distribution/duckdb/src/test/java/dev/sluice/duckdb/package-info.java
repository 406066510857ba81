/** The embedded database, in a container too. */
@org.jspecify.annotations.NullMarked
package dev.sluice.duckdb;
