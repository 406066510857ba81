/**
 * The table of failures and the readers of what a server or a connection says. Everything that reports a failure takes it from here, and
 * the documentation and the listed error codes are made of the table. Nothing here decides what happens to a row.
 */
@org.jspecify.annotations.NullMarked
package dev.sluice.redis.failure;
