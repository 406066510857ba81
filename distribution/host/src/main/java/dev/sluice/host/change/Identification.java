package dev.sluice.host.change;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a state belongs to.
 *
 * @param source where the rows come from; a state refuses another one. Empty if the host does not say
 * @param target where the records are; a state never serves two targets
 * @param identity names of the fields that identify a record
 * @param forms what the records were written by: texts by name, such as {@link #RENDERING}; if one differs from the last run, everything is
 *     written again
 * @param epoch ties the state to the contents of the target; if it differs from the last run, the contents are gone and the state forgets
 *     them
 * @param leavesTarget whether another target than the last one is right: the state begins anew there
 */
public record Identification(
        Optional<String> source,
        String target,
        List<String> identity,
        Map<String, String> forms,
        Optional<String> epoch,
        boolean leavesTarget) {
    /** How rows are stored. */
    public static final String RENDERING = "rendering";
    /** Of what type records are, see {@link dev.sluice.spi.WriteProfile#recordType}. */
    public static final String RECORD_TYPE = "record_type";
    /** Which fields travel under which names. */
    public static final String MAPPING = "mapping";
    /** The text of the query that gives the rows. */
    public static final String QUERY = "query";
    /** Is there after a run that wrote without a look at the state. */
    public static final String PASSED_BY = "passed_by";
    /** Where the rows come from, in what a cursor belongs to. */
    public static final String SOURCE = "source";
    /** Where the records are, in what a cursor belongs to. */
    public static final String TARGET = "target";
    /** The fields that identify a record, in what a cursor belongs to. */
    public static final String KEY = "key";

    public Identification {
        identity = List.copyOf(identity);
        forms = Map.copyOf(forms);
    }

    /** Of a state that knows no source. */
    public Identification(String target, List<String> identity, String rendering, Optional<String> epoch) {
        this(Optional.empty(), target, identity, Map.of(RENDERING, rendering), epoch, false);
    }
}
