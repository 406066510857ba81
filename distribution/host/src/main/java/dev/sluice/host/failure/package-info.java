/**
 * The failures of a host: one list, one exception. Everything in the host and its modules makes its failures here; nothing else carries a
 * code, a message and a remedy of its own.
 */
@org.jspecify.annotations.NullMarked
package dev.sluice.host.failure;
