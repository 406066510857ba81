package dev.sluice.spi;

/** Who can mend an error, and where. */
public enum ErrorCategory {
    /** A setting is wrong. */
    CONFIGURATION,
    /** The destination does not offer the mode. */
    UNSUPPORTED_MODE,
    /** The target does not accept the credentials, or asks for some. */
    AUTHENTICATION,
    /** The target knows the user, who lacks the right. */
    PERMISSION,
    /** The target cannot be reached, or the connection was lost. */
    CONNECTION,
    /** The target answers something that its protocol does not allow here. */
    PROTOCOL,
    /** The target is full or overloaded. */
    CAPACITY,
    /** The row, or the record that it names, does not allow it. */
    DATA,
    /** The run, writer or reader was closed before. */
    CLOSED,
    /** A defect in the destination or the host. */
    INTERNAL,
    /** A guard of the host stopped the run. Only hosts report it. */
    GUARD,
    /** Another run holds the sync. Only hosts report it. */
    LOCKED,
    /** A user ended the run. Only hosts report it. */
    CANCELLED
}
