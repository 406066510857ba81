package dev.sluice.source.jdbc;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** What a JDBC URL says beside the address. */
final class JdbcUrl {
    private static final Set<String> CREDENTIALS =
            Set.of("user", "username", "uid", "password", "pwd", "passwd", "password1", "password2", "password3");
    /** {@code jdbc:postgresql://user:password@host}, and {@code jdbc:oracle:thin:user/password@host}; the name of a file may have an @. */
    private static final Pattern USER_INFO = Pattern.compile("(?s)jdbc:(?!sqlite:)[^?;]*[^:/@?;]@.*");

    private static final Pattern FILE = Pattern.compile("(?s)jdbc:sqlite:.*");

    private JdbcUrl() {}

    static String withoutParameters(String url) {
        String address = url.replaceFirst("(?s)[?;(].*$", "");
        return FILE.matcher(address).matches() ? address : address.replaceFirst("(?s)(//|:)[^/:][^?;]*@", "$1");
    }

    /** The names of the parameters. */
    static List<String> parameters(String url) {
        List<String> names = new ArrayList<>();
        String[] parts = url.split("[?;&]", -1);
        for (int i = 1; i < parts.length; i++) {
            String name = parts[i].replaceFirst("(?s)=.*$", "");
            if (!name.isBlank()) {
                names.add(decoded(name));
            }
        }
        return names;
    }

    /** Whether it has parts in brackets, such as {@code (host=a)(user=b)}, which may be settings. */
    static boolean hasParts(String url) {
        return !FILE.matcher(url).matches() && url.indexOf('(') >= 0;
    }

    private static String decoded(String name) {
        try {
            return URLDecoder.decode(name, StandardCharsets.UTF_8).strip();
        } catch (IllegalArgumentException e) {
            return name;
        }
    }

    static boolean hasCredentials(String url) {
        return USER_INFO.matcher(url).matches() || parameters(url).stream().anyMatch(JdbcUrl::isCredential);
    }

    static boolean isCredential(String name) {
        return CREDENTIALS.contains(name.toLowerCase(Locale.ROOT));
    }
}
