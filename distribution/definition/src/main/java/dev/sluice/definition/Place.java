package dev.sluice.definition;

/**
 * A place in a file.
 *
 * @param file its name, as it was given
 * @param line from 1
 * @param column from 1, in characters
 * @param length of what is meant there, in characters on that line
 */
public record Place(String file, int line, int column, int length) {
    @Override
    public String toString() {
        return file + ":" + line + ":" + column;
    }
}
