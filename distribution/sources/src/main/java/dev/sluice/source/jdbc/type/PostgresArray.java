package dev.sluice.source.jdbc.type;

import dev.sluice.host.value.JsonText;
import dev.sluice.host.value.Unfit;
import dev.sluice.spi.FieldType;
import org.jspecify.annotations.Nullable;

/** An array as PostgreSQL prints it, such as {@code {1,NULL,"a \"b\""}}. Bounds that are not from 1 are left out. */
final class PostgresArray {
    private final String text;
    private final FieldType element;
    private final StringBuilder json = new StringBuilder();
    private int at;

    PostgresArray(String text, FieldType element) {
        this.text = text;
        this.element = element;
        this.at = text.startsWith("[") ? text.indexOf('=') + 1 : 0;
    }

    /** The array in JSON; {@link Unfit} if an element has no form there. */
    Object json() {
        Unfit unfit = array();
        return unfit == null ? json.toString() : unfit;
    }

    private @Nullable Unfit array() {
        json.append('[');
        at++;
        Unfit unfit = null;
        while (text.charAt(at) != '}') {
            if (text.charAt(at) == ',') {
                json.append(',');
                at++;
            }
            Unfit one = text.charAt(at) == '{' ? array() : element();
            unfit = unfit == null ? one : unfit;
        }
        at++;
        json.append(']');
        return unfit;
    }

    private @Nullable Unfit element() {
        StringBuilder value = new StringBuilder();
        boolean quoted = text.charAt(at) == '"';
        if (quoted) {
            for (at++; text.charAt(at) != '"'; at++) {
                if (text.charAt(at) == '\\') {
                    at++;
                }
                value.append(text.charAt(at));
            }
            at++;
        } else {
            while (text.charAt(at) != ',' && text.charAt(at) != '}') {
                value.append(text.charAt(at++));
            }
            if (value.toString().equals("NULL")) {
                json.append("null");
                return null;
            }
        }
        Object read = PostgresTypes.value(element, value.toString());
        return read instanceof Unfit unfit ? unfit : JsonText.append(json, element, read);
    }
}
