package dev.sluice.spark.option;

import static java.util.stream.Collectors.joining;

import dev.sluice.host.failure.HostFailure;
import dev.sluice.spi.ErrorDetail;
import java.util.Arrays;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Remedies of the host, which name options of the command, in the words of Spark. An option of Spark stands in the place of that of the command where there
 * is one. A sentence that only a user of the command can follow is left out, and where nothing better is left, a remedy of Spark takes its place.
 */
public final class OptionWords {
    private static final Pattern OPTION = Pattern.compile("--([a-z][a-z-]*[a-z])(?: ([A-Z0-9]+)\\b)?");
    private static final Pattern SENTENCE_END = Pattern.compile("(?<=[.!?])\\s+(?=[A-Z`])");
    /** Options of the command but none of spark-submit, other commands, the definition file, and variables of the command's launcher. */
    private static final Pattern COMMAND_ONLY = Pattern.compile(
            "(?<![\\w-])--(?!packages\\b|jars\\b|conf\\b|deploy-mode\\b)[a-z]|`sluice |sluice --|sluice\\.yaml|SLUICE_");
    /** States are the same for Spark and for the command, which looks after them. */
    private static final Pattern STATE_COMMAND = Pattern.compile("sluice state (?:reset|move|resolve) ");

    private static final String OTHERWISE = "docs/spark.md lists the options of Spark.";

    private static final Map<HostFailure, String> OWN = Map.of(
            HostFailure.KEY_MISSING,
            "Name the column that identifies a row: option(\"key\", COLUMN).",
            HostFailure.NAME_INVALID,
            "Give a name of at most 200 characters and no control characters: option(\"sync.name\", …).",
            HostFailure.ROW_ENCODING,
            "Make the text valid in the query, such as by make_valid_utf8(COLUMN), or cast it to binary.",
            HostFailure.STATE_IN_USE,
            "Wait until it has ended, or give this sync a state of its own: option(\"state.path\", …).",
            HostFailure.STATE_FAILED,
            "Check that the disk has room, that the driver may write to the folder, and that no other machine works in it, or name"
                    + " another: option(\"state.path\", …). Then run again: nothing that was written is lost.",
            HostFailure.STATE_ENGINE_MISSING,
            "Check that the temporary folder of the driver has 100 MB of room and lets programs run;"
                    + " spark.driver.extraJavaOptions=-Djava.io.tmpdir=FOLDER names another.",
            HostFailure.SOURCE_BROKEN,
            "Look at the log of the driver, and report what it says to the makers of Sluice.",
            HostFailure.MEMORY_EXHAUSTED,
            "Give the driver or the executors more: spark.driver.memory, spark.executor.memory.",
            HostFailure.INTERNAL,
            "Report this message to the makers of Sluice, with the log of the driver.");

    private OptionWords() {}

    /** The text with {@code option("max_errors", N)} in place of {@code --max-errors N}; other options of the command stay as they are. */
    public static String of(String text) {
        return OPTION.matcher(text).replaceAll(OptionWords::option);
    }

    /** What a user of Spark does about a problem. */
    public static String remedy(ErrorDetail problem) {
        String told = of(problem.remedy());
        return OWN.entrySet().stream()
                .filter(own -> own.getKey().name().equals(problem.code()))
                .filter(own -> isOnlyOfTheCommand(told)
                        || problem.remedy().equals(own.getKey().detail().remedy()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElseGet(() -> {
                    String kept = kept(Arrays.stream(SENTENCE_END.split(told)));
                    return kept.isEmpty() ? OTHERWISE : kept;
                });
    }

    /** A warning of the host: what happened, which is its first sentence, and what a user of Spark can do about it. */
    public static String warning(String text) {
        String[] sentences = SENTENCE_END.split(of(text), 2);
        String kept = kept(Arrays.stream(sentences).skip(1).flatMap(SENTENCE_END::splitAsStream));
        return kept.isEmpty() ? sentences[0] : sentences[0] + " " + kept;
    }

    private static String kept(Stream<String> sentences) {
        return sentences.filter(sentence -> !isOnlyOfTheCommand(sentence)).collect(joining(" "));
    }

    private static boolean isOnlyOfTheCommand(String text) {
        return COMMAND_ONLY.matcher(text).find() && !STATE_COMMAND.matcher(text).find();
    }

    private static String option(MatchResult found) {
        String value = found.group(2) == null ? "true" : found.group(2);
        return OptionName.find(found.group(1).replace('-', '_'))
                .map(option -> "option(\"" + option.text() + "\", " + value + ")")
                .orElse(found.group());
    }
}
