/** Tests of the files of runs. */
@org.jspecify.annotations.NullMarked
package dev.sluice.host.runfile;
