package dev.sluice.redis.it.faults;

import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The test provokes this fault, sees this code, and finds this fate. {@link Witness} holds the test to the code; the page lists it. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
@Repeatable(Fault.All.class)
public @interface Fault {
    /** The fault. */
    Kind value();

    /** The code that a user sees; empty if none. */
    String code() default "";

    /** What comes of it. */
    Fate fate();

    /** Several. */
    @Retention(RetentionPolicy.RUNTIME)
    @Target(ElementType.METHOD)
    @interface All {
        /** Each. */
        Fault[] value();
    }
}
