/**
 * When syncs of a service that runs by itself are due. A host asks it and begins the runs. Never reads a clock, and never runs anything.
 */
@org.jspecify.annotations.NullMarked
package dev.sluice.host.schedule;
