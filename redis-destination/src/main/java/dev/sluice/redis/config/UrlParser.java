package dev.sluice.redis.config;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Parses {@code redis://[[user]:password@]host[:port][/database]}. It does not use {@link java.net.URI}, whose messages repeat the text with
 * the password, and which refuses host names with an underscore.
 */
final class UrlParser {
    private static final int MAX_PORT = 65535;
    private static final int MAX_DATABASE = 15;

    /** A server closes the connection at a longer argument before the login. */
    private static final int MAX_CREDENTIAL_BYTES = 16 * 1024;

    /** Has the groups that {@link #endpoint} reads. */
    static final String HOST_AND_PORT =
            "(?:\\[(?<ipv6>[0-9A-Fa-f:.]+(?:%[0-9A-Za-z._-]+)?)]|(?<name>[\\p{L}\\p{N}._-]+))(?::(?<port>[0-9]{1,6}))?";

    private static final Pattern ADDRESS = Pattern.compile(HOST_AND_PORT + "(?:/(?<path>.*))?", Pattern.DOTALL);

    /** A text is not such a URL. The message contains nothing of the text. */
    static final class InvalidUrl extends Exception {
        private static final long serialVersionUID = 1L;

        InvalidUrl(String message) {
            super(message, null, false, false);
        }
    }

    private UrlParser() {}

    static RedisUrl parse(String given, int defaultPort) throws InvalidUrl {
        // A text from a file or a variable often ends with a line break.
        String text = given.strip();
        int scheme = text.indexOf("://");
        String name = scheme < 0 ? "" : text.substring(0, scheme).toLowerCase(Locale.ROOT);
        boolean tls = switch (name) {
            case "redis" -> false;
            case "rediss" -> true;
            default -> throw new InvalidUrl("does not begin with redis:// or rediss://");
        };
        String rest = text.substring(scheme + 3);
        // The last @ ends the credentials, so a password may contain one that is not encoded.
        int at = rest.lastIndexOf('@');
        Optional<String> user = Optional.empty();
        Optional<Secret> password = Optional.empty();
        if (at >= 0) {
            String credentials = rest.substring(0, at);
            int colon = credentials.indexOf(':');
            if (colon < 0) {
                throw new InvalidUrl("has a user but no password");
            }
            user = Optional.of(decode(credentials.substring(0, colon))).filter(part -> !part.isEmpty());
            password = Optional.of(decode(credentials.substring(colon + 1)))
                    .filter(part -> !part.isEmpty())
                    .map(Secret::of);
            if (password.isEmpty()) {
                throw new InvalidUrl("has an empty password");
            }
        }
        Matcher address = ADDRESS.matcher(rest.substring(at + 1));
        if (!address.matches()) {
            throw new InvalidUrl("has no valid host and port");
        }
        Endpoint endpoint = endpoint(address, defaultPort);
        return new RedisUrl(
                tls,
                user,
                password,
                endpoint.host(),
                endpoint.port(),
                database(Optional.ofNullable(address.group("path")).orElse("")));
    }

    /** The endpoint that {@link #HOST_AND_PORT} has matched. */
    static Endpoint endpoint(Matcher address, int defaultPort) throws InvalidUrl {
        String ipv6 = address.group("ipv6");
        int port = Optional.ofNullable(address.group("port"))
                .map(Integer::parseInt)
                .orElse(defaultPort);
        if (port < 1 || port > MAX_PORT) {
            throw new InvalidUrl("has a port that is not from 1 to " + MAX_PORT);
        }
        return new Endpoint(ipv6 == null ? address.group("name") : ipv6, port);
    }

    private static OptionalInt database(String path) throws InvalidUrl {
        if (path.isEmpty()) {
            return OptionalInt.empty();
        }
        if (path.indexOf('?') >= 0 || path.indexOf('#') >= 0) {
            throw new InvalidUrl("has parameters, which are not supported");
        }
        if (!path.matches("[0-9]{1,4}") || Integer.parseInt(path) > MAX_DATABASE) {
            throw new InvalidUrl("has a database that is not a number from 0 to " + MAX_DATABASE);
        }
        return OptionalInt.of(Integer.parseInt(path));
    }

    /** Decodes {@code %41}; a plus sign stays one. */
    private static String decode(String text) throws InvalidUrl {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length());
        try {
            for (int i = 0; i < text.length(); ) {
                if (text.charAt(i) == '%') {
                    int high = i + 2 < text.length() ? Character.digit(text.charAt(i + 1), 16) : -1;
                    int low = i + 2 < text.length() ? Character.digit(text.charAt(i + 2), 16) : -1;
                    if (high < 0 || low < 0) {
                        throw new InvalidUrl(
                                "has a % in user or password that does not begin a percent-encoded character");
                    }
                    bytes.write(high << 4 | low);
                    i += 3;
                } else {
                    int codePoint = text.codePointAt(i);
                    ByteBuffer encoded = StandardCharsets.UTF_8
                            .newEncoder()
                            .encode(java.nio.CharBuffer.wrap(Character.toChars(codePoint)));
                    bytes.write(encoded.array(), encoded.arrayOffset(), encoded.remaining());
                    i += Character.charCount(codePoint);
                }
            }
            if (bytes.size() > MAX_CREDENTIAL_BYTES) {
                throw new InvalidUrl("has a user or password of more than " + MAX_CREDENTIAL_BYTES + " bytes");
            }
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes.toByteArray()))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new InvalidUrl("has a user or password that is not valid UTF-8");
        }
    }
}
