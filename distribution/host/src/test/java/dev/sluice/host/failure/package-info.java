/** Failures: their list, their exception, their JSON, their exit codes. */
@org.jspecify.annotations.NullMarked
package dev.sluice.host.failure;
