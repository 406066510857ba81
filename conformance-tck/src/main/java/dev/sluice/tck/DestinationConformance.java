package dev.sluice.tck;

import dev.sluice.tck.rule.UntestedRules;

/**
 * The rules that every destination has to keep. An author extends this class, supplies a {@link ConformanceFixture}, and runs it with
 * JUnit:
 *
 * <pre>{@code
 * class FilesConformanceTest extends DestinationConformance {
 *     @Override
 *     protected ConformanceFixture fixture() {
 *         return new FilesFixture();
 *     }
 * }
 * }</pre>
 *
 * <p>Each rule is one final method. A {@code required_} rule always applies. A {@code capability_} rule applies if the spec, the profile or
 * the fixture has the capability. A {@code should_} rule is a recommendation. A rule that does not apply is reported as skipped, with the
 * reason; it follows from what the destination declares, and a subclass cannot change it.
 */
public abstract class DestinationConformance extends UntestedRules {
    /** Creates the test of one destination. */
    protected DestinationConformance() {}

    /** Creates the fixture. Called once, before the first rule. */
    @Override
    protected abstract ConformanceFixture fixture();
}
