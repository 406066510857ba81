/** States in memory, which every other state is compared with. What all of them have to do is in {@code contract}. */
@org.jspecify.annotations.NullMarked
package dev.sluice.host.change;
