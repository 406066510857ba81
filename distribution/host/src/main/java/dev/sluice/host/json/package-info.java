/**
 * JSON as plain collections: the contents of a state, the schemas of destinations, the answers of the command. Called by whoever reads or
 * writes a small document; rows are never read or written here.
 */
@NullMarked
package dev.sluice.host.json;

import org.jspecify.annotations.NullMarked;
