/**
 * The failures of a host: one list, one exception, one form in JSON, one mapping to exit codes. Everything in the host and its modules
 * makes its failures here. Nothing else carries a code, a message and a remedy of its own.
 */
@org.jspecify.annotations.NullMarked
package dev.sluice.host.failure;
