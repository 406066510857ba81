package dev.sluice.tck.report;

import dev.sluice.tck.Rule;
import dev.sluice.tck.support.JsonText;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What the Javadoc of a rule says, from the resource {@value #FILE}, which is generated from it.
 *
 * @param group what the rules of its section are about
 * @param asked what it requires
 * @param why why it exists
 * @param lookAt what to look at when it fails; may be empty
 * @param reports public bug reports of the kind that it catches, such as {@code owner/name#7}
 */
record RuleText(String group, String asked, String why, String lookAt, List<String> reports) {
    static final String FILE = "rules.json";

    private static final RuleText NONE = new RuleText("", "", "", "", List.of());
    private static final Map<String, RuleText> ALL = read();

    /** The text of a rule; its parts are empty if the resource does not have it. */
    static RuleText of(Rule rule) {
        return ALL.getOrDefault(rule.id(), NONE);
    }

    private static Map<String, RuleText> read() {
        try (InputStream stream = Objects.requireNonNull(RuleText.class.getResourceAsStream(FILE), FILE)) {
            Map<String, RuleText> texts = new HashMap<>();
            if (JsonText.parse(new String(stream.readAllBytes(), StandardCharsets.UTF_8)) instanceof Map<?, ?> rules) {
                rules.forEach((id, rule) -> texts.put(String.valueOf(id), text((Map<?, ?>) rule)));
            }
            return texts;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static RuleText text(Map<?, ?> rule) {
        return new RuleText(
                String.valueOf(rule.get("group")),
                String.valueOf(rule.get("asked")),
                String.valueOf(rule.get("why")),
                String.valueOf(rule.get("lookAt")),
                ((List<?>) Objects.requireNonNull(rule.get("reports")))
                        .stream().map(String::valueOf).toList());
    }
}
