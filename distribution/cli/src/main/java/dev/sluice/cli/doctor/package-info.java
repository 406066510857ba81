/**
 * What {@code sluice doctor} looks at: the installation and the place where syncs keep what they remember.
 *
 * <p>DoctorCommand asks for the findings and prints them. Nothing here connects to anything, and nothing is changed.
 */
@org.jspecify.annotations.NullMarked
package dev.sluice.cli.doctor;
