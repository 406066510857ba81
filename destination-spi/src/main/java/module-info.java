/**
 * The contract between a host that has rows and a destination that takes them. It depends on nothing but the JDK, so that a plugin and a
 * host share exactly these types and no library.
 */
@org.jspecify.annotations.NullMarked
module dev.sluice.spi {
    requires static org.jspecify;

    exports dev.sluice.spi;

    uses dev.sluice.spi.Destination;
}
