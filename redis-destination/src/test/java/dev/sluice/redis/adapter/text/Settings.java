package dev.sluice.redis.adapter.text;

import dev.sluice.redis.config.RedisSettings;
import dev.sluice.redis.config.RedisSettings.Format;
import dev.sluice.redis.config.RedisSettings.HashWrite;
import dev.sluice.redis.config.RedisSettings.InsertExisting;
import dev.sluice.redis.config.RedisSettings.NullFields;
import dev.sluice.redis.config.RedisSettings.Protocol;
import dev.sluice.redis.config.RedisSettings.Ttl;
import dev.sluice.redis.config.RedisUrl;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/** Settings for tests of the adapters. */
public final class Settings {
    private Settings() {}

    public static RedisSettings of(String prefix, Optional<String> keyField, NullFields nullFields, int maxBytes) {
        return new RedisSettings(
                new RedisUrl(false, Optional.empty(), Optional.empty(), "localhost", 6379, OptionalInt.empty()),
                0,
                prefix,
                Format.STRING,
                new Ttl(Ttl.Kind.UNSET, 0),
                HashWrite.MERGE,
                nullFields,
                InsertExisting.OVERWRITE,
                keyField,
                Duration.ofSeconds(5),
                Duration.ofSeconds(30),
                10,
                500,
                8 << 20,
                maxBytes,
                Protocol.AUTO);
    }
}
