package dev.sluice.redis.it;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;

/**
 * One way of setting the Redis destination up.
 *
 * @param place where the records go; started with its first use
 * @param name of the place, for people
 * @param format {@code data_format}
 * @param hashWrite {@code hash_write}
 * @param ttl {@code ttl_seconds}, if it is set
 * @param shape of keys and expiries
 */
record Configuration(
        Supplier<Place> place, String name, String format, String hashWrite, OptionalLong ttl, Shape shape) {
    private static final OptionalLong UNSET = OptionalLong.empty();
    private static final OptionalLong HOUR = OptionalLong.of(3_600);

    /** Six in which each place meets each format, expiry and way to write hashes, and so do these among each other. */
    static final List<Configuration> PAIRWISE = pairwise();

    /** Three in which settings shape keys, values and expiries, one at each place. All are in {@link #all}. */
    static final List<Configuration> SHAPED = shaped();

    private static List<Configuration> shaped() {
        List<Places.Named> places = Places.ofEmbedded();
        return List.of(
                of(places.get(1), "hash", "merge", HOUR).with(Shape.TEMPLATE_EXPIRING_JITTERED),
                of(places.get(2), "string", "merge", UNSET).with(Shape.TEMPLATE),
                of(places.get(0), "string", "merge", UNSET).with(Shape.VALUE));
    }

    private static List<Configuration> pairwise() {
        List<Places.Named> places = Places.ofEmbedded();
        List<Configuration> six = new ArrayList<>();
        six.add(of(places.get(0), "string", "merge", UNSET));
        six.add(of(places.get(0), "hash", "replace", HOUR));
        six.add(of(places.get(1), "string", "replace", HOUR));
        six.add(of(places.get(1), "hash", "merge", UNSET));
        six.add(of(places.get(2), "string", "replace", UNSET));
        six.add(of(places.get(2), "hash", "merge", HOUR));
        return List.copyOf(six);
    }

    /** Everything with everything, on every server at hand. How hashes are written makes no difference to strings. */
    static List<Configuration> all() {
        List<Configuration> all = new ArrayList<>();
        for (Places.Named place : Places.all()) {
            for (OptionalLong ttl : List.of(UNSET, OptionalLong.of(0), HOUR)) {
                all.add(of(place, "string", "merge", ttl));
                all.add(of(place, "hash", "merge", ttl));
                all.add(of(place, "hash", "replace", ttl));
            }
            for (Shape shape : List.of(Shape.TEMPLATE, Shape.EXPIRING, Shape.TEMPLATE_EXPIRING)) {
                all.add(of(place, "string", "merge", UNSET).with(shape));
                all.add(of(place, "hash", "merge", HOUR).with(shape));
                all.add(of(place, "hash", "replace", UNSET).with(shape));
            }
            for (Shape shape : List.of(Shape.VALUE, Shape.TEMPLATE_EXPIRING_VALUE)) {
                all.add(of(place, "string", "merge", UNSET).with(shape));
            }
            for (Shape shape : List.of(Shape.JITTERED, Shape.TEMPLATE_EXPIRING_JITTERED)) {
                all.add(of(place, "string", "merge", HOUR).with(shape));
                all.add(of(place, "hash", "merge", HOUR).with(shape));
            }
        }
        return all;
    }

    private static Configuration of(Places.Named place, String format, String hashWrite, OptionalLong ttl) {
        return new Configuration(place.place(), place.name(), format, hashWrite, ttl, Shape.PLAIN);
    }

    private Configuration with(Shape other) {
        return new Configuration(place, name, format, hashWrite, ttl, other);
    }

    /** The settings, for keys with a prefix. */
    Map<String, Object> settings(String prefix) {
        Map<String, Object> settings = new HashMap<>(place.get().settings());
        settings.put("key_prefix", prefix);
        settings.put("data_format", format);
        settings.put("hash_write", hashWrite);
        settings.putAll(shape.config());
        ttl.ifPresent(seconds -> settings.put("ttl_seconds", seconds));
        return settings;
    }

    /** The values by which configurations differ. */
    List<String> values() {
        return List.of(name, format, hashWrite, ttl.toString());
    }

    @Override
    public String toString() {
        return name + ", " + format + ", " + hashWrite + ", ttl "
                + Optional.of(ttl)
                        .filter(OptionalLong::isPresent)
                        .map(set -> String.valueOf(set.getAsLong()))
                        .orElse("unset")
                + (shape == Shape.PLAIN ? "" : ", " + shape);
    }
}
