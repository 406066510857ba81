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
    /** {@code jdbc:postgresql://user:password@host}; the part before the @ has no slash unless it is the password's. */
    private static final Pattern USER_INFO = Pattern.compile("(?s)jdbc:[^/?;]*//[^?;]*@.*");

    private JdbcUrl() {}

    static String withoutParameters(String url) {
        return url.replaceFirst("(?s)[?;].*$", "").replaceFirst("(?s)//[^?;]*@", "//");
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
