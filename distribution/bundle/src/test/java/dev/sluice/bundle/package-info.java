/** Runs the packed command as its users do. */
@NullMarked
package dev.sluice.bundle;

import org.jspecify.annotations.NullMarked;
