package dev.sluice.tck.mutant;

import dev.sluice.spi.Destination;
import dev.sluice.spi.ErrorCategory;
import dev.sluice.spi.ErrorCode;
import dev.sluice.spi.ErrorDetail;
import dev.sluice.tck.memory.MemoryDestination;
import dev.sluice.tck.sql.SqlDestination;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** Lists of codes that say something else than the errors that are met. */
final class CodeMutants {
    private CodeMutants() {}

    static List<Mutant> all() {
        return List.of(
                Mutant.of("lists every code as one of rows", "7.12", listing(category -> ErrorCategory.DATA)),
                Mutant.of(
                        "lists a missing right as a wrong password",
                        "7.12",
                        listing(category ->
                                category == ErrorCategory.PERMISSION ? ErrorCategory.AUTHENTICATION : category)),
                Mutant.ofSql(
                        "lists every code of its table as one of rows",
                        "7.12",
                        sqlListing(category -> ErrorCategory.DATA)),
                Mutant.ofSql(
                        "lists refused rows of its table as wrong settings",
                        "7.12",
                        sqlListing(
                                category -> category == ErrorCategory.DATA ? ErrorCategory.CONFIGURATION : category)));
    }

    private static ErrorCode code(String code, ErrorCategory category) {
        return ErrorCode.row(ErrorDetail.of(code, category, "It is so.", "Change it.", false));
    }

    /** The codes that the reference reports, and their categories. */
    static List<ErrorCode> ofMemory(UnaryOperator<ErrorCategory> change) {
        Map<String, ErrorCategory> codes = new TreeMap<>(Map.of(
                "SETTINGS_INVALID", ErrorCategory.CONFIGURATION,
                "IDENTITY_EMPTY", ErrorCategory.DATA,
                "REMOVAL_UNEXPECTED", ErrorCategory.DATA,
                "CONNECTION_REFUSED", ErrorCategory.CONNECTION,
                "AUTH_FAILED", ErrorCategory.AUTHENTICATION,
                "WRITE_FORBIDDEN", ErrorCategory.PERMISSION,
                "POISON", ErrorCategory.DATA));
        return codes.entrySet().stream()
                .map(entry -> code(entry.getKey(), change.apply(entry.getValue())))
                .toList();
    }

    private static Supplier<Destination> listing(UnaryOperator<ErrorCategory> change) {
        return () -> new MemoryDestination() {
            @Override
            public List<ErrorCode> errors() {
                return ofMemory(change);
            }
        };
    }

    private static Supplier<Destination> sqlListing(UnaryOperator<ErrorCategory> change) {
        return () -> new SqlDestination() {
            @Override
            public List<ErrorCode> errors() {
                return super.errors().stream()
                        .map(right ->
                                code(right.code(), change.apply(right.detail().category())))
                        .toList();
            }
        };
    }
}
