/** The drivers of MariaDB and MySQL against a server. */
@org.jspecify.annotations.NullMarked
package dev.sluice.source.jdbc;
