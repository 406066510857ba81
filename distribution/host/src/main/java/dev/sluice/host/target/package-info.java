/**
 * The run as its destination has it: opened, judged by its marker, committed, and resolved if its end is unknown. A run calls it. Never
 * sees a row, except one that a commit refuses.
 */
@org.jspecify.annotations.NullMarked
package dev.sluice.host.target;
