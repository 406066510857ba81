/**
 * What all tests of the build have printed, searched for what must be seen nowhere. Nothing calls it; it starts nothing and writes nothing.
 */
@NullMarked
package dev.sluice.scan;

import org.jspecify.annotations.NullMarked;
