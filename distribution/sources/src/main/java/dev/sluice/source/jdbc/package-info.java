/**
 * Databases as sources: how a driver is found and a connection opened, what each type of a database is in a row, and rows that are read
 * once. Called by {@link dev.sluice.source.Sources}. Never writes to a database, and never has two statements on one connection.
 */
@org.jspecify.annotations.NullMarked
package dev.sluice.source.jdbc;
