/**
 * What a row is to change detection: the text of its identity, its hash, and how long its record lasts. Engines and states call it. Never reads
 * or writes a file.
 */
@org.jspecify.annotations.NullMarked
package dev.sluice.host.hash;
