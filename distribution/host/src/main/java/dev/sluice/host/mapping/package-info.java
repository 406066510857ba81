/**
 * Field mapping: which fields of a row are written, and under which names. Hosts parse it and the engine applies it to each row. Never
 * changes a value.
 */
@org.jspecify.annotations.NullMarked
package dev.sluice.host.mapping;
