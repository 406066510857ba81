/**
 * Suggestions for misspelt names. Whoever reports an unknown name calls this. Never knows what the names stand for.
 */
@org.jspecify.annotations.NullMarked
package dev.sluice.host.name;
