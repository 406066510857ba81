/** A source and a destination in memory, whose answers a test can bend. */
@org.jspecify.annotations.NullMarked
package dev.sluice.host.fake;
