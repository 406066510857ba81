/**
 * How PostgreSQL gives the rows of a query as it sends them in a COPY: one message for each row, read ahead by a thread. Called by
 * {@link dev.sluice.source.jdbc}. Never opens or closes a connection.
 */
@org.jspecify.annotations.NullMarked
package dev.sluice.source.jdbc.copy;
