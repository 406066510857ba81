/**
 * The destination SPI: what a {@linkplain dev.sluice.spi.Destination destination} must say of itself and do.
 *
 * <p>All types are immutable and safe for use by several threads, save for {@link dev.sluice.spi.DestinationWriter},
 * {@link dev.sluice.spi.RecordReader} and {@link dev.sluice.spi.CheckRun}, which say so. No type is {@code Serializable}; those that a
 * distributed host ships between processes ({@link dev.sluice.spi.WriteRequest}, {@link dev.sluice.spi.RowSchema}) can be rebuilt from
 * plain JDK values.
 */
package dev.sluice.spi;
