/** Where rows come from: files by format, SQL over files. */
@org.jspecify.annotations.NullMarked
package dev.sluice.host.source;
