/**
 * What change detection is to the engine: the state of a mirror as interfaces, hashes of rows, guards. The engine calls them, and a module
 * such as {@code state} implements them. Never reads or writes a file.
 */
@org.jspecify.annotations.NullMarked
package dev.sluice.host.change;
