/** The reference pages: generated from the published schemas and the catalog of codes, and compared with what is committed. */
@org.jspecify.annotations.NullMarked
package dev.sluice.redis.docs;
