package dev.sluice.bundle;

import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The test provokes this fault with the built command, and sees this outcome. {@code docs/reliability.md} lists it. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
@Repeatable(Fault.All.class)
@interface Fault {
    /** What happens. */
    String value();

    /** What comes of it, as a user sees it. */
    String outcome();

    /** Several. */
    @Retention(RetentionPolicy.RUNTIME)
    @Target(ElementType.METHOD)
    @interface All {
        /** Each. */
        Fault[] value();
    }
}
