/** Files and queries as sources. */
@org.jspecify.annotations.NullMarked
package dev.sluice.source;
