/**
 * What a source of rows is to the engine: interfaces and records. The engine reads them, and a module such as {@code sources} or an
 * embedder implements them. Never knows a file format or a database.
 */
@org.jspecify.annotations.NullMarked
package dev.sluice.host.source;
