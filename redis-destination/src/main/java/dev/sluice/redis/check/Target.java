package dev.sluice.redis.check;

import dev.sluice.redis.config.RedisSettings;
import dev.sluice.redis.config.RedisUrl;
import dev.sluice.redis.port.CommandExecutor.Command;
import dev.sluice.redis.port.CommandExecutor.Reply;
import dev.sluice.redis.write.FailureCatalog;
import dev.sluice.spi.CheckStep.Result;
import dev.sluice.spi.DestinationException;
import dev.sluice.spi.SyncMode;
import java.util.Optional;
import java.util.Set;

/** Tries one step after the other over one connection. */
record Target(RedisSettings settings, Set<SyncMode> modes, FailureCatalog catalog, BoundedCalls calls) {
    Result attempt(TargetStep step) {
        try {
            return switch (step) {
                case RESOLVE -> resolve();
                case CONNECT -> connect();
                case AUTHENTICATE -> accepted(ProbeConnection::authenticate, authenticated());
                case SELECT -> accepted(ProbeConnection::select, "database " + settings.database());
                case PING -> accepted(ProbeConnection::ping, "answered");
                case RIGHTS -> new RightsProbe(settings, modes, catalog, this::send).run();
            };
        } catch (ProbeFailure e) {
            return failed(step, failures().transport(e));
        } catch (DestinationException e) {
            return failed(step, e);
        }
    }

    private CheckFailures failures() {
        return new CheckFailures(catalog, settings.url());
    }

    private Result resolve() throws ProbeFailure {
        int addresses = calls.call(ProbeConnection::resolve);
        return Result.pass(settings.url().host() + " has " + addresses + (addresses == 1 ? " address" : " addresses"));
    }

    private Result connect() throws ProbeFailure {
        calls.call(connection -> {
            connection.connect();
            return true;
        });
        RedisUrl url = settings.url();
        return Result.pass("connected to port " + url.port() + (url.tls() ? " with TLS" : " without TLS"));
    }

    private String authenticated() {
        return settings.url().password().isPresent() ? "logged in" : "not asked for a password";
    }

    private static Result failed(TargetStep step, DestinationException e) {
        return Result.fail(e.code(), String.valueOf(e.getMessage()), e.remedy(), Optional.of(step.configPath()));
    }

    private Result accepted(BoundedCalls.Call<Reply> call, String message) throws ProbeFailure {
        Reply reply = calls.call(call);
        if (reply instanceof Reply.Refused refused) {
            throw failures().refused(refused.text());
        }
        return Result.pass(message);
    }

    private Reply send(Command command) throws ProbeFailure {
        return calls.call(connection -> connection.command(command));
    }
}
