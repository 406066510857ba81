/**
 * DuckDB inside this process: settings, connections, reading by chunks. The modules {@code sources} and {@code state} open their databases
 * here. Never knows what is in them.
 */
@org.jspecify.annotations.NullMarked
package dev.sluice.duckdb;
