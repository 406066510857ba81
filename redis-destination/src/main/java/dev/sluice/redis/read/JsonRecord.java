package dev.sluice.redis.read;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.redis.port.RowSerializer.Payload;
import dev.sluice.spi.ReadBack.Status;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A record that is one JSON text. White space and the order of fields make no difference. */
final class JsonRecord implements RecordFormat {
    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNumberLength(Integer.MAX_VALUE)
                            .maxStringLength(Integer.MAX_VALUE)
                            .build())
                    .build())
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS, DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    @Override
    public String command() {
        return "GET";
    }

    @Override
    public Comparison compare(Payload expected, Object actual) {
        byte[] wanted = ((Payload.Text) expected).bytes();
        if (!(actual instanceof byte[] found)) {
            return Comparison.FOREIGN;
        }
        String display = new String(found, UTF_8);
        if (Arrays.equals(wanted, found)) {
            return Comparison.of(List.of(), display);
        }
        Optional<ObjectNode> there = object(found);
        if (there.isEmpty()) {
            return new Comparison(Status.FOREIGN, List.of(), display);
        }
        return Comparison.of(differences(object(wanted).orElseThrow(), there.get()), display);
    }

    private static List<String> differences(ObjectNode wanted, ObjectNode found) {
        List<String> names = new ArrayList<>();
        for (String name : wanted.propertyNames()) {
            JsonNode value = found.get(name);
            if (value == null || !wanted.get(name).equals(value)) {
                names.add(name);
            }
        }
        for (String name : found.propertyNames()) {
            if (!wanted.has(name)) {
                names.add(name);
            }
        }
        return names;
    }

    private static Optional<ObjectNode> object(byte[] json) {
        try {
            return MAPPER.readTree(json) instanceof ObjectNode object ? Optional.of(object) : Optional.empty();
        } catch (JacksonException e) {
            return Optional.empty();
        }
    }
}
