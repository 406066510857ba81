package dev.sluice.host.hash;

import dev.sluice.spi.Identity;
import java.util.ArrayList;
import java.util.List;

/** An identity as one text, which a state stores, and back. */
public final class IdentityText {
    private IdentityText() {}

    /** The text of an identity; texts of different identities with the same number of parts differ. */
    public static String of(Identity identity) {
        return identity.text();
    }

    /** @param parts the number of parts that the identity has */
    public static Identity parse(String text, int parts) {
        if (parts == 1) {
            return new Identity(List.of(text));
        }
        List<String> decoded = new ArrayList<>(parts);
        for (String part : text.split(":", -1)) {
            decoded.add(part.replace("%3A", ":").replace("%25", "%"));
        }
        return new Identity(decoded);
    }

    /** Whether a state can store it: a text with half a surrogate pair has no UTF-8 bytes. Such an identity is treated as none. */
    public static boolean isStorable(Identity identity) {
        for (String part : identity.parts()) {
            for (int i = 0; i < part.length(); i++) {
                if (Character.isSurrogate(part.charAt(i))) {
                    boolean pair = Character.isHighSurrogate(part.charAt(i))
                            && i + 1 < part.length()
                            && Character.isLowSurrogate(part.charAt(i + 1));
                    if (!pair) {
                        return false;
                    }
                    i++;
                }
            }
        }
        return true;
    }
}
