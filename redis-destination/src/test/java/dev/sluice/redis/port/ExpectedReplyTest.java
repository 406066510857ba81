package dev.sluice.redis.port;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.redis.rights.RequiredRights;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExpectedReplyTest {
    private static final List<Object> PAIR = List.of(bytes("server"), bytes("redis"));

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            nullValues = "-",
            value = {
                "SET k v,                +OK",
                "SET k v EX 10,          +OK",
                "SET k v NX,             +OK nil",
                "SET k v XX EX 10,       +OK nil",
                "SET k v GET,            text nil",
                "SET k v NX GET EX 10,   text nil",
                "PING,                   +PONG",
                "AUTH u p,               +OK",
                "SELECT 3,               +OK",
                "ASKING,                 +OK",
                "DEL k,                  0 1",
                "EXISTS k,               0 1",
                "HSET k f v,             0 1 2 3",
                "HDEL k f,               0 1 2",
                "EXPIRE k 10,            0 1",
                "PERSIST k,              0 1",
                "WAIT 1 10,              0 1 2 3 4",
                "PTTL k,                 0 1 2 3 4 -1",
                "EVAL s 1 k,             0 1 2",
                "EVALSHA s 1 k,          0 1 2",
                "GET k,                  text nil",
                "INFO,                   text",
                "ROLE,                   map empty one",
                "HKEYS k,                map empty one",
                "HGETALL k,              map empty",
                "CLUSTER SLOTS,          map empty one",
                "SENTINEL x y,           map empty one nil",
                "HELLO 2,                map",
            })
    void eachCommandHasItsRepliesAndNoOthers(String words, String accepted) {
        List<String> right = List.of(accepted.split(" ", -1));
        List<String> all = List.of(
                "+OK", "+PONG", "+QUEUED", "+", "nil", "text", "0", "1", "2", "3", "4", "-1", "map", "one", "empty");

        assertThat(all.stream().filter(reply -> ExpectedReply.fits(command(words), reply(reply))))
                .containsExactlyInAnyOrderElementsOf(right);
    }

    @Test
    void aScriptThatSaysSoReturnsAValueOrNil() {
        Command script = Command.withoutKey(
                List.of(bytes("EVAL"), bytes(ExpectedReply.RETURNS_VALUE + "return 1"), bytes("1"), bytes("k")));

        assertThat(List.of("text", "nil")).allMatch(reply -> ExpectedReply.fits(script, reply(reply)));
        assertThat(List.of("1", "+OK", "map", "empty")).noneMatch(reply -> ExpectedReply.fits(script, reply(reply)));
    }

    @Test
    void everyCommandThatARunOrACheckMaySendHasItsReplies() {
        assertThat(RequiredRights.table().stream().map(right -> right.command().split("\\|", -1)[0]))
                .isNotEmpty()
                .allSatisfy(command ->
                        assertThat(ExpectedReply.of(command)).as(command).isPresent());
    }

    private static Reply.Value reply(String text) {
        return switch (text) {
            case "nil" -> Reply.NIL;
            case "text" -> new Reply.Value(bytes("text"));
            case "map" -> new Reply.Value(PAIR);
            case "one" -> new Reply.Value(PAIR.subList(0, 1));
            case "empty" -> new Reply.Value(List.of());
            default -> new Reply.Value(text.startsWith("+") ? text.substring(1) : (Object) Long.valueOf(text));
        };
    }

    private static Command command(String words) {
        return Command.withoutKey(
                Stream.of(words.split(" ", -1)).map(ExpectedReplyTest::bytes).toList());
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }
}
