package dev.sluice.redis.read;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.redis.port.Payload;
import dev.sluice.spi.ReadBack.Status;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A record that is one JSON text. White space and the order of fields are ignored. */
final class JsonRecord implements RecordFormat {
    private static final JsonFactory ANY_DEPTH = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(Integer.MAX_VALUE)
                    .maxNumberLength(Integer.MAX_VALUE)
                    .maxStringLength(Integer.MAX_VALUE)
                    .maxNameLength(Integer.MAX_VALUE)
                    .build())
            .build();
    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNumberLength(Integer.MAX_VALUE)
                            .maxStringLength(Integer.MAX_VALUE)
                            .maxNameLength(Integer.MAX_VALUE)
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
        Optional<ObjectNode> here = object(wanted);
        if (there.isPresent() && here.isPresent()) {
            return Comparison.of(differences(here.get(), there.get()), display);
        }
        // Without a tree the text is not an object, or it is nested too deep to compare: then every field may differ.
        return names(found).isEmpty()
                ? new Comparison(Status.FOREIGN, List.of(), display)
                : new Comparison(Status.DIFFERS, names(wanted).orElseThrow(), display);
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

    /** The names of an object of any depth; empty if the text is not an object. */
    private static Optional<List<String>> names(byte[] json) {
        try (JsonParser parser = ANY_DEPTH.createParser(ObjectReadContext.empty(), json)) {
            List<String> names = new ArrayList<>();
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return Optional.empty();
            }
            for (String name = parser.nextName(); name != null; name = parser.nextName()) {
                names.add(name);
                parser.nextToken();
                parser.skipChildren();
            }
            return parser.nextToken() == null ? Optional.of(names) : Optional.empty();
        } catch (JacksonException e) {
            return Optional.empty();
        }
    }

    private static Optional<ObjectNode> object(byte[] json) {
        try {
            return MAPPER.readTree(json) instanceof ObjectNode object ? Optional.of(object) : Optional.empty();
        } catch (JacksonException e) {
            return Optional.empty();
        }
    }
}
