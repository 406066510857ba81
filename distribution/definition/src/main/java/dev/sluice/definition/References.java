package dev.sluice.definition;

import dev.sluice.host.failure.HostFailure;
import dev.sluice.spi.ErrorDetail;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * References in a value: {@code ${env:NAME}}, {@code ${env:NAME:-default}}, {@code ${file:PATH}}. {@code $$} is a dollar; a dollar before
 * anything but '{' or '$' stands for itself. One line end at the end of a file is dropped. What a reference stands for is not expanded again.
 * What is not resolved is collected, so that all of it is told at once. For one thread.
 */
public final class References {
    /** What Java puts in the place of bytes that it cannot decode. */
    public static final char UNDECODED = '\uFFFD';

    private static final int MOST_BYTES = 1 << 20;
    /** A dollar that is doubled, a reference, or the beginning of one without an end. */
    private static final Pattern REFERENCE = Pattern.compile("\\$\\$|\\$\\{([^}]*)}|(\\$\\{)[^}]*$");
    /** Not behind a dollar, which makes a text of it. */
    private static final String CURSOR = "(?<!\\$)\\$\\{cursor}";

    private static final Pattern ENVIRONMENT = Pattern.compile("env:([^}:]+)(?::-(.*))?", Pattern.DOTALL);
    private static final Pattern FILE = Pattern.compile("file:(.+)", Pattern.DOTALL);
    /** Up to the last @, because a password may contain one. */
    private static final Pattern USER_INFO = Pattern.compile("(?s)^([^:/]+://)([^/]*)(@.*)$");

    private final Function<String, Optional<String>> environment;
    private final Path base;
    private final Consumer<String> secrets;
    private final List<ErrorDetail> problems = new ArrayList<>();

    /**
     * @param environment the variables
     * @param base the directory that paths are relative to
     * @param secrets is told every value that comes from a file
     */
    public References(Function<String, Optional<String>> environment, Path base, Consumer<String> secrets) {
        this.environment = environment;
        this.base = base;
        this.secrets = secrets;
    }

    /** What could not be resolved so far. */
    public List<ErrorDetail> problems() {
        return List.copyOf(problems);
    }

    /** Puts the values in. What cannot be resolved becomes the empty text, and a problem. */
    public String expand(String text) {
        return expand(text, value -> value);
    }

    /** Puts the values into a query, in which {@code ${cursor}} is no reference. */
    public String expandQuery(String query) {
        return Arrays.stream(query.split(CURSOR, -1)).map(this::expand).collect(Collectors.joining("${cursor}"));
    }

    /**
     * Puts the values into a URL. In the place of a user or a password they are percent-encoded, so that a password may have any characters. A
     * reference that is the whole URL, or the whole of user and password, is taken as it is.
     */
    public String expandUrl(String url) {
        Matcher parts = USER_INFO.matcher(url);
        if (!parts.matches()
                || !REFERENCE.matcher(parts.group(2)).replaceAll("").contains(":")) {
            return expand(url);
        }
        return expand(parts.group(1)) + expand(parts.group(2), References::encoded) + expand(parts.group(3));
    }

    /** Whether a value has a reference in it. */
    public static boolean isIn(String text) {
        return REFERENCE.matcher(text).results().anyMatch(found -> found.group(1) != null);
    }

    private static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private String expand(String text, UnaryOperator<String> form) {
        return REFERENCE.matcher(text).replaceAll(found -> {
            String inside = found.group(1);
            if (found.group(2) != null) {
                problems.add(HostFailure.REFERENCE_UNKNOWN.detail("A reference begins with ${ and has no }."));
                return "";
            }
            return Matcher.quoteReplacement(inside == null ? "$" : form.apply(resolve(inside)));
        });
    }

    private String resolve(String inside) {
        Matcher variable = ENVIRONMENT.matcher(inside);
        if (variable.matches()) {
            return variable(variable.group(1), Optional.ofNullable(variable.group(2)));
        }
        Matcher file = FILE.matcher(inside);
        if (file.matches()) {
            return file(file.group(1));
        }
        problems.add(HostFailure.REFERENCE_UNKNOWN.detail(
                "There is no reference ${" + (inside.matches("[\\w.:-]{1,40}") ? inside : "…") + "}."));
        return "";
    }

    private String variable(String name, Optional<String> standard) {
        Optional<String> value = environment.apply(name).filter(text -> !text.isEmpty() || standard.isEmpty());
        if (value.or(() -> standard).isEmpty()) {
            problems.add(HostFailure.VARIABLE_UNSET.detail(
                    "Not set in the environment: " + name + ".", "Set it, for example: export " + name + "=…"));
        }
        if (value.orElse("").indexOf(UNDECODED) >= 0) {
            problems.add(HostFailure.VARIABLE_UNDECODABLE.detail(
                    "The variable " + name + " has bytes that are no text in the encoding of this locale."));
        }
        return value.or(() -> standard).orElse("");
    }

    private String file(String name) {
        try {
            Path path = base.resolve(name);
            if (!Files.isDirectory(path) && Files.exists(path)) {
                try (var in = Files.newInputStream(path)) {
                    byte[] bytes = in.readNBytes(MOST_BYTES + 1);
                    if (bytes.length <= MOST_BYTES) {
                        String text = StandardCharsets.UTF_8
                                .newDecoder()
                                .decode(ByteBuffer.wrap(bytes))
                                .toString();
                        String value = text.endsWith("\r\n")
                                ? text.substring(0, text.length() - 2)
                                : text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
                        secrets.accept(value);
                        return value;
                    }
                    return unreadable(name, "is larger than 1 MiB");
                }
            }
            return unreadable(name, "does not exist, or is no file");
        } catch (CharacterCodingException e) {
            return unreadable(name, "is not UTF-8");
        } catch (IOException | InvalidPathException e) {
            return unreadable(name, "cannot be read");
        }
    }

    private String unreadable(String name, String reason) {
        problems.add(
                HostFailure.REFERENCE_FILE.detail("The file " + name + ", which ${file:…} asks for, " + reason + "."));
        return "";
    }
}
