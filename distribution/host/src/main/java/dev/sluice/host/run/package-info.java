/**
 * The run of a sync: read, map, compare, dispatch, write, record. Hosts call {@link dev.sluice.host.run.SyncEngine}, and {@code SyncRun} has
 * the way of a row from top to bottom. Never knows a file format, a state file or a destination.
 */
@org.jspecify.annotations.NullMarked
package dev.sluice.host.run;
