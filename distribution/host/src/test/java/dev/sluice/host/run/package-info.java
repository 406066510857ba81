/** Runs of syncs against a destination in memory. */
@org.jspecify.annotations.NullMarked
package dev.sluice.host.run;
