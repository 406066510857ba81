/**
 * Options that several commands share, each group with what its values mean, and what is said of a command line that cannot be read.
 *
 * <p>Commands have them as mixins. They never print, and never open a source or a destination.
 */
@org.jspecify.annotations.NullMarked
package dev.sluice.cli.option;
