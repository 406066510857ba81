/**
 * The destination SPI: what a {@linkplain dev.sluice.spi.Destination destination} must say of itself and do.
 *
 * <p>All types are immutable and safe for use by several threads, save for {@link dev.sluice.spi.DestinationRun},
 * {@link dev.sluice.spi.DestinationWriter}, {@link dev.sluice.spi.RecordReader}, {@link dev.sluice.spi.CheckRun} and the builders, which
 * say so. No type is {@code Serializable}; those that a distributed host sends between processes ({@link dev.sluice.spi.WriteRequest},
 * {@link dev.sluice.spi.RowSchema}, {@link dev.sluice.spi.RunHandle}) can be rebuilt from plain JDK values.
 *
 * <p>Records that destinations make have builders or factories. Use these and not the constructors: a later version may add a component,
 * which changes the constructor and nothing else.
 */
package dev.sluice.spi;
