/** Which fields of a row travel, and under which names. */
@org.jspecify.annotations.NullMarked
package dev.sluice.host.mapping;
