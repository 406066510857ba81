package dev.sluice.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.spi.Destination;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

/** The command is built without any destination: it finds them as plugins. */
class NoDestinationTest {
    @Test
    void noDestinationIsOnTheClassPathThatTheCommandIsBuiltWith() {
        assertThatThrownBy(() -> Class.forName("dev.sluice.redis.RedisDestination"))
                .isInstanceOf(ClassNotFoundException.class);
        assertThat(ServiceLoader.load(Destination.class)).isEmpty();
    }
}
