/** The server that the command starts when it is told no other: unpacked, private to this machine, and never left behind. */
@NullMarked
package dev.sluice.cli.embedded;

import org.jspecify.annotations.NullMarked;
