package dev.sluice.host.deadletter;

import java.util.List;

/**
 * What letters of a run hold.
 *
 * @param key names of the fields that identify a record
 * @param kept what is kept of a row
 * @param form opaque: differs where rows are mapped or stored differently, or elsewhere, so that a row of one is none of the other
 */
public record LetterRules(List<String> key, KeptRow kept, String form) {
    public LetterRules {
        key = List.copyOf(key);
    }
}
