/** Tests of the schedule. */
@org.jspecify.annotations.NullMarked
package dev.sluice.host.schedule;
