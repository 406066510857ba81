package dev.sluice.tck.report;

import dev.sluice.tck.Rule;
import java.lang.reflect.Method;
import java.time.Clock;
import java.time.LocalDate;
import java.util.Optional;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.opentest4j.TestAbortedException;

/**
 * Runs each rule and adjusts its result: a waived failure is skipped, a waived rule that passes fails, and a failed {@code should_} rule is
 * skipped, so that it does not fail the build.
 */
public final class RuleInterceptor implements BeforeAllCallback, InvocationInterceptor {
    /** Prefixes of the message of a rule that is skipped, by reason. */
    public static final String NOT_APPLICABLE = "not applicable: ";

    public static final String WAIVED = "waived: ";
    public static final String SHOULD = "should: ";

    private static final ExtensionContext.Namespace SPACE = ExtensionContext.Namespace.create(RuleInterceptor.class);

    private final Clock clock = Clock.systemUTC();

    @Override
    public void beforeAll(ExtensionContext context) {
        context.getStore(SPACE).put(Waivers.class, Waivers.of(context.getRequiredTestClass()));
    }

    @Override
    public void interceptTestMethod(
            Invocation<Void> invocation, ReflectiveInvocationContext<Method> method, ExtensionContext context)
            throws Throwable {
        Optional<Rule> rule = Rule.named(method.getExecutable().getName());
        if (rule.isEmpty()) {
            invocation.proceed();
            return;
        }
        Waivers waivers = context.getStore(SPACE).get(Waivers.class, Waivers.class);
        Optional<Waiver> waiver =
                waivers == null ? Optional.empty() : waivers.of(rule.get(), context.getRequiredTestClass());
        run(invocation, rule.get(), waiver, LocalDate.now(clock));
    }

    /** @throws Throwable what the rule throws, adjusted */
    static void run(Invocation<Void> invocation, Rule rule, Optional<Waiver> waiver, LocalDate today) throws Throwable {
        try {
            invocation.proceed();
        } catch (TestAbortedException e) {
            throw e;
        } catch (Exception | AssertionError e) {
            if (waiver.isPresent() && !waiver.get().isExpired(today)) {
                throw new TestAbortedException(WAIVED + waiver.get().text() + "\n" + e.getMessage(), e);
            }
            if (rule.level() == Rule.Level.SHOULD) {
                throw new TestAbortedException(SHOULD + e.getMessage(), e);
            }
            waiver.ifPresent(
                    expired -> e.addSuppressed(new AssertionError("its waiver has expired: " + expired.text())));
            throw e;
        }
        if (waiver.isPresent() && !waiver.get().isExpired(today)) {
            throw new AssertionError("rule " + rule.id() + " passes: remove its waiver from " + Waivers.FILE);
        }
    }
}
