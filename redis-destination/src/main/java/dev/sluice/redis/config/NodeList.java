package dev.sluice.redis.config;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Parses {@code host:port, host:port}. */
final class NodeList {
    private static final Pattern NODE = Pattern.compile(UrlParser.HOST_AND_PORT);

    /** A text is not such a list. The message contains nothing of the text, which may be a URL with a password. */
    static final class InvalidNode extends Exception {
        private static final long serialVersionUID = 1L;

        InvalidNode(List<Integer> positions) {
            super(words(positions), null, false, false);
        }

        private static String words(List<Integer> positions) {
            String listed = positions.stream().map(String::valueOf).collect(Collectors.joining(", "));
            return positions.size() == 1
                    ? "entry " + listed + " is not host:port"
                    : "entries " + listed + " are not host:port";
        }
    }

    private NodeList() {}

    static List<Endpoint> parse(String text, int defaultPort) throws InvalidNode {
        List<Endpoint> nodes = new ArrayList<>();
        List<Integer> wrong = new ArrayList<>();
        int position = 0;
        for (String entry : text.strip().split("\\s*,\\s*|\\s+", -1)) {
            position++;
            Matcher node = NODE.matcher(entry);
            try {
                if (node.matches()) {
                    nodes.add(UrlParser.endpoint(node, defaultPort));
                } else {
                    wrong.add(position);
                }
            } catch (UrlParser.InvalidUrl e) {
                wrong.add(position);
            }
        }
        if (!wrong.isEmpty()) {
            throw new InvalidNode(wrong);
        }
        return nodes;
    }
}
