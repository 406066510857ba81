package dev.sluice.tck.docs;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A rule, as described by its method and the Javadoc.
 *
 * @param group the subject of the rules in its class
 * @param level the first word of the method's name
 * @param part the number before the dot of its id
 * @param number the number after the dot, as it is written
 * @param name the method's name without level and id
 * @param asked what the rule requires, in sentences
 * @param why why it is required
 * @param exempt when it does not apply, or is untested; empty if it always applies
 * @param lookAt what to look at when it fails; empty if the message of the failure is enough
 */
public record Rule(
        String group,
        String level,
        int part,
        String number,
        String name,
        String asked,
        String why,
        String exempt,
        String lookAt) {
    static final Comparator<Rule> BY_ID = Comparator.comparingInt(Rule::part).thenComparing(Rule::number);

    private static final Pattern METHOD =
            Pattern.compile("(required|capability|should|stochastic|untested)_r(\\d+)_(\\d+)_(\\w+)");
    private static final Pattern BETWEEN_SENTENCES = Pattern.compile("(?<=[.?!])\\s+(?=[A-Z\"`])");
    private static final Pattern HUMP = Pattern.compile("(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])");

    /** The rule of this method; empty if the method is none. */
    static Optional<Rule> of(String group, String method, String javadoc) {
        Matcher matcher = METHOD.matcher(method);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        List<String> asked = new ArrayList<>();
        List<String> why = new ArrayList<>();
        List<String> exempt = new ArrayList<>();
        List<String> lookAt = new ArrayList<>();
        for (String sentence : BETWEEN_SENTENCES.split(javadoc.strip(), -1)) {
            if (sentence.startsWith("Asked ")) {
                why.add(sentence);
            } else if (sentence.startsWith("Does not apply ")
                    || sentence.startsWith("Untested")
                    || sentence.startsWith("Applicability ")) {
                exempt.add(sentence);
            } else if (sentence.startsWith("On failure ")) {
                lookAt.add(sentence.substring("On failure ".length()));
            } else if (!lookAt.isEmpty()) {
                lookAt.add(sentence);
            } else {
                asked.add(sentence);
            }
        }
        return Optional.of(new Rule(
                group,
                matcher.group(1),
                Integer.parseInt(matcher.group(2)),
                matcher.group(3),
                matcher.group(4),
                String.join(" ", asked),
                String.join(" ", why),
                String.join(" ", exempt),
                String.join(" ", lookAt)));
    }

    public String id() {
        return part + "." + number;
    }

    /** The name of the method as words. */
    public String title() {
        return capital(HUMP.matcher(name).replaceAll(" ").toLowerCase(Locale.ROOT));
    }

    private static String capital(String text) {
        return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
    }
}
