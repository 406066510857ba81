package dev.sluice.redis.failure;

import static dev.sluice.spi.ErrorCategory.CAPACITY;
import static dev.sluice.spi.ErrorCategory.DATA;
import static dev.sluice.spi.ErrorCategory.INTERNAL;
import static dev.sluice.spi.ErrorCategory.PERMISSION;

import dev.sluice.spi.ErrorCategory;
import dev.sluice.spi.ErrorCode.Scope;
import dev.sluice.spi.ErrorDetail;

/** What concerns one row: it is rejected, and the others stand. */
public enum RowCode implements Code {
    // Found in the row, before anything of it is sent.
    KEY_EMPTY(
            DATA,
            false,
            false,
            "The key field is null, missing, empty or blank.",
            "Give every row a value there, or choose another key_field."),
    KEY_UNSUPPORTED_TYPE(
            DATA,
            false,
            false,
            "The key field is of a type that cannot be a key: floating point, bytes or nested.",
            "Choose a key_field that is text, a whole or decimal number, a date, a time, a UUID or a boolean, or turn it into text in the source."),
    KEY_MALFORMED(
            DATA,
            false,
            false,
            "The key field holds half of a surrogate pair, which UTF-8 cannot express.",
            "Repair the text where it comes from; it was probably cut in the middle of a character."),
    VALUE_MALFORMED(
            DATA,
            false,
            false,
            "A field or its name holds half of a surrogate pair, or a nested field is not valid JSON.",
            "Repair it where it comes from, or rename the field in the mapping."),
    VALUE_NOT_REPRESENTABLE(
            DATA,
            false,
            false,
            "A number is NaN or infinite, or a decimal has too many digits in plain notation.",
            "Turn it into null, a number or text in the source."),
    VALUE_TOO_LARGE(
            DATA,
            false,
            false,
            "A field, or the whole row, takes more than max_value_bytes.",
            "Shorten it in the source, leave fields out in the mapping, or raise max_value_bytes."),
    ROW_EMPTY(
            DATA,
            false,
            false,
            "Every field of the row is null, so there is no hash field to write.",
            "Set null_fields to empty, or filter such rows out in the source."),
    HDEL_NOT_PERMITTED(
            PERMISSION,
            false,
            false,
            "A null of the row is to delete a hash field, and the user may not run HDEL.",
            "Grant +hdel to the user, or set null_fields to omit."),
    KEY_IS_MARKER(
            DATA,
            false,
            false,
            "The key of the row is the key of the marker of this sync.",
            "Set marker_key to a text with which no key of a row begins."),
    REMOVAL_OUTSIDE_MIRROR(
            INTERNAL,
            false,
            false,
            "The host asked for a removal in a mode that removes nothing.",
            "Use the mode MIRROR, or report this defect of the host."),

    // Answered by the server.
    WRONGTYPE(
            DATA,
            false,
            false,
            "The key holds a value of another type than the sync writes.",
            "Delete the key, or choose another key_prefix or data_format."),
    KEY_NOT_PERMITTED(
            PERMISSION,
            false,
            false,
            "The user may not write this key.",
            "Let the key pattern of the user's ACL cover key_prefix, such as ~prefix*."),
    REFUSED_BY_SERVER(
            DATA,
            false,
            false,
            "Redis refused the command with an error that is not known here.",
            "Look at the log of the server, and report the case with the version of the server."),
    ROW_BREAKS_CONNECTION(
            DATA,
            false,
            true,
            "Sent alone, the row broke three connections in turn, while the server answered on others.",
            "Look at the log of the server, and at limits of it or of a proxy: proto-max-bulk-len, client-query-buffer-limit, maxmemory-clients. Shorten the row, or raise them."),
    KEY_VANISHED(
            CAPACITY,
            true,
            true,
            "The key vanished right after it was written, twice.",
            "Another client deletes it, or Redis evicts it for want of memory."),
    HASH_INCOMPLETE(
            DATA,
            true,
            true,
            "The fields of the hash were written, and the removal of null fields or the expiry after it was refused.",
            "Mend what the message names; then the next run writes the row again as a whole.");

    private final ErrorCategory category;
    private final boolean retryable;
    private final boolean partial;
    private final String message;
    private final String remedy;

    RowCode(ErrorCategory category, boolean retryable, boolean partial, String message, String remedy) {
        this.category = category;
        this.retryable = retryable;
        this.partial = partial;
        this.message = message;
        this.remedy = remedy;
    }

    @Override
    public Scope scope() {
        return Scope.ROW;
    }

    @Override
    public ErrorCategory category() {
        return category;
    }

    @Override
    public boolean retryable() {
        return retryable;
    }

    @Override
    public boolean partial() {
        return partial;
    }

    @Override
    public String message() {
        return message;
    }

    @Override
    public String remedy() {
        return remedy;
    }

    /** The error of a row, in general terms. */
    public ErrorDetail error() {
        return error(message, remedy);
    }

    /** The error of a row, more precisely. */
    public ErrorDetail error(String precisely, String toDo) {
        return ErrorDetail.of(name(), category, precisely, toDo, retryable);
    }
}
