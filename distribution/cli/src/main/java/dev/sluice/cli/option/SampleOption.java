package dev.sluice.cli.option;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A number of rows, or all of them. */
public final class SampleOption implements ITypeConverter<Long> {
    @Override
    public Long convert(String text) {
        if (text.equals("all")) {
            return Long.MAX_VALUE;
        }
        if (!text.matches("[0-9]{1,9}")) {
            throw new TypeConversionException("a sample is a number of rows, or all");
        }
        return Long.valueOf(text);
    }
}
