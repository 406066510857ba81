/**
 * A mirror of a DataFrame: its rows as a source of the host, which compares them with the state of the sync, judges and writes on the driver. Called by
 * the user's program. Never decides what differs.
 */
@org.jspecify.annotations.NullMarked
package dev.sluice.spark.mirror;
