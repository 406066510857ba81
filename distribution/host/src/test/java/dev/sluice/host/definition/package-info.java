/** A definition reports every problem, and guards say which option lets a run pass. */
@org.jspecify.annotations.NullMarked
package dev.sluice.host.definition;
