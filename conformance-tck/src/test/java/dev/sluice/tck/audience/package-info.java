/**
 * A destination of membership lists: members are found by their email or their phone, and a commit changes the list.
 * Called by JUnit and by the mutants of audience modes.
 * Never writes rows in another mode.
 */
@org.jspecify.annotations.NullMarked
package dev.sluice.tck.audience;
