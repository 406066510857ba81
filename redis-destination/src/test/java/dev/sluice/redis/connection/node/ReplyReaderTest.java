package dev.sluice.redis.connection.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.management.ThreadMXBean;
import dev.sluice.redis.port.Reply;
import dev.sluice.redis.port.TransportFailure;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Replies of a hostile or wrong server do not exhaust memory. */
final class ReplyReaderTest {
    private static final int MAX_BYTES = 64 << 20;
    private static final long LITTLE = 4 << 20;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "$2147483000\r\n",
                "$67108865\r\n",
                "*2147483000\r\n",
                "*9223372036854775807\r\n",
                "*2\r\n$40000000\r\n",
                "*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n:1\r\n",
                "*4000000\r\n*4000000\r\n",
                "$67108864\r\nhardly anything",
                "+"
            })
    void anAnnouncedLengthIsNotAllocated(String answer) {
        long before = allocated();
        assertThatExceptionOfType(TransportException.class).isThrownBy(() -> read(stream(answer)));
        assertThat(allocated() - before).as("bytes allocated").isLessThan(LITTLE);
    }

    @Test
    void anEndlessLineIsAProtocolFailure() {
        for (String kind : new String[] {"+", "-"}) {
            assertThatExceptionOfType(TransportException.class)
                    .isThrownBy(() -> read(new SequenceInputStream(stream(kind), new Endless())))
                    .satisfies(e -> assertThat(e.kind()).isEqualTo(TransportFailure.PROTOCOL));
        }
    }

    @Test
    void aValueAsLargeAsTheLimitIsRead() throws TransportException {
        byte[] large = new byte[1 << 20];
        Arrays.fill(large, (byte) 'x');
        String text = new String(large, StandardCharsets.US_ASCII);
        Reply reply = new ReplyReader(stream("$" + large.length + "\r\n" + text + "\r\n"), large.length).read();
        assertThat(((Reply.Value) reply).value()).isEqualTo(large);
    }

    @Test
    void aLongerValueIsSkipped() throws TransportException {
        ReplyReader reader = new ReplyReader(stream("$100000\r\n" + "x".repeat(100_000) + "\r\n+OK\r\n"), 99_999);
        assertThat(reader.read()).isEqualTo(Reply.TOO_LONG);
        assertThat(reader.read()).isEqualTo(Reply.OK);
    }

    @Test
    void theLimitAppliesToEachReply() throws TransportException {
        ReplyReader reader = new ReplyReader(stream("$3\r\nabc\r\n$3\r\nabc\r\n"), 3);
        reader.read();
        assertThat(reader.read()).isInstanceOf(Reply.Value.class);
    }

    private static void read(InputStream in) throws TransportException {
        new ReplyReader(in, MAX_BYTES).read();
    }

    private static InputStream stream(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static long allocated() {
        return ((ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
    }

    private static final class Endless extends InputStream {
        @Override
        public int read() {
            return 'x';
        }
    }
}
