/** Hashes and identities, and what every state has to do: the module {@code state} runs these tests too. */
@org.jspecify.annotations.NullMarked
package dev.sluice.host.change;
