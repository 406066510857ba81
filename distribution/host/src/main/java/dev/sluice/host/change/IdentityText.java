package dev.sluice.host.change;

import dev.sluice.spi.Identity;
import java.util.ArrayList;
import java.util.List;

/** An identity as one text in the state, and back. */
final class IdentityText {
    private IdentityText() {}

    static String of(Identity identity) {
        return identity.text();
    }

    static Identity parse(String text, int parts) {
        if (parts == 1) {
            return new Identity(List.of(text));
        }
        List<String> decoded = new ArrayList<>(parts);
        for (String part : text.split(":", -1)) {
            decoded.add(part.replace("%3A", ":").replace("%25", "%"));
        }
        return new Identity(decoded);
    }

    /** Whether the state can hold it: a text with half a surrogate pair has no bytes of its own. */
    static boolean isStorable(Identity identity) {
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
