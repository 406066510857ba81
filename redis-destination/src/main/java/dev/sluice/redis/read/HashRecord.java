package dev.sluice.redis.read;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.redis.config.RedisSettings.HashWrite;
import dev.sluice.redis.port.Payload;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;

/** A record that is a hash. Fields that the row does not have count as a difference only if hashes are replaced as a whole. */
final class HashRecord implements RecordFormat {
    private final HashWrite hashWrite;

    HashRecord(HashWrite hashWrite) {
        this.hashWrite = hashWrite;
    }

    @Override
    public String command() {
        return "HGETALL";
    }

    @Override
    public Comparison compare(Payload expected, Object actual) {
        Payload.Fields wanted = (Payload.Fields) expected;
        if (!(actual instanceof List<?> reply)) {
            return Comparison.FOREIGN;
        }
        Map<ByteBuffer, ByteBuffer> found = new LinkedHashMap<>();
        for (Iterator<?> elements = reply.iterator(); elements.hasNext(); ) {
            Object field = elements.next();
            Object value = elements.hasNext() ? elements.next() : field;
            if (!(field instanceof byte[] name) || !(value instanceof byte[] bytes)) {
                return Comparison.FOREIGN;
            }
            found.put(ByteBuffer.wrap(name), ByteBuffer.wrap(bytes));
        }
        if (found.isEmpty()) {
            return Comparison.ABSENT;
        }
        return Comparison.of(differences(wanted, found), display(found));
    }

    private List<String> differences(Payload.Fields wanted, Map<ByteBuffer, ByteBuffer> found) {
        Map<ByteBuffer, ByteBuffer> others = new LinkedHashMap<>(found);
        List<String> names = new ArrayList<>();
        for (int i = 0; i < wanted.pairs().size(); i += 2) {
            ByteBuffer name = ByteBuffer.wrap(wanted.pairs().get(i));
            if (!ByteBuffer.wrap(wanted.pairs().get(i + 1)).equals(others.remove(name))) {
                names.add(text(name));
            }
        }
        for (byte[] deletion : wanted.deletions()) {
            ByteBuffer name = ByteBuffer.wrap(deletion);
            if (others.remove(name) != null) {
                names.add(text(name));
            }
        }
        switch (hashWrite) {
            case MERGE -> {}
            case REPLACE -> others.keySet().forEach(name -> names.add(text(name)));
        }
        return names;
    }

    private static String display(Map<ByteBuffer, ByteBuffer> fields) {
        StringJoiner line = new StringJoiner(", ", "{", "}");
        fields.forEach((name, value) -> line.add(text(name) + ": " + text(value)));
        return line.toString();
    }

    private static String text(ByteBuffer bytes) {
        return UTF_8.decode(bytes.duplicate()).toString();
    }
}
