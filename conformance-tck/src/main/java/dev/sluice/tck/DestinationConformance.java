package dev.sluice.tck;

import dev.sluice.tck.rule.UntestedRules;

/**
 * The rules that every destination is held to. An author extends this class, supplies a {@link ConformanceFixture}, and runs it with JUnit:
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
 * <p>Each rule is one final method: {@code required_} ones hold always, {@code capability_} ones when the spec, the profile or the fixture
 * has what they are about, {@code should_} ones are good manners. What applies follows from what the destination declares: a rule that does
 * not apply is reported as skipped, with the reason.
 */
public abstract class DestinationConformance extends UntestedRules {
    /** A conformance test of one destination. */
    protected DestinationConformance() {}

    /** Makes the fixture. Called once, before the first rule. */
    @Override
    protected abstract ConformanceFixture fixture();
}
