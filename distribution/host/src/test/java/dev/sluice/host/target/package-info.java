/** The run at its destination: markers are judged by their table. */
@org.jspecify.annotations.NullMarked
package dev.sluice.host.target;
