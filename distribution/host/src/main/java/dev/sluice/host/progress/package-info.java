/**
 * How far a run is, whether it goes on, and what its user should know. Every part of a run tells it, and listeners are told by it. Never
 * decides what is written.
 */
@org.jspecify.annotations.NullMarked
package dev.sluice.host.progress;
