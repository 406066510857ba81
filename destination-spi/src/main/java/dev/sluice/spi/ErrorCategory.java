package dev.sluice.spi;

/** Who can mend an error, and where. */
public enum ErrorCategory {
    /** A setting is wrong. */
    CONFIGURATION,
    /** The target does not accept the credentials, or wants some. */
    AUTHENTICATION,
    /** The target knows the user, who may not do this. */
    PERMISSION,
    /** The target cannot be reached, or was lost. */
    CONNECTION,
    /** The target is full or overloaded. */
    CAPACITY,
    /** The row, or the record that it names, does not allow it. */
    DATA,
    /** The destination does not offer the mode. */
    UNSUPPORTED_MODE,
    /** The writer or reader was closed before. */
    CLOSED,
    /** A defect in the destination. */
    INTERNAL
}
