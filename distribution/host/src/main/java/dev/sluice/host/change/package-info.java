/** Change detection: what a mirror remembers of its last run, and how the source differs from it. */
@org.jspecify.annotations.NullMarked
package dev.sluice.host.change;
