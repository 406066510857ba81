@org.jspecify.annotations.NullMarked
package dev.sluice.host.name;
