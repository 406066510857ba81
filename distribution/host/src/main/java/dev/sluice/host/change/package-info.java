/**
 * What change detection is to the engine: the state of a sync in stages. The engine calls it, and a module such as {@code state} implements it.
 * Never reads or writes a file, and never talks to a destination.
 */
@org.jspecify.annotations.NullMarked
package dev.sluice.host.change;
