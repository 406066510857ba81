/**
 * The file {@code sluice.yaml}: read with the place of every value, held against one schema with those of the plugins in it, and taken apart
 * into the values of each sync.
 *
 * <p>Hosts call it. It opens no source and no destination.
 */
@org.jspecify.annotations.NullMarked
package dev.sluice.definition;
