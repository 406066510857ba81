package dev.sluice.host.change;

/** 128 bits that tell rows apart. */
public record RowHash(long high, long low) {}
