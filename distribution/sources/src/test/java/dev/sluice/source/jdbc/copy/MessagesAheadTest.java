package dev.sluice.source.jdbc.copy;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Proxy;
import java.sql.Connection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class MessagesAheadTest {
    /** A driver whose jar is not whole. */
    private static final class BrokenJar extends ClassLoader {
        BrokenJar() {
            super(ClassLoader.getPlatformClassLoader());
        }

        @Override
        protected Class<?> findClass(String name) {
            throw new NoClassDefFoundError(name);
        }
    }

    /** It would be waited for else. */
    @Test
    @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void anErrorOfTheThreadThatReadsReachesTheReader() {
        Connection connection = (Connection) Proxy.newProxyInstance(
                new BrokenJar(), new Class<?>[] {Connection.class}, (proxy, method, arguments) -> {
                    throw new UnsupportedOperationException(method.getName());
                });
        MessagesAhead messages = new MessagesAhead(new CopyOperation(connection, "COPY users TO STDOUT"));
        messages.start();

        assertThatThrownBy(messages::next).isInstanceOf(NoClassDefFoundError.class);
    }
}
