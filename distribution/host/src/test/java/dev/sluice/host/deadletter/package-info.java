/** Tests of rows that were not written. */
@org.jspecify.annotations.NullMarked
package dev.sluice.host.deadletter;
