package dev.sluice.redis.read;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.redis.command.KeyExpiry;
import dev.sluice.redis.command.RowExpiry;
import dev.sluice.redis.config.RedisSettings;
import dev.sluice.redis.port.KeyBuilder;
import dev.sluice.redis.port.Payload;
import dev.sluice.redis.port.RejectedRow;
import dev.sluice.redis.port.RowSerializer;
import dev.sluice.redis.port.UnsentRow;
import dev.sluice.spi.Row;
import java.util.List;
import java.util.StringJoiner;

/** Shows the record that a row would become, for people: its key, what it holds, and when it expires. For one thread. */
public final class RecordPreview {
    private final KeyBuilder keys;
    private final RowSerializer serializer;
    private final RowExpiry expiries;
    private final boolean jitters;

    /** A preview of what a run with these settings writes. */
    public RecordPreview(RedisSettings settings, KeyBuilder keys, RowSerializer serializer, RowExpiry expiries) {
        this.keys = keys;
        this.serializer = serializer;
        this.expiries = expiries;
        this.jitters = settings.ttlJitterPercent() > 0;
    }

    /** One line: the record of the row, or why it would have none. */
    public String of(Row row) {
        try {
            byte[] key = keys.key(row);
            KeyExpiry expiry = expiries.of(row);
            Payload payload = serializer.serialize(row);
            String expires = expiry.words()
                    .map(words -> "; expires " + words + (jitters && expiry.isInSeconds() ? " or earlier" : ""))
                    .orElse("");
            return OneLine.of(text(key) + " = " + text(payload)) + expires;
        } catch (RejectedRow e) {
            return "rejected: " + e.error().code() + ": " + e.error().message();
        } catch (UnsentRow e) {
            return "skipped: " + e.getMessage();
        }
    }

    private static String text(Payload payload) {
        if (payload instanceof Payload.Text whole) {
            return text(whole.bytes());
        }
        List<byte[]> pairs = ((Payload.Fields) payload).pairs();
        StringJoiner fields = new StringJoiner(", ", "{", "}");
        for (int i = 0; i < pairs.size(); i += 2) {
            fields.add(text(pairs.get(i)) + ": " + text(pairs.get(i + 1)));
        }
        return fields.toString();
    }

    private static String text(byte[] bytes) {
        return new String(bytes, UTF_8);
    }
}
