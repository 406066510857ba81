/** Texts of identities and hashes of rows. */
@org.jspecify.annotations.NullMarked
package dev.sluice.host.hash;
