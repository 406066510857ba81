/** A source and a destination in memory, whose answers a test can bend; events of a run, and a clock. */
@org.jspecify.annotations.NullMarked
package dev.sluice.host.fake;
