/**
 * The server that the command starts when it is told no other: unpacked, private to this machine, and never left behind; and how a mirror
 * notices that its data are others.
 */
@NullMarked
package dev.sluice.cli.embedded;

import org.jspecify.annotations.NullMarked;
