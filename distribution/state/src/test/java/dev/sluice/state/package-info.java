/** The state in files. */
@org.jspecify.annotations.NullMarked
package dev.sluice.state;
