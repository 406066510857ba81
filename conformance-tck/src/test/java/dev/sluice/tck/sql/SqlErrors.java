package dev.sluice.tck.sql;

import dev.sluice.spi.DestinationException;
import dev.sluice.spi.ErrorCategory;
import dev.sluice.spi.ErrorDetail;
import dev.sluice.spi.Outcome;
import java.sql.SQLException;
import org.h2.api.ErrorCode;

/** What the exceptions of the driver mean. None is chained, since their messages hold statements and values. */
final class SqlErrors {
    private SqlErrors() {}

    static DestinationException of(SQLException e) {
        return DestinationException.of(
                switch (e.getErrorCode()) {
                    case ErrorCode.WRONG_USER_OR_PASSWORD ->
                        ErrorDetail.of(
                                "WRONG_PASSWORD",
                                ErrorCategory.AUTHENTICATION,
                                "The database does not accept the user or the password.",
                                "Correct username and password.",
                                false);
                    case ErrorCode.ADMIN_RIGHTS_REQUIRED, ErrorCode.NOT_ENOUGH_RIGHTS_FOR_1 ->
                        ErrorDetail.of(
                                "WRITE_FORBIDDEN",
                                ErrorCategory.PERMISSION,
                                "The user may not write.",
                                "Grant the right to create tables.",
                                false);
                    default ->
                        ErrorDetail.of(
                                "CONNECTION_LOST",
                                ErrorCategory.CONNECTION,
                                "The database cannot be reached.",
                                "See whether the database is running.",
                                true);
                });
    }

    /** Whether the database refused one statement because of its values. */
    static boolean isOfRow(SQLException e) {
        String state = e.getSQLState();
        return state != null && (state.startsWith("22") || state.startsWith("23"));
    }

    static Outcome rejected(String code, String message) {
        return Outcome.rejected(
                ErrorDetail.of(code, ErrorCategory.DATA, message, "Correct the row at the source.", false));
    }
}
