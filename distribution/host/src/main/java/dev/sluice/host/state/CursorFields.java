package dev.sluice.host.state;

import static dev.sluice.host.state.SyncRecord.require;
import static dev.sluice.host.state.SyncRecord.unwritten;

import dev.sluice.host.cursor.CursorMark;
import dev.sluice.host.cursor.CursorValue;
import dev.sluice.spi.FieldType;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** The field {@code cursor} of {@code state.json}. */
final class CursorFields {
    private static final String CURSOR = "cursor";

    private CursorFields() {}

    /** @throws IllegalArgumentException if no run writes it so */
    static CursorMark read(Map<?, ?> object) {
        Map<String, String> of = new LinkedHashMap<>();
        Map<?, ?> texts = require(object.get("of"), Map.class, CURSOR);
        texts.forEach((name, text) -> of.put(require(name, String.class, CURSOR), require(text, String.class, CURSOR)));
        return new CursorMark(
                require(object.get("column"), String.class, CURSOR),
                value(
                        require(object.get("type"), String.class, CURSOR),
                        require(object.get("highest"), String.class, CURSOR)),
                require(object.get("run"), String.class, CURSOR),
                Instant.ofEpochMilli(require(object.get("whole"), Long.class, CURSOR)),
                of);
    }

    private static CursorValue value(String type, String text) {
        try {
            return CursorValue.parse(FieldType.valueOf(type.toUpperCase(Locale.ROOT)), text);
        } catch (IllegalArgumentException | DateTimeException e) {
            throw unwritten(CURSOR);
        }
    }

    static Map<String, Object> of(CursorMark mark) {
        return SyncRecord.object(
                "column", mark.column(),
                "type", mark.highest().type().name().toLowerCase(Locale.ROOT),
                "highest", mark.highest().text(),
                "run", mark.runId(),
                "whole", mark.whole().toEpochMilli(),
                "of", new LinkedHashMap<>(new TreeMap<>(mark.of())));
    }
}
