/**
 * What a state knows of the runs of its sync: how each began and ended, and what a marker at the target says of the last one. The engine judges,
 * and a state acts upon it. Never talks to a destination.
 */
@org.jspecify.annotations.NullMarked
package dev.sluice.host.history;
