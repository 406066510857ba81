package dev.sluice.redis.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A connection that was used.
 *
 * @param server host and port
 * @param runId the {@code run_id} of the server process; empty if it is not known
 */
record Sighting(String server, String runId) {
    private static final String UNKNOWN = "-";

    boolean isIdentified() {
        return !runId.isEmpty();
    }

    /** One line for each. */
    static String text(List<Sighting> sightings) {
        return sightings.stream()
                .map(sighting -> sighting.server() + " " + (sighting.isIdentified() ? sighting.runId() : UNKNOWN))
                .collect(Collectors.joining("\n"));
    }

    /** Reads {@link #text}; empty if the text has another form. */
    static Optional<List<Sighting>> read(String text) {
        List<Sighting> sightings = new ArrayList<>();
        for (String line : text.lines().toList()) {
            int blank = line.lastIndexOf(' ');
            if (blank < 1 || blank == line.length() - 1) {
                return Optional.empty();
            }
            String runId = line.substring(blank + 1);
            sightings.add(new Sighting(line.substring(0, blank), runId.equals(UNKNOWN) ? "" : runId));
        }
        return Optional.of(sightings);
    }
}
