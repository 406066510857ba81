package dev.sluice.redis.config;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Parses {@code host:port, host:port}. */
final class NodeList {
    private static final Pattern NODE = Pattern.compile(UrlParser.HOST_AND_PORT);

    /** Why a text is no such list; the message holds nothing of the text, which may be a URL with a password. */
    static final class InvalidNode extends Exception {
        private static final long serialVersionUID = 1L;

        InvalidNode(int position) {
            super("entry " + position + " is no host:port", null, false, false);
        }
    }

    private NodeList() {}

    static List<Endpoint> parse(String text, int defaultPort) throws InvalidNode {
        List<Endpoint> nodes = new ArrayList<>();
        for (String entry : text.strip().split("\\s*,\\s*|\\s+", -1)) {
            Matcher node = NODE.matcher(entry);
            if (!node.matches()) {
                throw new InvalidNode(nodes.size() + 1);
            }
            try {
                nodes.add(UrlParser.endpoint(node, defaultPort));
            } catch (UrlParser.InvalidUrl e) {
                throw new InvalidNode(nodes.size() + 1);
            }
        }
        return nodes;
    }
}
