package dev.sluice.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.redis.config.RedisSettings;
import dev.sluice.redis.config.Secret;
import dev.sluice.redis.config.SettingsReader;
import dev.sluice.redis.write.ListeningContext;
import dev.sluice.spi.DestinationConfig;
import dev.sluice.spi.Field;
import dev.sluice.spi.FieldType;
import dev.sluice.spi.RowSchema;
import dev.sluice.spi.SyncMode;
import dev.sluice.spi.WriteRequest;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class NewestSettingsTest {
    private static final String NEW = "canary-n3w";

    private final DestinationConfig config =
            DestinationConfig.of(Map.of("connection_url", "redis://me:canary-0ld@h", "key_prefix", "p:"));
    private final RedisSettings first = SettingsReader.read(config, DestinationConfig.EMPTY);
    private final ListeningContext context = new ListeningContext("run");
    private final NewestSettings newest = new NewestSettings(
            new WriteRequest(
                    config,
                    DestinationConfig.EMPTY,
                    SyncMode.UPSERT,
                    RowSchema.of(new Field("id", FieldType.TEXT)),
                    List.of("id")),
            first,
            context);

    @Test
    void withoutNewSettingsTheOldOnesStay() {
        assertThat(newest.get()).isSameAs(first);
    }

    @Test
    void whatTheContextHasReplacesTheRequest() {
        context.newest = DestinationConfig.of(Map.of("connection_url", "redis://me:" + NEW + "@h"));
        assertThat(newest.get().url().password()).hasValue(Secret.of(NEW));
        assertThat(newest.get().keyPrefix()).isEqualTo("p:");
        assertThat(newest.get()).isSameAs(newest.get());
    }

    @Test
    void wrongSettingsAreToldOnceAndTheOnesBeforeStay() {
        context.newest = DestinationConfig.of(Map.of("connection_url", "redis://me:" + NEW));
        assertThat(newest.get()).isSameAs(first);
        assertThat(newest.get()).isSameAs(first);
        assertThat(context.warnings()).containsExactly("SETTINGS_INVALID");
        assertThat(context.events.toString()).doesNotContain(NEW);
    }
}
