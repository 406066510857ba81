package dev.sluice.redis.config;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The published JSON Schemas of the settings. */
public final class SettingsSchemas {
    /** Settings of the connection and of how rows are stored. */
    public static final String CONFIG = read("config.schema.json");

    /** Settings of one sync. */
    public static final String TARGET = read("target.schema.json");

    private SettingsSchemas() {}

    private static String read(String name) {
        try (InputStream in = SettingsSchemas.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("the jar lacks " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
