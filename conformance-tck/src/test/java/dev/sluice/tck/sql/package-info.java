/**
 * The second reference destination, which writes to typed tables of an embedded SQL database, and its fixture.
 * Called by the tests of the kit, which run it unchanged, with fewer modes, and with one fault.
 * Never reaches another process: the database and its server are in this one.
 */
@org.jspecify.annotations.NullMarked
package dev.sluice.tck.sql;
