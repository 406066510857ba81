package dev.sluice.host.value;

import dev.sluice.host.failure.HostFailure;
import dev.sluice.spi.ErrorDetail;
import dev.sluice.spi.FieldType;

/** Why a row cannot carry a value. A reader passes it in the place of the value. */
public enum Unfit {
    /** NaN or an infinity inside a nested value, where JSON has no text for it. */
    NOT_FINITE,
    /** Text that is not valid UTF-8, or half a surrogate pair. */
    ENCODING,
    /** A value beyond what its type can hold, such as an infinite date. */
    RANGE,
    /** Text of a JSON column that is not one JSON value. */
    NOT_JSON,
    /** A map with a key twice, or an object with a field twice. */
    KEY_DUPLICATE,
    /** A map with a null as a key. */
    KEY_NULL,
    /** A value nested more levels deep than {@link JsonText#MAX_NESTING}. */
    NESTED;

    /**
     * The error of a row.
     *
     * @param column the top-level column
     */
    public ErrorDetail error(String column, FieldType type) {
        HostFailure failure = switch (this) {
            case NOT_FINITE -> HostFailure.VALUE_NOT_REPRESENTABLE;
            case ENCODING -> HostFailure.ROW_ENCODING;
            case RANGE, NOT_JSON, KEY_NULL -> HostFailure.ROW_VALUE_TYPE;
            case KEY_DUPLICATE -> HostFailure.ROW_FIELD_DUPLICATE;
            case NESTED -> HostFailure.ROW_TOO_NESTED;
        };
        String what = switch (this) {
            case NOT_FINITE -> "holds NaN or an infinity, which JSON cannot carry";
            case ENCODING -> "is not valid Unicode text";
            case RANGE -> "is not of type " + type + ", or beyond its range";
            case NOT_JSON -> "is not one JSON value";
            case KEY_DUPLICATE -> "has a key or a field twice";
            case KEY_NULL -> "has a null as the key of a map";
            case NESTED -> "is nested more than " + JsonText.MAX_NESTING + " levels deep";
        };
        return failure.detail("The value of '" + column + "' " + what + ".").at("column", column);
    }
}
