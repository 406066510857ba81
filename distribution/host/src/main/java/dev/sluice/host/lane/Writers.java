package dev.sluice.host.lane;

import dev.sluice.spi.DestinationWriter;

/** Where lanes get their writers from, and leave what these prepared. Safe for use by several threads. */
public interface Writers {
    /** Opens another writer; the lane closes it. */
    DestinationWriter open();

    /** Whether the destination applies rows at the commit, so that it may accept them before. */
    boolean isStaged();

    /** Takes what a writer prepared for the commit, once it has written everything. */
    void prepared(String text);
}
