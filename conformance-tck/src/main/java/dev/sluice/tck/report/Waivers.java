package dev.sluice.tck.report;

import dev.sluice.tck.Rule;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The waivers of a build, from the file {@value #FILE} at the root of the test class path.
 *
 * <pre>
 * 4.03.reason = The service takes 100 records at a time
 * 4.03.link = https://example.com/issues/7
 * 4.03.expires = 2027-03-31
 * # optional: only for this test class; otherwise for every conformance test of the build
 * 4.03.class = FilesConformanceTest
 * </pre>
 */
final class Waivers {
    static final String FILE = "conformance-waivers.properties";

    private static final Pattern KEY = Pattern.compile("([0-9]+\\.[0-9]{2})\\.(reason|link|expires|class)");

    private final List<Waiver> waivers;

    private Waivers(List<Waiver> waivers) {
        this.waivers = waivers;
    }

    /** @throws AssertionError if the file is wrong; the message names every mistake */
    static Waivers of(Class<?> test) {
        URL file = test.getClassLoader().getResource(FILE);
        if (file == null) {
            return new Waivers(List.of());
        }
        try (Reader reader = new InputStreamReader(file.openStream(), StandardCharsets.UTF_8)) {
            return read(reader);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @throws AssertionError if the text is wrong; the message names every mistake */
    static Waivers read(Reader reader) throws IOException {
        Properties properties = new Properties();
        properties.load(reader);
        List<String> mistakes = new ArrayList<>();
        Set<String> ids = new TreeSet<>();
        for (String name : properties.stringPropertyNames()) {
            Matcher key = KEY.matcher(name);
            if (key.matches()) {
                ids.add(key.group(1));
            } else {
                mistakes.add(name + " is not one of <rule>.reason, <rule>.link, <rule>.expires, <rule>.class");
            }
        }
        List<Waiver> waivers = new ArrayList<>();
        for (String id : ids) {
            waiver(properties, id, mistakes).ifPresent(waivers::add);
        }
        if (!mistakes.isEmpty()) {
            throw new AssertionError(FILE + ": " + String.join("; ", mistakes));
        }
        return new Waivers(List.copyOf(waivers));
    }

    private static Optional<Waiver> waiver(Properties properties, String id, List<String> mistakes) {
        int before = mistakes.size();
        if (Rule.all().stream().noneMatch(rule -> rule.id().equals(id))) {
            mistakes.add("there is no rule " + id);
        }
        String reason = text(properties, id + ".reason", mistakes);
        String link = text(properties, id + ".link", mistakes);
        String expires = text(properties, id + ".expires", mistakes);
        LocalDate date = LocalDate.MIN;
        try {
            date = LocalDate.parse(expires);
        } catch (DateTimeParseException e) {
            mistakes.add(id + ".expires is not a date such as 2027-03-31");
        }
        String testClass = properties.getProperty(id + ".class", "").strip();
        return mistakes.size() == before
                ? Optional.of(new Waiver(id, reason, link, date, testClass))
                : Optional.empty();
    }

    private static String text(Properties properties, String name, List<String> mistakes) {
        String text = properties.getProperty(name, "").strip();
        if (text.isEmpty()) {
            mistakes.add(name + " is missing");
        }
        return text;
    }

    /** The waiver of a rule in a test class, expired or not. */
    Optional<Waiver> of(Rule rule, Class<?> test) {
        return waivers.stream().filter(waiver -> waiver.isFor(rule.id(), test)).findFirst();
    }
}
