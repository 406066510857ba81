/**
 * What each type of a database is in a row, and how its values are read. Called by {@link dev.sluice.source.jdbc}. Never opens a connection or
 * runs a statement.
 */
@org.jspecify.annotations.NullMarked
package dev.sluice.source.jdbc.type;
