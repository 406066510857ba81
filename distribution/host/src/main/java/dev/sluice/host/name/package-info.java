/** Names that people write, and the ones they may have meant. */
@org.jspecify.annotations.NullMarked
package dev.sluice.host.name;
